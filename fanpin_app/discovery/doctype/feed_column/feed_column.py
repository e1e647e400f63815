from frappe.model.document import Document


class FeedColumn(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		aliases: DF.SmallText | None
		data_type: DF.Literal[
			"Text", "Name", "Amount", "Number", "Date", "ID Number", "Disability Card Number", "Code"
		]
		earliest: DF.Date | None
		empty_means: DF.Literal["", "Unknown", "Zero", "Keep"]
		fieldname: DF.Data | None
		header: DF.Data
		indicator: DF.Link | None
		least: DF.Data | None
		most: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		required: DF.Check
		role: DF.Literal[
			"Match Key",
			"Record Date",
			"Original Date",
			"Indicator",
			"Value",
			"State Key",
			"Row Kind",
			"Field",
			"Description",
		]
		unit: DF.Literal[
			"Yuan",
			"Hundred Yuan",
			"Thousand Yuan",
			"Ten Thousand Yuan",
			"Million Yuan",
			"Hundred Million Yuan",
		]
		value_map: DF.SmallText | None
	# end: auto-generated types
