import os

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import make_autoname

from fanpin_app.discovery import loading


class DataBatch(Document):
	def autoname(self) -> None:
		"""The name sorts by period, then by arrival: among files of one feed the greatest has the last word."""
		self.name = make_autoname(f"{self.period}-.######")

	def before_insert(self) -> None:
		self.file_name = self.file_name or os.path.basename(self.file)
		self.period = self.period or loading.period_of(self.file_name)
		with open(self.path_of_file(), "rb") as file:
			self.content_hash = loading.hash_of(file.read())
		self.status = "Queued"

	def validate(self) -> None:
		if not (self.period.isascii() and self.period.isdigit() and len(self.period) in (4, 6)):
			frappe.throw(
				_("The period {0} is neither a month such as 202610 nor a year such as 2026.").format(
					self.period
				)
			)

	def after_insert(self) -> None:
		if not self.flags.loads_at_once:
			self.queue()

	@property
	def job_id(self) -> str:
		return f"data-batch-{self.name}"

	def queue(self, user: str | None = None) -> None:
		"""Let a background job compare or load the file, with the rights of `user`: by default of who is logged in."""
		frappe.enqueue(
			"fanpin_app.discovery.loading.work_on",
			queue="long",
			job_id=self.job_id,
			enqueue_after_commit=True,
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
		if self.status != "Compared":
			frappe.throw(_("Only a file that has been compared can be compared again or applied."))
		self.status, self.applied_by = "Queued", applied_by
		self.save()
		self.queue()

	@frappe.whitelist(methods=["POST"])
	def roll_back(self) -> None:
		self.check_permission("write")
		if self.status != "Loaded":
			frappe.throw(_("Only a loaded file can be rolled back."))
		loading.roll_back(self)


def on_doctype_update() -> None:
	frappe.db.add_index("Data Batch", ["feed", "period"], "feed_period")
