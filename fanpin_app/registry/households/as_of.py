"""The register as it was on a day: what stands in it today, with every later change taken back.

A Registry Change holds how its households were before. So a household was on a day as the first change after that
day found it or, where there is none, as it is now. Only operations have a history: what was corrected by typing is
kept where it moved a household, its head or its members (`registry.operations.correction`).
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

OF_MEMBER = ("member_name", "relation", "status")


class AsOf:
	"""The households that there were at the end of `day`, and their columns as they were then, for queries.

	`query` runs over `household`; `joined` adds it to another query. `column` takes the fields that a Changed
	Household keeps. On today or a later day this is the register as it stands, and `is_past` is False.
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
		"""The query, joined with the household that the term names."""
		return self._with_later(query.join(self.household).on(self.household.name == household))

	def column(self, field: str) -> Term:
		if not self.is_past:
			return self.household[field]
		unchanged = self.later.household.isnull()
		return Case().when(unchanged, self.household[field]).else_(self.later[field])

	def lies_in(self, prefix: str) -> Criterion:
		"""Whether the household lay below the region's prefix."""
		here = self.household.region.like(f"{prefix}%")
		if not self.is_past:
			return here
		return (self.later.household.isnull() & here) | self.later.region.like(f"{prefix}%")

	def _with_later(self, query: QueryBuilder) -> QueryBuilder:
		if not self.is_past:
			return query
		query = query.left_join(self.later).on(self.later.household == self.household.name)
		return query.where(self.later.household.isnull() | (self.later.existed == 1))


def members(prefix: str, day: date | str) -> list[dict]:
	"""Who belonged to which household below the region's prefix on `day`: household, region, member (row name),
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
		.where(later.household.isnull() & register.lies_in(prefix))
		.select(*columns, member.name.as_("member"), *(member[field] for field in OF_MEMBER))
	)
	changed = (
		register.query.join(later)
		.on(later.household == register.household.name)
		.join(kept)
		.on((kept.parent == later.change) & (kept.household_before == register.household.name))
		.where(register.lies_in(prefix))
		.select(*columns, kept.member, kept.member_name)
		.select(kept.relation_before.as_("relation"), kept.status_before.as_("status"))
	)
	return unchanged.run(as_dict=True) + changed.run(as_dict=True)


def net_incomes(households: list[str], day: date | str) -> dict[str, float]:
	"""Yuan a year of each household by its latest statement up to the year of `day`; unknown ones are left out."""
	day = getdate(day)
	incomes: dict[str, float] = {}
	for names in bulk.chunks(households):
		changed = _changes_after(names, day)
		unchanged = [name for name in names if name not in changed]
		stated = _stated("Income Statement", household=unchanged, year_up_to=day.year)
		kept = _stated(
			"Changed Income", household=list(changed), year_up_to=day.year, parent=list(changed.values())
		)
		told = [row for row in kept if row.parent == changed[row.household]]
		# In the order of years: the latest stays.
		incomes |= {row.household: row.net_income for row in [*stated, *told]}
	return incomes


def first_holders(doctype: str, day: date | str) -> QueryBuilder:
	"""Documents of the DocType that went to another household after `day`: reference_name, household_before."""
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
	"""Of each household that changed after `day`, how the first change found it, and the change's name."""
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


def _stated(
	doctype: str, household: list[str], year_up_to: int, parent: list[str] | None = None
) -> list[dict]:
	filters = {"household": ("in", household), "year": ("<=", year_up_to)}
	fields = ["household", "net_income"]
	if parent is not None:
		filters["parent"] = ("in", parent)
		fields.append("parent")
	if not household:
		return []
	return frappe.get_all(doctype, filters=filters, fields=fields, order_by="year asc")
