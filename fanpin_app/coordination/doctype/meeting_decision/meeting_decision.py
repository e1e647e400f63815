import frappe
from frappe.model.document import Document

from fanpin_app.coordination import decisions


class MeetingDecision(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		agency: DF.Link | None
		closed_by: DF.Link | None
		closed_on: DF.Date | None
		details: DF.SmallText | None
		due_on: DF.Date
		meeting: DF.Link
		meeting_on: DF.Date | None
		office: DF.Link | None
		region: DF.Link | None
		responsible: DF.Link | None
		result: DF.SmallText | None
		status: DF.Literal["Open", "Done", "Withdrawn"]
		subject: DF.Data
	# end: auto-generated types

	def onload(self) -> None:
		self.set_onload("may_finish", decisions.may_finish(self))

	def validate(self) -> None:
		decisions.validate(self)

	def on_update(self) -> None:
		decisions.follow_responsible(self)

	@frappe.whitelist(methods=["POST"])
	def finish(self, result: str) -> None:
		"""Close the decision with its result. Raises `frappe.PermissionError` for who is not responsible."""
		self.reload()
		decisions.finish(self, result)

	@frappe.whitelist(methods=["POST"])
	def withdraw(self, reason: str) -> None:
		"""Close the decision, which is not carried out, with the reason. Raises `frappe.PermissionError` for others."""
		self.reload()
		decisions.withdraw(self, reason)
