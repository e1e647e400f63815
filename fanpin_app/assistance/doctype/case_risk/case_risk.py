from frappe.model.document import Document


class CaseRisk(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		added_on: DF.Date | None
		alert: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		resolution: DF.SmallText | None
		resolved: DF.Check
		resolved_on: DF.Date | None
		risk: DF.Link
	# end: auto-generated types
