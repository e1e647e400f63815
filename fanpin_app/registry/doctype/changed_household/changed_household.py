from frappe.model.document import Document


class ChangedHousehold(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		existed: DF.Check
		head_name: DF.Data | None
		household: DF.Link
		household_kind: DF.Literal["General", "Formerly Poor"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		people: DF.Int
		region: DF.Link | None
		status: DF.Literal["Active", "Moved Out", "Ended"]
		with_members: DF.Check
		workers: DF.Int
	# end: auto-generated types
