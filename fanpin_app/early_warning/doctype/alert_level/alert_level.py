from frappe.model.document import Document


class AlertLevel(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.Data | None
		closing_tier: DF.Literal["Village", "Town", "District"]
		colour: DF.Color | None
		escalates: DF.Check
		escalation_hours: DF.Int
		first_response_hours: DF.Int
		hours_count_as: DF.Literal["Clock Hours", "Working Time"]
		leading_tier: DF.Literal["Village", "Town", "District"]
		level_name: DF.Data
		level_order: DF.Int
		meaning: DF.SmallText | None
		visit_interval_days: DF.Int
	# end: auto-generated types
