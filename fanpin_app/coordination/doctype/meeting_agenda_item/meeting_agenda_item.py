from frappe.model.document import Document


class MeetingAgendaItem(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		as_of: DF.Date | None
		decision: DF.Link | None
		discussion: DF.SmallText | None
		due_on: DF.Date | None
		figure: DF.Int
		item_kind: DF.Literal[
			"",
			"Overdue Alerts",
			"Late Files",
			"Overdue Checks",
			"Undelivered Measures",
			"Open Decision",
			"Other",
		]
		overdue: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		subject: DF.SmallText | None
	# end: auto-generated types
