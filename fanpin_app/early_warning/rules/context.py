"""The place and the day that rules are held against."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import frappe
from frappe.query_builder.terms import NamedParameterWrapper
from frappe.utils import add_months, getdate
from pypika.terms import Criterion, EmptyCriterion, Term

from fanpin_app.permissions.scope import SIGNIFICANT_DIGITS
from fanpin_app.registry.income.income_line import income_lines

NOWHERE = "-"  # no region's code begins so: a query is made and finds nothing


@dataclass(frozen=True)
class Frame:
	"""`prefix`: the significant digits of a region's code ("" for everywhere); `as_of`: the screening date;
	`line`: an income line (yuan a year) to try out instead of those in force; `households`: these alone, of all that
	lie in the region (a few thousand at most)."""

	prefix: str
	as_of: date
	line: Decimal | None = None
	households: tuple[str, ...] | None = None

	def lies_in(self, region: Term) -> Criterion:
		"""Whether a region column lies below the frame's region: one index range."""
		return region.like(f"{self.prefix}%")

	def takes_in(self, household: Term) -> Criterion:
		"""Whether a column that names a household names one of those that are looked at."""
		return EmptyCriterion() if self.households is None else household.isin(_Names(self._names_as_json))

	@cached_property
	def _names_as_json(self) -> str:
		return json.dumps(self.households)

	def tells_village_in(self, region: Term) -> Criterion:
		"""The same for records about whole villages, which also hold for the grids inside."""
		return region.like(f"{self.prefix[: SIGNIFICANT_DIGITS['Village']]}%")

	def window_start(self, months: int) -> date | None:
		"""The last day before a window of so many months that ends on `as_of`; None for all that was before."""
		return getdate(add_months(self.as_of, -months)) if months else None

	@cached_property
	def income_lines(self) -> dict[Decimal, list[str]]:
		"""The income lines in force (yuan a year), each with the regions of the frame's households that it holds for."""
		household = frappe.qb.DocType("Household")
		regions = (
			frappe.qb.from_(household)
			.select(household.region)
			.distinct()
			.where(self.lies_in(household.region))
			.where(self.takes_in(household.name))
			.run(pluck=True)
		)
		lines: dict[Decimal, list[str]] = {}
		for region, in_force in income_lines(regions, self.as_of).items():
			if (line := self.line or in_force) is not None:
				lines.setdefault(line, []).append(region)
		return lines


class _Names(Term):
	"""Some thousand names, written as JSON, as a table of the query: a list of them takes longer to plan than to read."""

	def __init__(self, names: str) -> None:
		super().__init__()
		self.names = names

	def get_sql(self, param_wrapper: NamedParameterWrapper | None = None, **kwargs) -> str:
		names = param_wrapper.get_sql(self.names) if param_wrapper else frappe.db.escape(self.names)
		return (
			f"(select `name` from json_table({names}, '$[*]' columns (`name` varchar(140) path '$')) asked)"
		)
