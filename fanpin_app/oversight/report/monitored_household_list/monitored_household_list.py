"""The list of monitored households, as displayed in every town office: one row per case, in the reader's regions.

It contains no ID numbers, phones, accounts or health data.
"""

from collections import Counter
from datetime import date

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Coalesce, Concat, Count, Date, GroupConcat, Substring
from frappe.utils import date_diff
from pypika.queries import QueryBuilder

from fanpin_app.assistance.elimination.guards import first_review_day
from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport
from fanpin_app.permissions import scope
from fanpin_app.registry.households.as_of import AsOf, first_holders, net_incomes


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, its export and its mails.

	Filters, all optional: `region` (a code, including its subregions), `monitored_kind`, `status` (Open or Eliminated),
	`as_of` (a day, today by default: the list as of its end, whatever changed since). Lists households that were in the
	reader's regions on that day. Income is in yuan a year per head, None if unknown. Days to the first review count from
	that day; 0 means that it may start, None that the risk is eliminated.
	"""
	return MonitoredHouseholdList(filters).run()


class MonitoredHouseholdList(ScopedReport):
	doctype = "Monitoring Case"

	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.case = frappe.qb.DocType("Monitoring Case")
		self.register = AsOf(self.filters.as_of)
		self.day = self.register.day
		self.region = self.register.column("region") if self.register.is_past else self.case.region

	def columns(self) -> list[dict]:
		return [
			column("household", _("Household Number"), "Link", 140, options="Household"),
			column("head_name", _("Head of Household"), width=90),
			column("town", _("Town"), width=100),
			column("village", _("Village"), width=100),
			column("people", _("People"), "Int", 70),
			column("monitored_kind", _("Monitored Kind"), width=120),
			column("risks", _("Risks"), width=180),
			column("opened_on", _("Included On"), "Date", 110),
			column("income_per_head", _("Income per Head (Yuan)"), "Float", 130, precision=2),
			column("helper_name", _("Helper Name"), width=90),
			column("measures", _("Measures"), "Int", 80),
			column("days_to_review", _("Days to the First Review"), "Int", 120),
			column("status", _("Status"), width=90),
			column("monitoring_case", _("Monitoring Case"), "Link", 150, options="Monitoring Case"),
		]

	def query(self) -> QueryBuilder:
		case, register, region_code = self.case, self.register, self.region
		region = frappe.qb.DocType("Administrative Region")
		town, village = region.as_("town"), region.as_("village")
		risks = _risks_by_case(self.day)
		return (
			self.cases_and_households()
			.left_join(town)
			.on(town.name == Concat(Substring(region_code, 1, scope.SIGNIFICANT_DIGITS["Town"]), "000"))
			.left_join(village)
			.on(village.name == Substring(region_code, 1, scope.SIGNIFICANT_DIGITS["Village"]))
			.left_join(risks)
			.on(risks.parent == case.name)
			.select(
				register.household.name.as_("household"),
				register.column("head_name").as_("head_name"),
				town.region_name.as_("town"),
				village.region_name.as_("village"),
				register.column("people").as_("people"),
				case.monitored_kind,
				risks.risks,
				case.opened_on,
				case.helper_name,
				case.status,
				case.closed_on,
				case.name.as_("monitoring_case"),
			)
			.orderby(region_code)
			.orderby(case.opened_on)
			.orderby(case.name)
		)

	def cases_and_households(self) -> QueryBuilder:
		"""Every case with the household that it was about on the day."""
		query = frappe.qb.from_(self.case)
		if not self.register.is_past:
			return self.register.joined(query, self.case.household)
		holder = first_holders("Monitoring Case", self.day)
		query = query.left_join(holder).on(holder.reference_name == self.case.name)
		return self.register.joined(query, Coalesce(holder.household_before, self.case.household))

	def conditions(self) -> list[Criterion]:
		conditions = [self.case.opened_on <= self.day]
		if self.filters.monitored_kind:
			conditions.append(self.case.monitored_kind == self.filters.monitored_kind)
		if self.filters.status:
			conditions.append(self.had_status(self.filters.status))
		return conditions

	def had_status(self, status: str) -> Criterion:
		was_open = self.case.closed_on.isnull() | (self.case.closed_on > self.day)
		return was_open if status == "Open" else (self.case.status == status) & was_open.negate()

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		self.measures = _measures_by_case(self.day)
		self.incomes = net_incomes([case.household for case in found], self.day)
		return [self.row(case) for case in found]

	def row(self, case: frappe._dict) -> dict:
		if case.closed_on and case.closed_on > self.day:
			case.status = "Open"
		income = self.incomes.get(case.household)
		return case | {
			"monitored_kind": _(case.monitored_kind),
			"risks": "、".join((case.risks or "").split(",")),
			"income_per_head": income / case.people if income is not None and case.people else None,
			"measures": self.measures[case.monitoring_case],
			"days_to_review": _days_to_review(case, self.day),
			"status": _(case.status, context="Monitoring Case"),
		}


def _risks_by_case(day: date) -> QueryBuilder:
	row = frappe.qb.DocType("Case Risk")
	risk = frappe.qb.DocType("Risk Type")
	return (
		frappe.qb.from_(row)
		.join(risk)
		.on(risk.name == row.risk)
		.where(row.parenttype == "Monitoring Case")
		.where(row.added_on.isnull() | (row.added_on <= day))
		.groupby(row.parent)
		.select(row.parent, GroupConcat(risk.risk_name).distinct().as_("risks"))
	)


def _measures_by_case(day: date) -> Counter:
	"""Number of each case's measures planned by the day; those of a merged case count for the case it merged into."""
	measure = frappe.qb.DocType("Assistance Measure")
	planned = (Date(measure.creation) <= day) | (measure.started_on <= day)
	counts = (
		frappe.qb.from_(measure)
		.where((measure.status != "Stopped") & planned)
		.groupby(measure.monitoring_case)
		.select(measure.monitoring_case, Count("*"))
		.run()
	)
	merged_into = dict(
		frappe.get_all(
			"Monitoring Case",
			filters={"merged_into": ("is", "set"), "closed_on": ("<=", day)},
			fields=["name", "merged_into"],
			as_list=True,
		)
	)
	measures: Counter = Counter()
	for case, number in counts:
		while case in merged_into:
			case = merged_into[case]
		measures[case] += number
	return measures


def _days_to_review(case: frappe._dict, day: date) -> int | None:
	if case.status != "Open":
		return None
	return max(date_diff(first_review_day(case), day), 0)
