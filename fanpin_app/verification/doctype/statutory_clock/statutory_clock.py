from frappe.model.document import Document


class StatutoryClock(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.SmallText | None
		determination_days: DF.Int
		elimination_notice_days: DF.Int
		measures_within_days: DF.Int
		notice_days: DF.Int
		papers_days: DF.Int
		review_after_months: DF.Int
		review_days: DF.Int
		watch_months: DF.Int
	# end: auto-generated types
