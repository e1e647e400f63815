"""The list of monitored households, as it hangs on every town's wall: one row a case, within the reader's regions.

It names nobody's ID number, phone, account or health.
"""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Concat, Count, GroupConcat, Substring
from frappe.utils import date_diff, today
from pypika.queries import QueryBuilder

from fanpin_app import scope
from fanpin_app.assistance.guards import first_review


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, its export and its mails.

	Filters, all optional: `region` (a code: everything in it), `monitored_kind`, `status` (Open or Eliminated).
	Income is in yuan a year per head, None where unknown. Days to the first review count from today; 0 means that
	it may start, None that the risk is eliminated.
	"""
	return MonitoredHouseholdList(frappe._dict(filters or {})).run()


class MonitoredHouseholdList:
	def __init__(self, filters: frappe._dict) -> None:
		self.filters = filters
		self.case = frappe.qb.DocType("Monitoring Case")
		self.household = frappe.qb.DocType("Household")

	def run(self) -> tuple[list[dict], list[dict]]:
		cases = self.query().where(Criterion.all(self.conditions())).run(as_dict=True)
		return self.columns(), [self.row(case) for case in cases]

	def columns(self) -> list[dict]:
		return [
			_column("household", _("Household Number"), "Link", 140, options="Household"),
			_column("head_name", _("Head of Household"), width=90),
			_column("town", _("Town"), width=100),
			_column("village", _("Village"), width=100),
			_column("people", _("People"), "Int", 70),
			_column("monitored_kind", _("Monitored Kind"), width=120),
			_column("risks", _("Risks"), width=180),
			_column("opened_on", _("Included On"), "Date", 110),
			_column("income_per_head", _("Income per Head (Yuan)"), "Float", 130, precision=2),
			_column("helper_name", _("Helper Name"), width=90),
			_column("measures", _("Measures"), "Int", 80),
			_column("days_to_review", _("Days to the First Review"), "Int", 120),
			_column("status", _("Status"), width=90),
			_column("monitoring_case", _("Monitoring Case"), "Link", 150, options="Monitoring Case"),
		]

	def query(self) -> QueryBuilder:
		case, household = self.case, self.household
		region = frappe.qb.DocType("Administrative Region")
		town, village = region.as_("town"), region.as_("village")
		risks, measures = _risks_by_case(), _measures_by_case()
		return (
			frappe.qb.from_(case)
			.join(household)
			.on(household.name == case.household)
			.left_join(town)
			.on(town.name == Concat(Substring(case.region, 1, scope.SIGNIFICANT_DIGITS["Town"]), "000"))
			.left_join(village)
			.on(village.name == Substring(case.region, 1, scope.SIGNIFICANT_DIGITS["Village"]))
			.left_join(risks)
			.on(risks.parent == case.name)
			.left_join(measures)
			.on(measures.monitoring_case == case.name)
			.select(
				case.household,
				case.head_name,
				town.region_name.as_("town"),
				village.region_name.as_("village"),
				household.people,
				case.monitored_kind,
				risks.risks,
				case.opened_on,
				household.income_year,
				household.income_per_head,
				case.helper_name,
				measures.measures,
				case.status,
				case.name.as_("monitoring_case"),
			)
			.orderby(case.region)
			.orderby(case.opened_on)
			.orderby(case.name)
		)

	def conditions(self) -> list[Criterion]:
		conditions = [scope.criterion(self.case.region)]
		if self.filters.region:
			conditions.append(self.case.region.like(f"{scope.prefix_of(self.filters.region)}%"))
		if self.filters.monitored_kind:
			conditions.append(self.case.monitored_kind == self.filters.monitored_kind)
		if self.filters.status:
			conditions.append(self.case.status == self.filters.status)
		return conditions

	def row(self, case: frappe._dict) -> dict:
		return case | {
			"monitored_kind": _(case.monitored_kind),
			"risks": "、".join((case.risks or "").split(",")),
			"income_per_head": case.income_per_head if case.income_year else None,
			"measures": case.measures or 0,
			"days_to_review": _days_to_review(case),
			"status": _(case.status, context="Monitoring Case"),
		}


def _risks_by_case() -> QueryBuilder:
	row = frappe.qb.DocType("Case Risk")
	risk = frappe.qb.DocType("Risk Type")
	return (
		frappe.qb.from_(row)
		.join(risk)
		.on(risk.name == row.risk)
		.where(row.parenttype == "Monitoring Case")
		.groupby(row.parent)
		.select(row.parent, GroupConcat(risk.risk_name).distinct().as_("risks"))
	)


def _measures_by_case() -> QueryBuilder:
	measure = frappe.qb.DocType("Assistance Measure")
	return (
		frappe.qb.from_(measure)
		.where(measure.status != "Stopped")
		.groupby(measure.monitoring_case)
		.select(measure.monitoring_case, Count("*").as_("measures"))
	)


def _days_to_review(case: frappe._dict) -> int | None:
	if case.status != "Open":
		return None
	return max(date_diff(first_review(case), today()), 0)


def _column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 100, **options) -> dict:
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width} | options
