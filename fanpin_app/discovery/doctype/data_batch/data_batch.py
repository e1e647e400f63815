import os
import re
from pathlib import Path

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import make_autoname

from fanpin_app import at_work
from fanpin_app.discovery import loading, period, progress, replacing
from fanpin_app.discovery.reach_of_file import refuse_register_of_agency

# Whose load came to nothing, or is taken back.
MAY_LOAD_AGAIN = ("Cancelled", "Failed", "Refused", "Rolled Back")
SIGNS_OF_A_SECOND_FILE = 6
MARK_OF_A_SECOND_FILE = re.compile(r"~[0-9a-f]{6}$")
# What is said of a new batch; all else is told by the load.
GIVEN = ("feed", "period", "file", "file_name", "content_hash", "replaces", "holds_corrections")


class DataBatch(Document):
	def autoname(self) -> None:
		"""The name sorts by period, then by arrival: among files of one feed the greatest has the last word."""
		self.name = make_autoname(f"{self.period}-.######")

	def before_insert(self) -> None:
		file = self.check_file()
		self.file_name = self.file_name or _name_as_sent(file)
		replacing.prepare(self)
		refuse_register_of_agency(self.feed)
		self.period = self.period or period.of_file(Path(self.path_of_file()), self.file_name, self.feed)
		with open(self.path_of_file(), "rb") as file:
			self.content_hash = loading.hash_of(file.read())
		self.status = "Queued"

	def check_file(self) -> Document:
		"""The batch's File. Nobody reads a file through a batch that may not be read by itself."""
		file = frappe.get_doc("File", {"file_url": self.file})
		if not self.flags.ignore_permissions:
			file.check_permission("read")
		return file

	def validate(self) -> None:
		if not self.flags.ignore_permissions:
			self.keep_what_the_load_tells()
		period.check(self.period)

	def keep_what_the_load_tells(self) -> None:
		"""Clients send documents whole, and may send anything: what the load told stays as it is stored."""
		stored = self.get_doc_before_save()
		given = () if stored else GIVEN
		for field in self.meta.fields:
			if field.get("is_custom_field") or field.fieldname in given:
				continue
			self.set(field.fieldname, stored.get(field.fieldname) if stored else field.default)

	def after_insert(self) -> None:
		if not self.flags.loads_at_once:
			self.queue()

	@property
	def job_id(self) -> str:
		return loading.job_of(self.name)

	def queue(self, user: str | None = None) -> None:
		"""Let a background job compare or load the file, with the rights of `user`: by default of who is logged in."""
		progress.forget(self.name)
		at_work.enqueue(
			"fanpin_app.discovery.loading.work_on",
			self.job_id,
			name=self.name,
			user=user or frappe.session.user,
		)

	def path_of_file(self) -> str:
		file = frappe.get_doc("File", {"file_url": self.file})
		return file.get_full_path()

	@frappe.whitelist(methods=["POST"])
	def compare(self) -> None:
		"""Compare the file with the register as it is now."""
		self._work_again(applied_by=None)

	@frappe.whitelist(methods=["POST"])
	def apply(self) -> None:
		"""Write what the comparison showed into the register."""
		self._work_again(applied_by=frappe.session.user)

	def _work_again(self, applied_by: str | None) -> None:
		self.check_permission("write")
		refuse_register_of_agency(self.feed)
		if self.status != "Compared":
			frappe.throw(_("Only a file that has been compared can be compared again or applied."))
		self._queue_again(applied_by)

	@frappe.whitelist(methods=["POST"])
	def load_again(self) -> None:
		"""Load a file whose load was cancelled, failed or refused, or that was rolled back."""
		self.check_permission("write")
		if self.status not in MAY_LOAD_AGAIN:
			frappe.throw(_("This file waits, is being loaded, or is loaded already."))
		replacing.refuse_where_replaced(self)
		self._queue_again(applied_by=None)

	@frappe.whitelist(methods=["POST"])
	def replace(self, file: str, holds_corrections: bool = False) -> str:
		"""Load another file (its URL) in place of this one, which holds until then; returns the new batch's name.

		With `holds_corrections` it is this batch's error workbook, corrected.
		"""
		self.check_permission("write")
		successor = frappe.get_doc(
			doctype="Data Batch",
			feed=self.feed,
			file=file,
			replaces=self.name,
			holds_corrections=int(holds_corrections),
		)
		return successor.insert().name

	def _queue_again(self, applied_by: str | None) -> None:
		self.status, self.applied_by, self.times_begun = "Queued", applied_by, 0
		self.refusal, self.message, self.replaced_by = None, None, None
		self.save(ignore_permissions=True)
		self.queue()

	@frappe.whitelist(methods=["POST"])
	def roll_back(self) -> None:
		self.check_permission("write")
		if self.status != "Loaded":
			frappe.throw(_("Only a loaded file can be rolled back."))
		replacing.roll_back(self)


def _name_as_sent(file: Document) -> str:
	"""The name of a second file of one name is lengthened, by what could be read as part of its month."""
	stem, ending = os.path.splitext(os.path.basename(file.file_url))
	stem = MARK_OF_A_SECOND_FILE.sub("", stem)
	return stem.removesuffix((file.content_hash or "")[-SIGNS_OF_A_SECOND_FILE:]) + ending


def on_doctype_update() -> None:
	frappe.db.add_index("Data Batch", ["feed", "period"], "feed_period")
