"""Who helps each monitored household today; those that nobody helps come first, the longest monitored of them on top."""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.utils import today
from pypika.queries import QueryBuilder

from fanpin_app import scope


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, within the reader's regions.

	Filters, both optional: `region` (a code: everything in it), `without_helper` (only households that nobody helps).
	A household is monitored while it has an open case; its pairing counts that is in force today.
	"""
	return _columns(), _query(frappe._dict(filters or {})).run(as_dict=True)


def _columns() -> list[dict]:
	return [
		_column("household", _("Household"), "Link", 120, options="Household"),
		_column("head_name", _("Head of Household"), width=120),
		_column("full_name", _("Region"), width=240),
		_column("monitoring_case", _("Monitoring Case"), "Link", 130, options="Monitoring Case"),
		_column("opened_on", _("Monitored Since"), "Date"),
		_column("helper_name", _("Helper Name"), width=110),
		_column("unit", _("Helper's Unit"), width=160),
		_column("helped_since", _("Helped Since"), "Date"),
	]


def _query(filters: frappe._dict) -> QueryBuilder:
	case, region = frappe.qb.DocType("Monitoring Case"), frappe.qb.DocType("Administrative Region")
	pairing = frappe.qb.DocType("Helper Pairing")
	helped_today = (
		(pairing.household == case.household)
		& (pairing.from_date <= today())
		& (pairing.to_date.isnull() | (pairing.to_date >= today()))
	)
	conditions = [case.status == "Open", scope.criterion(case.region)]
	if filters.region:
		conditions.append(case.region.like(f"{scope.prefix_of(filters.region)}%"))
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


def _column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 100, **options) -> dict:
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width} | options
