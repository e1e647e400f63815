"""People registered as living in two households: one row per pair, if both are in the reader's regions.

A person whose other registration is outside of the reader's regions is not shown: officers who cover both see the
pair. Otherwise the list would reveal to anybody who enters an ID number whether it exists.
"""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from pypika.queries import QueryBuilder

from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport
from fanpin_app.permissions import scope
from fanpin_app.registry.operations.change import LIVING

SIDE_FIELDS = ("household", "member", "member_name", "relation", "head_name", "village")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view. The ID number is masked.

	Optional filter: `region` (a code: pairs with at least one side in it).
	"""
	return DuplicateMembers(filters).run()


class DuplicateMembers(ScopedReport):
	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.one, self.other = self.sides = _Side("one"), _Side("other")

	def columns(self) -> list[dict]:
		sides = (("one", _("First Registration")), ("other", _("Second Registration")))
		return [
			column("id_number_masked", _("ID Number (Masked)"), width=170),
			*(column for side, label in sides for column in _side_columns(side, label)),
			column("compare", _("Compare"), width=100),
		]

	def query(self) -> QueryBuilder:
		one, other = self.one, self.other
		return (
			frappe.qb.from_(one.household)
			.join(one.member)
			.on((one.member.parent == one.household.name) & (one.member.parenttype == "Household"))
			.join(other.member)
			.on((other.member.id_number == one.member.id_number) & (other.member.name > one.member.name))
			.join(other.household)
			.on((other.household.name == other.member.parent) & (other.member.parenttype == "Household"))
			.left_join(one.village)
			.on(one.village.name == one.household.region)
			.left_join(other.village)
			.on(other.village.name == other.household.region)
			.select(one.member.id_number_masked, *one.columns(), *other.columns())
			.orderby(one.household.region)
			.orderby(one.household.name)
			.orderby(one.member.name)
		)

	def conditions(self) -> list[Criterion]:
		conditions = [self.one.member.id_number != "", self.one.household.name != self.other.household.name]
		for side in self.sides:
			conditions += [side.household.status != "Ended", side.member.status == LIVING]
		return conditions

	def is_in_reach(self) -> Criterion:
		return Criterion.all(
			scope.criterion(side.household.region, doctype="Household") for side in self.sides
		)

	def is_in_region(self, region: str) -> Criterion:
		return Criterion.any(scope.in_region(side.household.region, region) for side in self.sides)

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		return [self.row(pair) for pair in found]

	def row(self, pair: frappe._dict) -> dict:
		relations = {f"{side}_relation": _(pair[f"{side}_relation"]) for side in ("one", "other")}
		return pair | relations | {"compare": _("Compare")}


class _Side:
	"""One of a person's two registrations."""

	def __init__(self, name: str) -> None:
		self.name = name
		self.household = frappe.qb.DocType("Household").as_(f"{name}_home")
		self.member = frappe.qb.DocType("Household Member").as_(f"{name}_person")
		self.village = frappe.qb.DocType("Administrative Region").as_(f"{name}_place")

	def columns(self) -> list:
		terms = (
			self.household.name,
			self.member.name,
			self.member.member_name,
			self.member.relation,
			self.household.head_name,
			self.village.region_name,
		)
		return [term.as_(f"{self.name}_{field}") for field, term in zip(SIDE_FIELDS, terms, strict=True)]


def _side_columns(side: str, label: str) -> list[dict]:
	return [
		column(f"{side}_household", f"{label}: {_('Household Number')}", "Link", 170, options="Household"),
		column(f"{side}_member_name", f"{label}: {_('Member Name')}", width=130),
		column(f"{side}_relation", f"{label}: {_('Relation to Head')}", width=130),
		column(f"{side}_head_name", f"{label}: {_('Head of Household')}", width=130),
		column(f"{side}_village", f"{label}: {_('Village')}", width=140),
	]
