from itertools import pairwise

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate

from fanpin_app.early_warning.response.calendar_warning import missing_years, sentence
from fanpin_app.early_warning.response.working_time import WEEKDAYS, minute_of

LAST_HOUR = 23


class ResponsePlan(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.early_warning.doctype.calendar_day.calendar_day import CalendarDay
		from fanpin_app.early_warning.doctype.working_hours.working_hours import WorkingHours

		basis: DF.SmallText | None
		days: DF.Table[CalendarDay]
		digest_hour: DF.Int
		digest_sent_on: DF.Datetime | None
		digest_template: DF.Link | None
		friday: DF.Check
		hours: DF.Table[WorkingHours]
		monday: DF.Check
		saturday: DF.Check
		send_digest: DF.Check
		sunday: DF.Check
		thursday: DF.Check
		tuesday: DF.Check
		wednesday: DF.Check
	# end: auto-generated types

	def onload(self) -> None:
		if years := missing_years(getdate()):
			self.set_onload("calendar_warning", sentence(years))

	def validate(self) -> None:
		if not any(self.get(day) for day in WEEKDAYS):
			frappe.throw(_("Choose the days of the week that are worked."))
		self._check_hours()
		self._check_days()
		if self.send_digest and not 0 <= self.digest_hour <= LAST_HOUR:
			frappe.throw(_("Choose an hour of the day from 0 to 23."))

	def _check_hours(self) -> None:
		periods = sorted((minute_of(row.from_time), minute_of(row.to_time), row.idx) for row in self.hours)
		for begin, end, row in periods:
			if end <= begin:
				frappe.throw(_("Working Hours, row {0}: they end before they begin.").format(row))
		for (_begin, end, _row), (begin, _end, row) in pairwise(periods):
			if begin < end:
				frappe.throw(_("Working Hours, row {0}: they overlap with others.").format(row))

	def _check_days(self) -> None:
		seen = set()
		for row in self.days:
			if (day := getdate(row.day)) in seen:
				frappe.throw(
					_("{0} is listed twice among holidays and make-up days.").format(formatdate(day))
				)
			seen.add(day)
