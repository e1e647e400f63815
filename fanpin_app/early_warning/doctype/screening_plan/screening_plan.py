import frappe
from frappe import _
from frappe.model.document import Document

LAST_DAY = 31


class ScreeningPlan(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.SmallText | None
		day_of_month: DF.Int
		monthly: DF.Check
		starts_on: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		if not 1 <= self.day_of_month <= LAST_DAY:
			frappe.throw(_("Choose a day of the month from 1 to 31."))
