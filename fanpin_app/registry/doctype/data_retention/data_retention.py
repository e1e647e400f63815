import frappe
from frappe import _
from frappe.model.document import Document

MINIMUM_YEARS = 1


class DataRetention(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.SmallText | None
		closed_after_years: DF.Int
		enabled: DF.Check
		left_after_years: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		for field in ("closed_after_years", "left_after_years"):
			if (self.get(field) or 0) < MINIMUM_YEARS:
				frappe.throw(
					_("{0}: keep personal data for {1} year at least.").format(
						_(self.meta.get_label(field)), MINIMUM_YEARS
					)
				)
