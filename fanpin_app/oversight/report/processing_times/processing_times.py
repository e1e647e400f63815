"""Where time goes: rounds of the steps of checks, whole procedures and first measures, by office and step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Count, Date
from frappe.query_builder.terms import ValueWrapper
from frappe.utils import today
from pypika import Table
from pypika.queries import QueryBuilder
from pypika.terms import Field, Term

from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport, count_where
from fanpin_app.permissions.postings import code_at
from fanpin_app.verification import stages
from fanpin_app.verification.clocks.terms import FIRST_MEASURE, WHOLE

# Step → the level of the office in charge.
LEVELS = {
	stages.VILLAGE: "Village",
	stages.TOWN: "Town",
	stages.DISTRICT: "District",
	WHOLE: "District",
	FIRST_MEASURE: "Village",
}


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, by office and step, of what the reader may see.

	Optional filters: `region` (a code, including its subregions), `from_date` and `to_date`: the days on which what is
	counted as done was done. What is running is counted as of today. Days are working days without pauses.
	"""
	offices: dict[tuple[str, str], Times] = {}
	for report in (*_finished(filters), *_running(filters)):
		for row in report.run()[1]:
			office = code_at(LEVELS[row["step"]], row["region"])
			offices.setdefault((office, row["step"]), Times()).add(row)
	order = list(LEVELS)
	keys = sorted(offices, key=lambda key: (order.index(key[1]), key[0]))
	names = _names_of_regions({office for office, _step in keys})
	rows = [
		{"region": office, "full_name": names.get(office), "step": _(step)} | offices[office, step].values()
		for office, step in keys
	]
	return _columns(), rows


@dataclass
class Times:
	"""The figures of one office and step. `days`: working days → how many took them."""

	days: Counter = field(default_factory=Counter)
	late: int = 0
	running: int = 0
	overdue: int = 0

	def add(self, row: dict) -> None:
		"""Add a row of `Finished` or of `Running`."""
		if done := int(row.get("done") or 0):
			self.days[int(row["days"])] += done
		self.late += int(row.get("late") or 0)
		self.running += int(row.get("running") or 0)
		self.overdue += int(row.get("overdue") or 0)

	def values(self) -> dict:
		done = self.days.total()
		return {
			"done": done,
			"in_time": done - self.late,
			"late": self.late,
			"median": median(self.days.elements()) if done else None,
			"longest": max(self.days) if done else None,
			"running": self.running,
			"overdue": self.overdue,
		}


@dataclass
class Source:
	"""What a part of the report counts: its query and terms. `step` is a column, or the same for all rows."""

	query: QueryBuilder
	region: Field
	step: Term
	due: Term

	def by_region_and_step(self, *columns: Field) -> QueryBuilder:
		groups = [term for term in (self.region, self.step, *columns) if isinstance(term, Field)]
		selected = self.query.select(self.region.as_("region"), self.step.as_("step"), *columns)
		return selected.groupby(*groups)


class Finished(ScopedReport):
	"""What was done in the period: how many, and how many of these late, by region, step and days."""

	def __init__(self, filters: dict | None, source: Source, days: Field, done_on: Term) -> None:
		super().__init__(filters)
		self.source, self.days, self.done_on = source, days, done_on
		self.region = source.region

	def columns(self) -> list[dict]:
		return _columns()

	def query(self) -> QueryBuilder:
		late = count_where(self.done_on > self.source.due)
		return self.source.by_region_and_step(self.days.as_("days")).select(
			Count("*").as_("done"), late.as_("late")
		)

	def conditions(self) -> list[Criterion]:
		criteria = [self.region.notnull(), self.done_on.notnull()]
		if self.filters.from_date:
			criteria.append(self.done_on >= self.filters.from_date)
		if self.filters.to_date:
			criteria.append(self.done_on <= self.filters.to_date)
		return criteria


class Running(ScopedReport):
	"""What is running today: how many, and how many of these overdue, by region and step."""

	def __init__(self, filters: dict | None, source: Source, is_running: Criterion) -> None:
		super().__init__(filters)
		self.source, self.is_running = source, is_running
		self.region = source.region

	def columns(self) -> list[dict]:
		return _columns()

	def query(self) -> QueryBuilder:
		overdue = count_where(self.source.due < today())
		return self.source.by_region_and_step().select(Count("*").as_("running"), overdue.as_("overdue"))

	def conditions(self) -> list[Criterion]:
		return [self.region.notnull(), self.is_running]


def _finished(filters: dict | None) -> Iterator[Finished]:
	check, step, case = _tables()
	rounds = (
		frappe.qb.from_(step)
		.join(check)
		.on((check.name == step.parent) & (step.parenttype == "Risk Check"))
		# Rounds that ended before their days were recorded are not counted.
		.where(step.entered_on.notnull())
	)
	source = Source(rounds, check.region, step.from_stage, step.due_on)
	yield Finished(filters, source, step.working_days, Date(step.moved_at))
	determined = frappe.qb.from_(check).where(check.stage.isin(stages.FINAL))
	source = Source(determined, check.region, ValueWrapper(WHOLE), check.due_on)
	yield Finished(filters, source, check.days_taken, check.decided_on)
	source = Source(frappe.qb.from_(case), case.region, ValueWrapper(FIRST_MEASURE), case.help_due_on)
	yield Finished(filters, source, case.help_working_days, case.helped_on)


def _running(filters: dict | None) -> Iterator[Running]:
	check, _step, case = _tables()
	is_running = check.stage.notin(stages.FINAL)
	source = Source(frappe.qb.from_(check), check.region, check.stage, check.step_due_on)
	yield Running(filters, source, is_running)
	source = Source(frappe.qb.from_(check), check.region, ValueWrapper(WHOLE), check.due_on)
	yield Running(filters, source, is_running)
	without_help = (case.status == "Open") & case.help_due_on.notnull() & case.helped_on.isnull()
	source = Source(frappe.qb.from_(case), case.region, ValueWrapper(FIRST_MEASURE), case.help_due_on)
	yield Running(filters, source, without_help)


def _tables() -> tuple[Table, Table, Table]:
	return (
		frappe.qb.DocType("Risk Check"),
		frappe.qb.DocType("Check Step"),
		frappe.qb.DocType("Monitoring Case"),
	)


def _columns() -> list[dict]:
	return [
		column("region", _("Office"), "Link", 130, options="Administrative Region"),
		column("full_name", _("Region Name"), width=220),
		column("step", _("Step"), width=130),
		column("done", _("Done"), "Int", 80),
		column("in_time", _("In Time"), "Int", 80),
		column("late", _("Late"), "Int", 80),
		column("median", _("Median (Working Days)"), "Float", 170, precision=1),
		column("longest", _("Longest (Working Days)"), "Int", 150),
		column("running", _("Running"), "Int", 80),
		column("overdue", _("Running and Overdue"), "Int", 100),
	]


def _names_of_regions(codes: set[str]) -> dict[str, str]:
	filters = {"name": ("in", [*codes])}
	return dict(frappe.get_all("Administrative Region", filters, ("name", "full_name"), as_list=True))
