"""Households not visited in time, by village or grid, in the reader's regions."""

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import today
from pypika.queries import QueryBuilder

from fanpin_app.early_warning.alerts.from_visits import VisitSchedule
from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport, count_where


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view; most overdue visits first.

	Optional filter: `region` (a code, including its subregions). A household counts for the village or grid where it is
	registered. `in_time` is the percentage of households whose next visit is not overdue.
	"""
	return VisitCoverage(filters).run()


class VisitCoverage(ScopedReport):
	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.due = VisitSchedule()
		self.household = self.due.household
		self.region = self.household.region

	def columns(self) -> list[dict]:
		return [
			column("region", _("Village or Grid"), "Link", 150, options="Administrative Region"),
			column("full_name", _("Region Name"), width=240),
			column("households", _("Households"), "Int"),
			column("overdue", _("Visits Overdue"), "Int"),
			column("with_alert", _("Overdue with an Open Alert"), "Int", 150),
			column("never", _("Never Visited"), "Int"),
			column("in_time", _("In Time (%)"), "Percent", 110),
		]

	def query(self) -> QueryBuilder:
		household, region = self.household, frappe.qb.DocType("Administrative Region")
		overdue = self.due.due_on < today()
		return (
			self.due.query.left_join(region)
			.on(region.name == household.region)
			.select(
				household.region,
				region.full_name,
				Count("*").as_("households"),
				count_where(overdue).as_("overdue"),
				count_where(overdue & self.due.alert.level.isnotnull()).as_("with_alert"),
				count_where(household.last_visit.isnull()).as_("never"),
			)
			.groupby(household.region, region.full_name)
			.orderby(count_where(overdue), order=frappe.qb.desc)
			.orderby(household.region)
		)

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		return [self.row(region) for region in found]

	def row(self, region: frappe._dict) -> dict:
		counts = {name: int(region[name]) for name in ("overdue", "with_alert", "never")}
		in_time = 100 * (region.households - counts["overdue"]) / region.households
		return region | counts | {"in_time": in_time}
