"""The register as of a day: its current state, with every later change reverted.

A Registry Change stores the previous state of its households. A household's state on a day is therefore the one stored
by the first change after that day or, without one, its current state. Only operations have a history: manual
corrections are recorded where they changed a household's region, head or members (`registry.operations.correction`).
"""

from datetime import date

import frappe
from frappe.query_builder import Criterion
from frappe.utils import getdate, today
from pypika import Case
from pypika.analytics import RowNumber
from pypika.queries import QueryBuilder
from pypika.terms import Term

from fanpin_app.database import bulk

MEMBER_FIELDS = ("member_name", "relation", "status")


class AsOf:
	"""Queries over the households that existed at the end of `day`, with their columns as of then.

	`query` selects from `household`; `joined` adds it to another query. `column` takes the fields of Changed Household.
	For today or a later day this is the current register, and `is_past` is False.
	"""

	def __init__(self, day: date | str | None = None) -> None:
		self.day = getdate(day or today())
		self.is_past = self.day < getdate(today())
		self.household = frappe.qb.DocType("Household")
		self.later = _first_later_change(self.day)

	@property
	def query(self) -> QueryBuilder:
		return self._with_later(frappe.qb.from_(self.household))

	def joined(self, query: QueryBuilder, household: Term) -> QueryBuilder:
		"""The query, joined with the household that the term refers to."""
		return self._with_later(query.join(self.household).on(self.household.name == household))

	def column(self, field: str) -> Term:
		if not self.is_past:
			return self.household[field]
		unchanged = self.later.household.isnull()
		return Case().when(unchanged, self.household[field]).else_(self.later[field])

	def in_region(self, prefix: str) -> Criterion:
		"""Whether the household was in the region with this prefix."""
		is_there_now = self.household.region.like(f"{prefix}%")
		if not self.is_past:
			return is_there_now
		return (self.later.household.isnull() & is_there_now) | self.later.region.like(f"{prefix}%")

	def _with_later(self, query: QueryBuilder) -> QueryBuilder:
		if not self.is_past:
			return query
		query = query.left_join(self.later).on(self.later.household == self.household.name)
		return query.where(self.later.household.isnull() | (self.later.existed == 1))


def members(prefix: str, day: date | str) -> list[frappe._dict]:
	"""Members of each household in the region with this prefix on `day`: household, region, member (row name),
	member_name, relation, status."""
	register = AsOf(day)
	member, kept = frappe.qb.DocType("Household Member"), frappe.qb.DocType("Changed Member")
	later = _first_later_change(register.day, of_members=True)
	columns = (register.household.name.as_("household"), register.column("region").as_("region"))
	unchanged = (
		register.query.left_join(later)
		.on(later.household == register.household.name)
		.join(member)
		.on((member.parent == register.household.name) & (member.parenttype == "Household"))
		.where(later.household.isnull() & register.in_region(prefix))
		.select(*columns, member.name.as_("member"), *(member[field] for field in MEMBER_FIELDS))
	)
	changed = (
		register.query.join(later)
		.on(later.household == register.household.name)
		.join(kept)
		.on((kept.parent == later.change) & (kept.household_before == register.household.name))
		.where(register.in_region(prefix))
		.select(*columns, kept.member, kept.member_name)
		.select(kept.relation_before.as_("relation"), kept.status_before.as_("status"))
	)
	return unchanged.run(as_dict=True) + changed.run(as_dict=True)


def net_incomes(households: list[str], day: date | str) -> dict[str, float]:
	"""Net income of each household in yuan a year, from its latest statement up to the year of `day`. Unknown ones are
	left out."""
	day = getdate(day)
	incomes: dict[str, float] = {}
	for names in bulk.chunks(households):
		changed = _changes_after(names, day)
		unchanged = [name for name in names if name not in changed]
		stated = _net_incomes_by_year("Income Statement", household=unchanged, year_up_to=day.year)
		kept = _net_incomes_by_year(
			"Changed Income", household=list(changed), year_up_to=day.year, parent=list(changed.values())
		)
		at_change = [row for row in kept if row.parent == changed[row.household]]
		# Rows are ordered by year: the latest wins.
		incomes |= {row.household: row.net_income for row in [*stated, *at_change]}
	return incomes


def first_holders(doctype: str, day: date | str) -> QueryBuilder:
	"""Documents of the DocType that were moved to another household after `day`: reference_name, household_before."""
	change, row = frappe.qb.DocType("Registry Change"), frappe.qb.DocType("Changed Document")
	place = RowNumber().over(row.reference_name).orderby(change.effective_on).orderby(change.creation)
	ranked = (
		frappe.qb.from_(row)
		.join(change)
		.on(change.name == row.parent)
		.where(change.effective_on > day)
		.where(row.reference_doctype == doctype)
		.select(row.reference_name, row.household_before, place.as_("place"))
		.as_("ranked")
	)
	return (
		frappe.qb.from_(ranked)
		.where(ranked.place == 1)
		.select(ranked.reference_name, ranked.household_before)
		.as_("holder")
	)


def _first_later_change(day: date, of_members: bool = False) -> QueryBuilder:
	"""For each household that changed after `day`: its state before the first of these changes, and the change's name."""
	change, row = frappe.qb.DocType("Registry Change"), frappe.qb.DocType("Changed Household")
	place = RowNumber().over(row.household).orderby(change.effective_on).orderby(change.creation)
	fields = ("household", "existed", "head_name", "region", "status", "household_kind", "people", "workers")
	ranked = (
		frappe.qb.from_(row)
		.join(change)
		.on(change.name == row.parent)
		.where(change.effective_on > day)
		.select(*(row[field] for field in fields), change.name.as_("change"), place.as_("place"))
	)
	if of_members:
		ranked = ranked.where(row.with_members == 1)
	ranked = ranked.as_("ranked")
	return (
		frappe.qb.from_(ranked)
		.where(ranked.place == 1)
		.select(*(ranked[field] for field in fields), ranked.change)
		.as_("later_of_members" if of_members else "later")
	)


def _changes_after(households: list[str], day: date) -> dict[str, str]:
	if day >= getdate(today()):
		return {}
	later = _first_later_change(day)
	query = frappe.qb.from_(later).where(later.household.isin(households))
	return dict(query.select(later.household, later.change).run())


def _net_incomes_by_year(
	doctype: str, household: list[str], year_up_to: int, parent: list[str] | None = None
) -> list[frappe._dict]:
	filters = {"household": ("in", household), "year": ("<=", year_up_to)}
	fields = ["household", "net_income"]
	if parent is not None:
		filters["parent"] = ("in", parent)
		fields.append("parent")
	if not household:
		return []
	return frappe.get_all(doctype, filters=filters, fields=fields, order_by="year asc")
