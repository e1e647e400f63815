from frappe.model.document import Document


class CheckStep(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		due_on: DF.Date | None
		entered_on: DF.Date | None
		facts: DF.JSON | None
		from_stage: DF.Literal[
			"Village Review", "Town Verification", "District Determination", "Approved", "Rejected"
		]
		moved_at: DF.Datetime | None
		officer: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		to_stage: DF.Literal[
			"Village Review", "Town Verification", "District Determination", "Approved", "Rejected"
		]
		working_days: DF.Int
	# end: auto-generated types
