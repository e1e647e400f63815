import frappe
from frappe.model.document import Document
from frappe.utils import today

from fanpin_app.coordination import groups


class LeadingGroup(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.coordination.doctype.leading_group_member.leading_group_member import (
			LeadingGroupMember,
		)

		basis: DF.Data | None
		from_date: DF.Date
		group_kind: DF.Literal["Leading Group", "Monitoring Leading Group"]
		group_name: DF.Data
		level: DF.Literal["City", "District", "Town"]
		meets_monthly: DF.Check
		members: DF.Table[LeadingGroupMember]
		region: DF.Link
		to_date: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		groups.validate(self)

	@frappe.whitelist(methods=["GET", "POST"])
	def get_composition(self, day: str | None = None) -> dict:
		"""Members on the day (default: today), and the work teams and first secretaries who were posted there."""
		self.reload()
		return groups.composition(self, day or today())
