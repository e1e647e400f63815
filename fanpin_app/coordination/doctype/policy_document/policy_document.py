import frappe
from frappe.model.document import Document

from fanpin_app.coordination import policies


class PolicyDocument(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asks_agencies: DF.Check
		asks_districts: DF.Check
		asks_towns: DF.Check
		asks_villages: DF.Check
		content: DF.TextEditor | None
		document_no: DF.Data | None
		file: DF.Attach | None
		in_force_from: DF.Date
		in_force_to: DF.Date | None
		issuing_office: DF.Data
		status: DF.Literal["Not Yet in Force", "In Force", "Superseded", "Expired"]
		superseded_by: DF.Link | None
		superseded_from: DF.Date | None
		supersedes: DF.Link | None
		title: DF.Data
		version: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		policies.validate(self)

	def on_update(self) -> None:
		policies.follow_versions(self)

	def on_trash(self) -> None:
		policies.release_version(self)

	@frappe.whitelist(methods=["POST"])
	def acknowledge(self) -> None:
		"""Record that the user's office has acknowledged the document. Raises `frappe.PermissionError` for others."""
		self.reload()
		policies.acknowledge(self)

	@frappe.whitelist(methods=["GET", "POST"])
	def get_acknowledgements(self) -> dict:
		"""The offices in the user's regions, those that have not acknowledged first, and whether the user may."""
		self.reload()
		return policies.acknowledgements(self)
