from frappe.model.document import Document


class AccountSecurity(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attempts_per_address: DF.Int
		idle_minutes: DF.Int
	# end: auto-generated types
