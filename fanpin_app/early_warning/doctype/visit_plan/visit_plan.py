from frappe.model.document import Document


class VisitPlan(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.SmallText | None
		interval_days: DF.Int
		monitored_interval_days: DF.Int
		watch_interval_days: DF.Int
	# end: auto-generated types
