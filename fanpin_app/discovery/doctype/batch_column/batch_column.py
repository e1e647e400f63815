from frappe.model.document import Document


class BatchColumn(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		figures: DF.Int
		header: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		total: DF.Float
		zeros: DF.Int
	# end: auto-generated types
