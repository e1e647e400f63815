from frappe.model.document import Document


class BatchRefusal(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		example: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		places: DF.SmallText | None
		reason: DF.Literal[
			"precision_lost",
			"bad_id",
			"unknown_person",
			"bad_date",
			"bad_amount",
			"duplicate",
			"unknown_region",
			"unknown_household",
			"missing_value",
			"bad_value",
			"markup",
			"stand_in",
			"wrong_level",
			"skipped_level",
			"repeated_key",
			"other_person",
			"other_household",
			"head_leaves",
			"whole_household",
			"nothing_to_reverse",
			"second_of_relation",
		]
		rows: DF.Int
	# end: auto-generated types
