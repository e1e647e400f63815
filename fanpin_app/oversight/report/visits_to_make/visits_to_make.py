"""Households in the reader's regions to visit, nearest due first."""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.utils import add_days, cint, date_diff, today
from pypika.functions import Substring
from pypika.queries import QueryBuilder

from fanpin_app.early_warning.alerts.from_visits import VisitSchedule
from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport
from fanpin_app.permissions import scope

DAYS_AHEAD = 7
# More than an officer can visit in a week; officers of a district filter by village.
MAX_ROWS = 500


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view.

	Filters, all optional: `region` (a code, including its subregions), `days_ahead` (default 7; 0: due by today),
	`overdue` (1: due before today only). `days_overdue` counts from the due date to today.
	"""
	return VisitsToMake(filters).run()


class VisitsToMake(ScopedReport):
	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.due = VisitSchedule()
		self.household = self.due.household
		self.region = self.household.region

	def columns(self) -> list[dict]:
		return [
			column("head_name", _("Head of Household"), width=90),
			column("due_on", _("Visit Due On"), "Date", 110),
			column("days_overdue", _("Days Overdue"), "Int", 90),
			column("household", _("Household"), "Link", 130, options="Household"),
			column("level", _("Level"), "Link", 70, options="Alert Level"),
			column("village", _("Village"), width=120),
			column("group_name", _("Villagers' Group"), width=100),
			column("address", _("Address"), width=160),
			column("last_visit", _("Last Visit"), "Date", 110),
		]

	def query(self) -> QueryBuilder:
		household, village = self.household, frappe.qb.DocType("Administrative Region")
		return (
			self.due.query.left_join(village)
			.on(village.name == Substring(household.region, 1, scope.SIGNIFICANT_DIGITS["Village"]))
			.select(
				household.head_name,
				self.due.due_on.as_("due_on"),
				household.name.as_("household"),
				self.due.alert.level,
				village.region_name.as_("village"),
				household.group_name,
				household.address,
				household.last_visit,
			)
			.orderby(self.due.due_on)
			.orderby(household.region)
			.orderby(household.group_name)
			.orderby(household.name)
			.limit(MAX_ROWS)
		)

	def conditions(self) -> list[Criterion]:
		return [self.due.due_on <= self.last_day()]

	def last_day(self) -> str:
		if cint(self.filters.overdue):
			return add_days(today(), -1)
		days = self.filters.days_ahead
		return add_days(today(), DAYS_AHEAD if days in (None, "") else cint(days))

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		return [visit | {"days_overdue": max(date_diff(today(), visit.due_on), 0)} for visit in found]
