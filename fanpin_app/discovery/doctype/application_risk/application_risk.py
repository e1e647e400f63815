from frappe.model.document import Document


class ApplicationRisk(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		alert: DF.Link | None
		level: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		risk: DF.Link
	# end: auto-generated types
