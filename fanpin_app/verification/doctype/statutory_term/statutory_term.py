from frappe.model.document import Document


class StatutoryTerm(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["", "Rule", "Visit", "Application", "Officer", "Green Lane"]
		counted_in: DF.Literal["Calendar Days", "Working Days"]
		days: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		purpose: DF.Literal["", "Inclusion", "Elimination"]
		remind_before: DF.Int
		step: DF.Literal[
			"Village Review",
			"Town Verification",
			"District Determination",
			"Whole Procedure",
			"First Measure",
		]
	# end: auto-generated types
