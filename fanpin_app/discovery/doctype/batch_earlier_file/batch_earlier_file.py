from frappe.model.document import Document


class BatchEarlierFile(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		alike: DF.Int
		batch: DF.Link | None
		file_name: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		rows_accepted: DF.Int
		sent_on: DF.Datetime | None
	# end: auto-generated types
