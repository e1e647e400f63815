import frappe
from frappe.model.document import Document

from fanpin_app.early_warning.data_defects import tasks
from fanpin_app.early_warning.screening import explanation


class DataDefect(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		acceptance_reason: DF.SmallText | None
		accepted_by: DF.Link | None
		accepted_on: DF.Date | None
		closing_note: DF.SmallText | None
		due_on: DF.Date | None
		evidence: DF.SmallText | None
		first_run: DF.Link | None
		found_on: DF.Date | None
		head_name: DF.Data | None
		household: DF.Link
		issue: DF.SmallText | None
		last_run: DF.Link | None
		leading_tier: DF.Literal["", "Village", "Town", "District", "City"]
		name: DF.Int | None
		open_key: DF.Data | None
		region: DF.Link | None
		resolved_on: DF.Date | None
		responsible: DF.Link | None
		rule: DF.Link
		rule_version: DF.Int
		status: DF.Literal["Open", "Resolved", "Confirmed Correct"]
		threshold: DF.Data | None
		value: DF.Data | None
	# end: auto-generated types

	@frappe.whitelist(methods=["POST"])
	def accept(self, reason: str) -> None:
		"""Close the defect because the data is correct. Raises `frappe.PermissionError` outside the user's regions."""
		self.reload()
		self.check_permission("write")
		tasks.accept(self, reason)

	@frappe.whitelist(methods=["GET", "POST"])
	def get_evidence(self) -> list[dict]:
		"""The evidence of the defect: rows of what, value, threshold and origin; all plain text."""
		self.reload()
		self.check_permission("read")
		return explanation.household_evidence_rows(self.household, self.evidence)


def on_doctype_update() -> None:
	"""Screenings search by rule; officers by region, due date and responsible officer."""
	frappe.db.add_index("Data Defect", ["rule", "status"])
	frappe.db.add_index("Data Defect", ["region", "status", "due_on"])
	frappe.db.add_index("Data Defect", ["status", "due_on"])
	frappe.db.add_index("Data Defect", ["responsible", "status"])
