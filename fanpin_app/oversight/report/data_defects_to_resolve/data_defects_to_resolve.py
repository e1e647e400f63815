"""Defects in the data by place and rule, with their age; those without a responsible officer are counted."""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.utils import add_days, cint, today
from pypika.functions import Substring
from pypika.queries import QueryBuilder
from pypika.terms import Term

from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport, count_where
from fanpin_app.permissions.postings import SIGNIFICANT_DIGITS, code_at

# Upper limits of the age columns, in days; the last column has none.
AGE_LIMITS = (15, 30, 90)
COUNTS = ("open", "overdue", "nobody", "accepted", "resolved")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, in the reader's regions; most open defects first.

	Filters, all optional: `region` (a code, including its subregions), `rule`, `responsible` (a user), `by_village`
	(1: a row for each village, otherwise for each town), `all_rules_together` (1: one row for each place). Ages are those
	of open defects, in days since they were found; `overdue` is past the day by which they should be resolved.
	"""
	return DataDefectsReport(filters).run()


class DataDefectsReport(ScopedReport):
	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.defect = frappe.qb.DocType("Data Defect")
		self.region = self.defect.region
		self.by_rule = not cint(self.filters.all_rules_together)
		self.level = "Village" if cint(self.filters.by_village) else "Town"

	def columns(self) -> list[dict]:
		rule_columns = [
			column("rule", _("Rule"), "Link", 80, options="Risk Rule"),
			column("rule_name", _("Rule Name"), width=220),
		]
		return [
			column("place", _("Region"), "Link", 140, options="Administrative Region"),
			column("place_name", _("Region Name"), width=130),
			*(rule_columns if self.by_rule else []),
			column("open", _("Open Defects"), "Int", 90),
			column("overdue", _("Overdue"), "Int", 80),
			column("nobody", _("Unassigned"), "Int", 110),
			*(column(name, label, "Int", 110) for name, label in _age_columns()),
			column("accepted", _("Confirmed Correct"), "Int", 110),
			column("resolved", _("Resolved"), "Int", 80),
		]

	def query(self) -> QueryBuilder:
		defect, rule = self.defect, frappe.qb.DocType("Risk Rule")
		place = Substring(defect.region, 1, SIGNIFICANT_DIGITS[self.level])
		query = frappe.qb.from_(defect).select(place.as_("place"), *self.counts()).groupby(place)
		if self.by_rule:
			query = query.left_join(rule).on(rule.name == defect.rule)
			query = query.select(defect.rule, rule.rule_name).groupby(defect.rule, rule.rule_name)
		return query

	def counts(self) -> list[Term]:
		defect = self.defect
		is_open = defect.status == "Open"
		criteria = {
			"open": is_open,
			"overdue": is_open & (defect.due_on < today()),
			"nobody": is_open & defect.responsible.isnull(),
			"accepted": defect.status == "Confirmed Correct",
			"resolved": defect.status == "Resolved",
		}
		previous_limit = None
		for (name, _label), days in zip(_age_columns(), (*AGE_LIMITS, None), strict=True):
			matches = is_open
			if previous_limit is not None:
				matches &= defect.found_on < add_days(today(), -previous_limit)
			if days is not None:
				matches &= defect.found_on >= add_days(today(), -days)
			criteria[name], previous_limit = matches, days
		return [count_where(criterion).as_(name) for name, criterion in criteria.items()]

	def conditions(self) -> list[Criterion]:
		filters, conditions = self.filters, []
		if filters.rule:
			conditions.append(self.defect.rule == filters.rule)
		if filters.responsible:
			conditions.append(self.defect.responsible == filters.responsible)
		return conditions

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		names = self._names({code_at(self.level, row.place) for row in found})
		rows = [self.row(row, names) for row in found]
		return sorted(rows, key=lambda row: (-row["open"], row["place"], row.get("rule") or ""))

	def row(self, row: frappe._dict, names: dict[str, str]) -> dict:
		code = code_at(self.level, row.place)
		counts = {name: cint(row[name]) for name in (*COUNTS, *(name for name, _label in _age_columns()))}
		return row | counts | {"place": code, "place_name": names.get(code)}

	def _names(self, codes: set[str]) -> dict[str, str]:
		rows = frappe.get_all(
			"Administrative Region",
			filters={"name": ("in", sorted(codes))},
			fields=["name", "region_name"],
			limit=0,
		)
		return {row.name: row.region_name for row in rows}


def _age_columns() -> list[tuple[str, str]]:
	"""Field and label of each age column, newest first."""
	bounds = list(zip((0, *(days + 1 for days in AGE_LIMITS)), (*AGE_LIMITS, None), strict=True))
	return [
		(
			f"from_{first}_days",
			_("{0} to {1} Days").format(first, last) if last else _("Over {0} Days").format(first - 1),
		)
		for first, last in bounds
	]
