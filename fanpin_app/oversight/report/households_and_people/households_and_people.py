"""Numbers of households and people per village on any day, in the reader's regions."""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Count, Sum
from pypika import Case
from pypika.functions import Substring
from pypika.queries import QueryBuilder
from pypika.terms import Term

from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport, count_where
from fanpin_app.permissions import scope
from fanpin_app.registry.households.as_of import AsOf

FORMERLY_POOR = "Formerly Poor"


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, one row per village.

	Filters, both optional: `region` (a code, including its subregions) and `as_of` (a day, today by default: the register
	as of its end). Active households and their living members are counted where they were registered on that day.
	"""
	return HouseholdsAndPeople(filters).run()


class HouseholdsAndPeople(ScopedReport):
	doctype = "Household"

	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.register = AsOf(self.filters.as_of)
		self.region = self.register.column("region")

	def columns(self) -> list[dict]:
		return [
			column("village", _("Village"), "Link", 150, options="Administrative Region"),
			column("full_name", _("Region Name"), width=260),
			column("households", _("Households"), "Int"),
			column("people", _("People"), "Int"),
			column("poor_households", _("Formerly Poor Households"), "Int", 140),
			column("poor_people", _("Formerly Poor People"), "Int", 140),
		]

	def figures(self) -> dict[str, Term]:
		people = self.register.column("people")
		is_poor = self.register.column("household_kind") == FORMERLY_POOR
		return {
			"households": Count("*"),
			"people": Sum(people),
			"poor_households": count_where(is_poor),
			"poor_people": Sum(Case().when(is_poor, people).else_(0)),
		}

	def query(self) -> QueryBuilder:
		village = Substring(self.region, 1, scope.SIGNIFICANT_DIGITS["Village"])
		return (
			self.register.query.select(village.as_("village"))
			.select(*(figure.as_(field) for field, figure in self.figures().items()))
			.groupby(village)
			.orderby(village)
		)

	def conditions(self) -> list[Criterion]:
		return [self.register.column("status") == "Active"]

	def is_in_region(self, region: str) -> Criterion:
		return self.register.in_region(scope.prefix_of(region))

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		names = _full_names([village.village for village in found])
		return [
			{"village": village.village, "full_name": names.get(village.village)}
			| {field: int(village[field]) for field in self.figures()}
			for village in found
		]


def _full_names(codes: list[str]) -> dict[str, str]:
	regions = frappe.get_all(
		"Administrative Region",
		filters={"name": ("in", codes)},
		fields=["name", "full_name"],
		as_list=True,
	)
	return dict(regions)
