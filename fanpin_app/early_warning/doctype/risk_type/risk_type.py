from frappe.model.document import Document


class RiskType(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		description: DF.SmallText | None
		offered_to_applicants: DF.Check
		risk_code: DF.Data
		risk_name: DF.Data
		suggests_sudden_hardship: DF.Check
	# end: auto-generated types
