"""When the first response to an alert is due, how much time is left, and who is responsible: by the alert's level."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from fanpin_app.early_warning.response import calendar_warning
from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.response.officers import TIERS, OfficerLookup
from fanpin_app.early_warning.response.working_time import MINUTE, WorkingTime, load_working_time
from fanpin_app.permissions.postings import WHOLE, prefix_of

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_alert.risk_alert import RiskAlert

MINUTES_A_DAY = 24 * 60


class ResponseTerms:
	"""Deadlines and officers as of one moment, for alerts within the regions of a prefix.

	One instance serves all alerts of a screening, so that levels, calendar and postings are read only once.
	"""

	def __init__(
		self, within: str = WHOLE, levels: Levels | None = None, now: datetime | None = None
	) -> None:
		self.within = within
		self.levels = levels or Levels()
		self.now = now or now_datetime()
		self._dues: dict[str, datetime] = {}

	@cached_property
	def working_time(self) -> WorkingTime:
		return load_working_time()

	@cached_property
	def officers(self) -> OfficerLookup:
		return OfficerLookup(self.within)

	def due(self, level: str) -> datetime:
		"""When a response is due if the level's clock starts now."""
		if level not in self._dues:
			hours = self.levels.response_hours(level)
			if self.levels.counts_working_time(level):
				self._dues[level] = self.working_time.add_minutes(
					self.now, self.working_time.to_working_minutes(hours)
				)
			else:
				self._dues[level] = self.now + timedelta(hours=hours)
		return self._dues[level]

	def due_before(self, level: str, hours: int) -> datetime:
		"""The latest deadline since which `hours` have passed by the level's clock."""
		if self.levels.counts_working_time(level):
			return self.working_time.subtract_minutes(self.now, self.working_time.to_working_minutes(hours))
		return self.now - timedelta(hours=hours)

	def time_left(self, alert: RiskAlert | frappe._dict, units: int = 2) -> str:
		"""The time left for the first response, or how long it is overdue, by the level's clock, as text in the user's
		language. It shows at most `units` units, beginning with the largest that is not zero."""
		due = get_datetime(alert.response_due)
		duration = " ".join(self._duration_parts(alert.level or "", *sorted((self.now, due)))[:units])
		return (_("{0} left") if due >= self.now else _("{0} overdue")).format(duration)

	def notes(self, alert: RiskAlert | frappe._dict) -> list[str]:
		"""Which years of the time left have no calendar, as sentences."""
		if not self.levels.counts_working_time(alert.level or ""):
			return []
		return calendar_warning.notes(self.now.date(), get_datetime(alert.response_due).date())

	def initialise(self, alert: RiskAlert) -> None:
		"""Set the deadline and the responsible officer of a new alert."""
		alert.response_due = self.due(alert.level or "")
		self.set_responsible(alert)

	def apply_level_change(self, alert: RiskAlert, before: str | None) -> None:
		"""Set deadline and officer after a change of level. A higher level never extends the deadline."""
		due = self.due(alert.level or "")
		raised = self.levels.rank(alert.level) > self.levels.rank(before)
		alert.response_due = min(due, get_datetime(alert.response_due or due)) if raised else due
		self.set_responsible(alert)

	def set_responsible(self, alert: RiskAlert) -> None:
		"""Set the responsible officer. An escalated alert does not return to a lower tier."""
		tier = self.levels.leading_tier(alert.level or "")
		if alert.times_escalated:
			tier = max(tier, alert.leading_tier or tier, key=TIERS.index)
		alert.set("leading_tier", tier)
		user, tier_found = self.officers.find(alert.region or "", tier, alert.responsible)
		if user != alert.responsible:
			alert.responsible_since = self.now if user else None
		alert.update(self.officers.responsible_fields(user, tier_found))

	def _duration_parts(self, level: str, begin: datetime, end: datetime) -> list[str]:
		if self.levels.counts_working_time(level):
			minutes, minutes_a_day = (
				self.working_time.minutes_between(begin, end),
				self.working_time.minutes_a_day,
			)
			days = _("{0} working days")
		else:
			minutes, minutes_a_day, days = (end - begin) // MINUTE, MINUTES_A_DAY, _("{0} days")
		parts = [
			(minutes // minutes_a_day, days),
			(minutes % minutes_a_day // 60, _("{0} hours")),
			(minutes % minutes_a_day % 60, _("{0} minutes")),
		]
		return [pattern.format(number) for number, pattern in parts if number] or [parts[-1][1].format(0)]


def response_terms_for(alert: RiskAlert) -> ResponseTerms:
	"""The ResponseTerms for a single alert."""
	return ResponseTerms(prefix_of(alert.region) if alert.region else WHOLE)


def time_left_by_alert(names: list[str]) -> dict[str, dict]:
	"""For those of the alerts that the user may read and that wait for a response: the time left as `text` and
	`short`, whether it is `overdue`, and `notes` about how it is counted."""
	waiting = frappe.get_list(
		"Risk Alert",
		filters={"name": ("in", names), "status": "Open", "response_due": ("is", "set")},
		fields=["name", "level", "response_due"],
		limit=len(names),
	)
	response = ResponseTerms()
	return {
		alert.name: {
			"text": response.time_left(alert),
			"short": response.time_left(alert, units=1),
			"overdue": alert.response_due < response.now,
			"notes": response.notes(alert),
		}
		for alert in waiting
	}
