"""Alerts from the findings of household visits, and when the next visit to a household is due."""

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe.utils import cint, today
from pypika import Case, CustomFunction, Order
from pypika.analytics import RowNumber
from pypika.functions import Coalesce, Date, NullIf
from pypika.queries import QueryBuilder
from pypika.terms import Term

from fanpin_app.early_warning.alerts import lifecycle

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.household_visit.household_visit import HouseholdVisit

BY_VISIT = "Visit"

AddDays = CustomFunction("adddate", ["day", "days"])
Later = CustomFunction("greatest", ["day", "other_day"])


def raise_findings(visit: "HouseholdVisit", method: str | None = None) -> None:
	"""Hook, after a visit is saved: raise an alert for each new finding, or add the finding to an open alert."""
	for row in visit.findings:
		if not row.alert:
			alert = lifecycle.raise_alert(visit.household, row.risk, row.level, BY_VISIT, row.description)
			row.db_set("alert", alert.name, update_modified=False)


def get_next_visit(household: str) -> date | None:
	"""The day on which the household's next visit is due, or None.

	Raises `frappe.PermissionError` outside the user's regions.
	"""
	frappe.get_doc("Household", household).check_permission("read")
	schedule = VisitSchedule(household)
	days = schedule.query.select(schedule.due_on).run(pluck=True)
	return days[0] if days else None


class VisitSchedule:
	"""A query for when households, or one household, are to be visited next.

	`query` runs over `household` joined with its `alert` of the highest level (columns level, raised_on and
	visit_interval_days; NULL if none is open). `due_on` is the day on which the next visit is due: the interval after the
	last visit, or after the household's creation if there was none, but not before the alert was raised. The interval
	is that of the alert's level, else that of the Visit Plan: for monitored households, for those that are watched after
	an elimination, for others. NULL if no interval is set.
	"""

	def __init__(self, household: str | None = None) -> None:
		self.household = frappe.qb.DocType("Household")
		self.alert = _highest_open_alerts(household)
		self.query: QueryBuilder = (
			frappe.qb.from_(self.household)
			.left_join(self.alert)
			.on((self.alert.household == self.household.name) & (self.alert.rank == 1))
			.where(self.household.status == "Active")
		)
		if household:
			self.query = self.query.where(self.household.name == household)

	@property
	def due_on(self) -> Term:
		last_seen = Coalesce(self.household.last_visit, Date(self.household.creation))
		return Later(AddDays(last_seen, self._interval()), Coalesce(self.alert.raised_on, last_seen))

	def _interval(self) -> Term:
		plan = frappe.get_cached_doc("Visit Plan")
		is_watched = self.household.watched_until >= today()
		default_days = (
			Case()
			.when(self.household.monitored == 1, plan.monitored_interval_days)
			.when(is_watched, cint(plan.watch_interval_days) or plan.interval_days)
			.else_(plan.interval_days)
		)
		return Coalesce(NullIf(self.alert.visit_interval_days, 0), NullIf(default_days, 0))


def _highest_open_alerts(household: str | None) -> QueryBuilder:
	"""The open alerts of all households, or of one, ranked by `rank`: 1 is the highest level and, within it, the oldest."""
	alert, level = frappe.qb.DocType("Risk Alert"), frappe.qb.DocType("Alert Level")
	rank = (
		RowNumber()
		.over(alert.household)
		.orderby(level.level_order, order=Order.desc)
		.orderby(alert.raised_on)
	)
	ranked = (
		frappe.qb.from_(alert)
		.join(level)
		.on(level.name == alert.level)
		.select(alert.household, alert.level, alert.raised_on, level.visit_interval_days, rank.as_("rank"))
		.where(alert.status.isin(lifecycle.STILL_OPEN))
	)
	return (ranked.where(alert.household == household) if household else ranked).as_("highest")
