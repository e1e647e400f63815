"""The time limits of steps, as administrators set them in Statutory Clock: by step, purpose and channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from frappe.utils import cint

from fanpin_app.early_warning.response.day_count import DayCount
from fanpin_app.early_warning.response.working_time import load_working_time
from fanpin_app.verification.clock import clock

WHOLE = "Whole Procedure"
FIRST_MEASURE = "First Measure"
GREEN_LANE = "Green Lane"
CALENDAR_DAYS, WORKING_DAYS = "Calendar Days", "Working Days"

Pauses = tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Term:
	"""A time limit of `days`; `remind_before`: how many days before the last one the office is reminded."""

	days: int
	in_working_days: bool = False
	remind_before: int = 0

	def count(self, pauses: Pauses = ()) -> DayCount:
		return day_count(self.in_working_days, pauses)

	def last_day(self, start: date, pauses: Pauses = ()) -> date:
		return self.count(pauses).last_day(start, self.days)

	def remind_on(self, last_day: date, pauses: Pauses = ()) -> date:
		return self.count(pauses).day_before(last_day, self.remind_before)


def term_for(step: str, purpose: str, channel: str) -> Term | None:
	"""The limit of a step, `WHOLE` or `FIRST_MEASURE` for a check's purpose and channel; None if there is none.

	Of several rows, the one that names the channel applies, then the one that names the purpose.
	"""
	rows = [
		row
		for row in clock().terms
		if row.step == step and row.purpose in (purpose, "", None) and row.channel in (channel, "", None)
	]
	if not rows:
		return None
	row = max(rows, key=lambda row: (bool(row.channel), bool(row.purpose)))
	return Term(cint(row.days), row.counted_in == WORKING_DAYS, cint(row.remind_before))


def day_count(in_working_days: bool, pauses: Pauses = ()) -> DayCount:
	"""Counts by the Response Plan's calendar, or all days."""
	return DayCount(load_working_time() if in_working_days else None, pauses)


def channel_of(source: str | None, green_lane: str | None) -> str:
	"""How a check began: "Green Lane", else the source of its alert; "" without one."""
	return GREEN_LANE if green_lane else source or ""
