"""Today's helper of each monitored household; those without one first, longest monitored on top."""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from pypika.queries import QueryBuilder

from fanpin_app.oversight.columns import column
from fanpin_app.permissions import scope
from fanpin_app.permissions.postings import in_force


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, in the reader's regions.

	Filters, both optional: `region` (a code, including its subregions), `without_helper` (only households without one).
	A household is monitored while it has an open case; pairings in force today count.
	"""
	return _columns(), _query(frappe._dict(filters or {})).run(as_dict=True)


def _columns() -> list[dict]:
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


def _query(filters: frappe._dict) -> QueryBuilder:
	case, region = frappe.qb.DocType("Monitoring Case"), frappe.qb.DocType("Administrative Region")
	pairing = frappe.qb.DocType("Helper Pairing")
	helped_today = (pairing.household == case.household) & in_force(pairing)
	conditions = [case.status == "Open", scope.criterion(case.region)]
	if filters.region:
		conditions.append(scope.in_region(case.region, filters.region))
	if filters.without_helper:
		conditions.append(pairing.name.isnull())
	return (
		frappe.qb.from_(case)
		.left_join(pairing)
		.on(helped_today)
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
		.where(Criterion.all(conditions))
		.orderby(pairing.name.isnotnull())
		.orderby(case.opened_on)
		.orderby(case.household)
	)
