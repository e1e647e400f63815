import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import make_autoname
from frappe.utils import escape_html, now_datetime

from fanpin_app.database import job_lock
from fanpin_app.discovery.loading import batch_access, period, pipeline, progress
from fanpin_app.discovery.plausibility import hold
from fanpin_app.discovery.replacements import period_correction, replacement, second_file

if TYPE_CHECKING:
	from frappe.core.doctype.file.file import File

# Statuses without a result: nothing was loaded, or it was taken back.
MAY_LOAD_AGAIN = ("Cancelled", "Failed", "Not Loaded", "Refused", "Rolled Back")
MAX_CHARACTERS = 140
DUPLICATE_SUFFIX_LENGTH = 6
DUPLICATE_SUFFIX = re.compile(r"~[0-9a-f]{6}$")
# Fields that a client may set on a new batch; the load sets all others.
CLIENT_FIELDS = (
	*("feed", "period", "file", "file_name", "content_hash"),
	*("replaces", "is_correction", "when_sent_again", "first_region", "last_region"),
	"loaded_within",
)


class DataBatch(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.discovery.doctype.batch_change.batch_change import BatchChange
		from fanpin_app.discovery.doctype.batch_column.batch_column import BatchColumn
		from fanpin_app.discovery.doctype.batch_earlier_file.batch_earlier_file import BatchEarlierFile
		from fanpin_app.discovery.doctype.batch_name.batch_name import BatchName
		from fanpin_app.discovery.doctype.batch_refusal.batch_refusal import BatchRefusal
		from fanpin_app.discovery.doctype.batch_total.batch_total import BatchTotal

		answered_by: DF.Link | None
		applied_by: DF.Link | None
		attempts: DF.Int
		changes: DF.Table[BatchChange]
		column_figures: DF.Table[BatchColumn]
		command_run: DF.Data | None
		comparison_workbook: DF.Attach | None
		content_hash: DF.Data | None
		digest_of_changes: DF.Data | None
		earlier_files: DF.Table[BatchEarlierFile]
		error_workbook: DF.Attach | None
		feed: DF.Link | None
		file: DF.Attach
		file_name: DF.Data | None
		first_day: DF.Date | None
		first_region: DF.Data | None
		headers: DF.SmallText | None
		held_because: DF.SmallText | None
		is_correction: DF.Check
		last_day: DF.Date | None
		last_region: DF.Data | None
		loaded_within: DF.SmallText | None
		message: DF.SmallText | None
		missing_columns: DF.SmallText | None
		names_unlike: DF.Int
		new_columns: DF.SmallText | None
		passed_because: DF.SmallText | None
		passed_by: DF.Link | None
		passed_on: DF.Datetime | None
		period: DF.Data | None
		precedence: DF.Data | None
		refusal: DF.Literal[
			"",
			"not_a_workbook",
			"empty",
			"has_password",
			"broken_text",
			"missing_column",
			"ambiguous_column",
			"unknown_feed",
			"already_loaded",
			"out_of_scope",
			"too_large",
			"other_year",
			"not_a_correction",
			"nothing_to_replace",
			"no_row_accepted",
		]
		refusals: DF.Table[BatchRefusal]
		remarks: DF.SmallText | None
		replaced_by: DF.Link | None
		replaces: DF.Link | None
		rows_accepted: DF.Int
		rows_not_data: DF.Int
		rows_read: DF.Int
		rows_refused: DF.Int
		rows_reversed: DF.Int
		status: DF.Literal[
			"Queued",
			"Loading",
			"Compared",
			"Asked",
			"Held",
			"Loaded",
			"Not Loaded",
			"Refused",
			"Failed",
			"Rolled Back",
			"Cancelled",
		]
		totals: DF.Table[BatchTotal]
		unlike_names: DF.Table[BatchName]
		when_sent_again: DF.Literal["", "Replace", "Add", "Apart"]
	# end: auto-generated types

	def autoname(self) -> None:
		"""The name sorts by period, then by arrival, and so does the precedence that a new batch takes from it."""
		self.name = make_autoname(f"{self.period}-.######")

	def before_insert(self) -> None:
		file = self.check_file()
		# Keep the end of a long name: it has the month.
		self.file_name = (self.file_name or _name_as_sent(file))[-MAX_CHARACTERS:]
		if self.period:
			period.check_given(self.period, self.path_of_file(), self.feed)
		replacement.prepare(self)
		batch_access.refuse_register_of_agency(self.feed)
		self.period = self.period or period.find_period(self.path_of_file(), self.file_name, self.feed)
		with open(self.path_of_file(), "rb") as file:
			self.content_hash = pipeline.hash_of(file.read())
		self.status = "Queued"
		batch_access.note_sender_regions(self)

	def raise_no_permission_to(self, perm_type: str) -> None:
		if perm_type == "create" and not self.feed and batch_access.must_name_feed(frappe.session.user):
			# Frappe has already added an empty message about the refusal.
			frappe.clear_messages()
			frappe.throw(_("Choose the feed of your agency that the file is for."), frappe.PermissionError)
		super().raise_no_permission_to(perm_type)

	def check_file(self) -> "File":
		"""The batch's File, which the user must be allowed to read: a batch gives no access to other people's files."""
		file = frappe.get_doc("File", {"file_url": self.file})
		if not self.flags.ignore_permissions:
			file.check_permission("read")
		return file

	def validate(self) -> None:
		if not self.flags.ignore_permissions:
			self.restore_system_fields()
		period.check(self.period or "")
		self.precedence = self.precedence or self.name

	def restore_system_fields(self) -> None:
		"""Clients send whole documents and may send any value: fields that the load sets keep their stored values."""
		stored = self.get_doc_before_save()
		given = () if stored else CLIENT_FIELDS
		for field in self.meta.fields:
			if field.get("is_custom_field") or field.fieldname in given:
				continue
			self.set(field.fieldname, stored.get(field.fieldname) if stored else field.default)

	def after_insert(self) -> None:
		if not self.flags.loads_at_once:
			self.queue()

	@property
	def job_id(self) -> str:
		return pipeline.job_of(self.name)

	def queue(self, user: str | None = None) -> None:
		"""Queue a job that compares or loads the file, with the rights of `user` (default: the current user)."""
		progress.forget(self.name)
		job_lock.enqueue(
			"fanpin_app.discovery.loading.pipeline.work_on",
			self.job_id,
			name=self.name,
			user=user or frappe.session.user,
		)

	def path_of_file(self) -> Path:
		file = frappe.get_doc("File", {"file_url": self.file})
		return Path(file.get_full_path())

	@frappe.whitelist(methods=["POST"])
	def compare(self) -> None:
		"""Compare the file with the current register."""
		self._work_again(applied_by=None)

	@frappe.whitelist(methods=["POST"])
	def apply(self) -> None:
		"""Write the compared changes into the register."""
		self._work_again(applied_by=frappe.session.user)

	def _work_again(self, applied_by: str | None) -> None:
		self.check_permission("write")
		batch_access.refuse_register_of_agency(self.feed)
		if self.status != "Compared":
			frappe.throw(_("Only a file that has been compared can be compared again or applied."))
		self.queue_again(applied_by)

	@frappe.whitelist(methods=["POST"])
	def load_again(self) -> None:
		"""Load a file whose load was cancelled, failed or refused, or that was rolled back."""
		self.check_permission("write")
		if self.status not in MAY_LOAD_AGAIN:
			frappe.throw(_("This file waits, is being loaded, or is loaded already."))
		replacement.refuse_where_replaced(self)
		self._reset_answers()
		self.queue_again(applied_by=None)

	@frappe.whitelist(methods=["POST"])
	def replace(self, file: str, is_correction: bool = False) -> str:
		"""Load another file (its URL) in place of this one, which is valid until then; returns the new batch's name.

		With `is_correction` it is this batch's error workbook, corrected.
		"""
		self.check_permission("write")
		successor = frappe.get_doc(
			doctype="Data Batch",
			feed=self.feed,
			file=file,
			replaces=self.name,
			is_correction=int(is_correction),
		)
		return successor.insert().name

	@frappe.whitelist(methods=["POST"])
	def answer(self, when_sent_again: str) -> None:
		"""Set how this file relates to the earlier ones of its month (Replace, Add or Apart), and load it accordingly.

		Raises `frappe.PermissionError` for users who may not change a file that it would replace.
		"""
		self.check_permission("write")
		if self.status != second_file.ASKED:
			frappe.throw(
				_("Only a file of which it is asked whether it replaces another can be answered for.")
			)
		if when_sent_again not in second_file.ANSWERS:
			frappe.throw(_("Choose one of the three: replace, add, or apart."))
		if when_sent_again == second_file.REPLACE:
			replacement.check_may_replace([row.batch for row in self.earlier_files if row.batch])
		self.when_sent_again, self.answered_by = when_sent_again, frappe.session.user
		self.add_comment("Info", _("Answered: {0}").format(_(when_sent_again, context="Data Batch")))
		self.queue_again(self.applied_by)

	@frappe.whitelist(methods=["POST"])
	def correct_period(self, period: str, reason: str) -> None:
		"""Change the month or year of the file; its precedence follows.

		Raises `frappe.ValidationError` while it is being loaded, for files of the register, and where the month
		already has a file with the same facts.
		"""
		self.check_permission("write")
		period_correction.correct(self, period.strip(), reason.strip())

	@frappe.whitelist(methods=["POST"])
	def let_pass(self, reason: str) -> None:
		"""Load a held file in spite of its reasons. Raises `frappe.ValidationError` without a `reason`."""
		self.check_permission("write")
		if self.status != hold.HELD:
			frappe.throw(_("Only a file that is held can be let pass."))
		if not reason.strip():
			frappe.throw(_("Say why this file is right as it is: the reason is kept with it."))
		self.passed_by, self.passed_on = frappe.session.user, now_datetime()
		self.passed_because = reason.strip()
		self.add_comment("Info", _("Let pass: {0}").format(escape_html(self.passed_because)))
		self.queue_again(self.applied_by)

	def _reset_answers(self) -> None:
		"""Reset earlier answers: on the next load the file may overlap other files, or be held for other reasons."""
		second_file.forget_answered_files(self)
		self.set("when_sent_again", None)
		self.answered_by, self.held_because, self.passed_because = None, None, None
		self.passed_by, self.passed_on = None, None

	def queue_again(self, applied_by: str | None) -> None:
		self.status, self.applied_by, self.attempts = "Queued", applied_by, 0
		self.set("refusal", None)
		self.message, self.replaced_by = None, None
		self.save(ignore_permissions=True)
		self.queue()

	@frappe.whitelist(methods=["POST"])
	def roll_back(self) -> None:
		"""Undo the load of a month's file: what it had replaced becomes valid again."""
		self.check_permission("write")
		if self.status != "Loaded":
			frappe.throw(_("Only a loaded file can be rolled back."))
		replacement.roll_back(self)


def _name_as_sent(file: "File") -> str:
	"""The file's original name: each address has a random part, and those of earlier files may have part of a hash,
	which could be read as a month."""
	stem, ending = os.path.splitext(os.path.basename(file.file_url))
	stem = DUPLICATE_SUFFIX.sub("", stem)
	return stem.removesuffix((file.content_hash or "")[-DUPLICATE_SUFFIX_LENGTH:]) + ending


def on_doctype_update() -> None:
	frappe.db.add_index("Data Batch", ["feed", "period"], "feed_period")
