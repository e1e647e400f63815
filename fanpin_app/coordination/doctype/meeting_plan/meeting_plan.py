import frappe
from frappe import _
from frappe.model.document import Document

LAST_DAY = 31


class MeetingPlan(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.SmallText | None
		day_of_month: DF.Int
		days_ahead: DF.Int
		monthly: DF.Check
	# end: auto-generated types

	def validate(self) -> None:
		if not 1 <= self.day_of_month <= LAST_DAY:
			frappe.throw(_("Choose a day of the month from 1 to 31."))
		if self.days_ahead >= LAST_DAY:
			frappe.throw(_("A meeting is proposed at most 30 days ahead."))
