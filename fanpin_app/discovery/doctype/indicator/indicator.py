from frappe.model.document import Document


class Indicator(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		description: DF.SmallText | None
		indicator_code: DF.Data
		indicator_name: DF.Data
		kind: DF.Literal["Event", "State"]
		subject: DF.Literal["Member", "Household", "Village"]
		unit: DF.Data | None
		value_type: DF.Literal["Number", "Text"]
	# end: auto-generated types
