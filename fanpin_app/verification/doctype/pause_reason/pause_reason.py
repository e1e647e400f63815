from frappe.model.document import Document


class PauseReason(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		max_days: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		reason: DF.Data
		step: DF.Literal["", "Village Review", "Town Verification", "District Determination"]
	# end: auto-generated types
