from frappe.model.document import Document


class ChangedIncome(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		household: DF.Link
		net_income: DF.Currency
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		year: DF.Int
	# end: auto-generated types
