"""The region and the day for which rules are evaluated."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import frappe
from frappe.query_builder.terms import NamedParameterWrapper
from frappe.utils import add_months, getdate
from pypika.terms import Criterion, EmptyCriterion, Term

from fanpin_app.permissions.scope import SIGNIFICANT_DIGITS, WHOLE
from fanpin_app.registry.income.income_line import income_lines

NO_REGION = "-"  # no region's code starts with this, so a query compiles and finds nothing


@dataclass(frozen=True)
class RuleContext:
	"""`prefix`: the significant digits of a region's code ("" for everywhere); `as_of`: the screening date;
	`line`: an income line (yuan a year) to try out instead of those in force; `households`: limits the region's
	households to these (a few thousand at most).

	What is found must not reveal households that its readers may not see. `tier`: the lowest tier whose officers read
	it, each of their own region; `visible`: prefixes of the regions that a single reader may see."""

	prefix: str
	as_of: date
	line: Decimal | None = None
	households: tuple[str, ...] | None = None
	tier: str = "City"
	visible: tuple[str, ...] = (WHOLE,)

	def covers_region(self, region: Term) -> Criterion:
		"""Criterion: the region column is inside the context's region. A single range of an index."""
		return region.like(f"{self.prefix}%")

	def includes(self, household: Term) -> Criterion:
		"""Criterion: the household column is one of the context's households; always true where it names none."""
		return (
			EmptyCriterion()
			if self.households is None
			else household.isin(_NameTable(self._households_as_json))
		)

	@cached_property
	def _households_as_json(self) -> str:
		return json.dumps(self.households)

	def covers_village_of(self, region: Term) -> Criterion:
		"""Like `covers_region`, for records about whole villages: these also apply to the grids inside."""
		return region.like(f"{self.prefix[: SIGNIFICANT_DIGITS['Village']]}%")

	def window_start(self, months: int) -> date | None:
		"""The last day before a window of `months` months that ends on `as_of`; None for 0, which means no limit."""
		return getdate(add_months(self.as_of, -months)) if months else None

	@cached_property
	def income_lines(self) -> dict[Decimal, list[str]]:
		"""The income lines in force (yuan a year), each with those regions of the context's households to which it applies."""
		household = frappe.qb.DocType("Household")
		regions = (
			frappe.qb.from_(household)
			.select(household.region)
			.distinct()
			.where(self.covers_region(household.region))
			.where(self.includes(household.name))
			.run(pluck=True)
		)
		lines: dict[Decimal, list[str]] = {}
		for region, in_force in income_lines(regions, self.as_of).items():
			if (line := self.line or in_force) is not None:
				lines.setdefault(line, []).append(region)
		return lines


class _NameTable(Term):
	"""Thousands of names as a JSON table in the query: MariaDB takes longer to plan an IN list of them than to run it."""

	def __init__(self, names: str) -> None:
		super().__init__()
		self.names = names

	def get_sql(self, param_wrapper: NamedParameterWrapper | None = None, **kwargs) -> str:
		names = param_wrapper.get_sql(self.names) if param_wrapper else frappe.db.escape(self.names)
		return (
			f"(select `name` from json_table({names}, '$[*]' columns (`name` varchar(140) path '$')) asked)"
		)
