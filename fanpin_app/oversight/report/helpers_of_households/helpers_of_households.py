"""Today's helper of each monitored household; those without one first, longest monitored on top."""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from pypika.queries import QueryBuilder

from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport
from fanpin_app.permissions.postings import in_force


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, in the reader's regions.

	Filters, both optional: `region` (a code, including its subregions), `without_helper` (only households without one).
	A household is monitored while it has an open case; pairings in force today count.
	"""
	return HelpersOfHouseholds(filters).run()


class HelpersOfHouseholds(ScopedReport):
	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.case, self.pairing = frappe.qb.DocType("Monitoring Case"), frappe.qb.DocType("Helper Pairing")
		self.region = self.case.region

	def columns(self) -> list[dict]:
		return [
			column("household", _("Household"), "Link", 120, options="Household"),
			column("head_name", _("Head of Household"), width=120),
			column("full_name", _("Region"), width=240),
			column("monitoring_case", _("Monitoring Case"), "Link", 130, options="Monitoring Case"),
			column("opened_on", _("Monitored Since"), "Date"),
			column("helper_name", _("Helper Name"), width=110),
			column("unit", _("Helper's Unit"), width=160),
			column("helped_since", _("Helped Since"), "Date"),
		]

	def query(self) -> QueryBuilder:
		case, pairing, region = self.case, self.pairing, frappe.qb.DocType("Administrative Region")
		return (
			frappe.qb.from_(case)
			.left_join(pairing)
			.on((pairing.household == case.household) & in_force(pairing))
			.left_join(region)
			.on(region.name == case.region)
			.select(
				case.household,
				case.head_name,
				region.full_name,
				case.name.as_("monitoring_case"),
				case.opened_on,
				pairing.helper_name,
				pairing.unit,
				pairing.from_date.as_("helped_since"),
			)
			.orderby(pairing.name.isnotnull())
			.orderby(case.opened_on)
			.orderby(case.household)
		)

	def conditions(self) -> list[Criterion]:
		conditions = [self.case.status == "Open"]
		if self.filters.without_helper:
			conditions.append(self.pairing.name.isnull())
		return conditions
