"""Which regions and households a user reaches, as a criterion of a query: by postings, and for helpers by pairings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.terms import ValueWrapper
from pypika.terms import Term

from fanpin_app.permissions.postings import WHOLE, paired_households, prefixes

NO_ROWS = "1=0"


class Reach(NamedTuple):
	"""What a user reaches of a DocType: regions by prefix of their codes, and the households they are paired with."""

	prefixes: list[str]
	households: list[str]

	@property
	def is_everything(self) -> bool:
		return WHOLE in self.prefixes


def criterion(region: Term, user: str | None = None, doctype: str | None = None) -> Criterion:
	"""A pypika criterion on a region column, for reports, cards and methods.

	It selects the regions where the user may read `doctype`, by default the DocType of the column. A report passes
	its reference DocType if `region` is a column of another DocType or a term. For a term, the households that a
	helper is paired with are not included.
	"""
	table = getattr(region, "table", None)
	of_column = table._table_name.removeprefix("tab") if table is not None else None
	column = household_column(of_column) if of_column else None
	reach = _reach(user, doctype or of_column, listing_right(), bool(column))
	if reach.is_everything:
		return ValueWrapper(1) == ValueWrapper(1)
	criteria = [region.like(f"{prefix}%") for prefix in reach.prefixes]
	if table is not None and reach.households:
		criteria.append(table[column].isin(reach.households))
	return Criterion.any(criteria) if criteria else ValueWrapper(1) == ValueWrapper(0)


def condition(user: str, doctype: str, of: str, right: str | None = None) -> str:
	"""The same as SQL text on documents of the DocType `of`, for lists; NO_ROWS if the user reaches none of them, empty
	if the user reaches all."""
	column = household_column(of)
	reach = _reach(user, doctype, right or listing_right(), bool(column))
	households = f"`tab{of}`.`{column}`" if column else None
	return _as_text(reach, f"`tab{of}`.`region`", households)


def condition_on_column(user: str, doctype: str, region: str, right: str) -> str:
	"""The same on a column that holds a region."""
	return _as_text(_reach(user, doctype, right, False), region)


def _reach(user: str | None, doctype: str | None, right: str, has_households: bool) -> Reach:
	reached = prefixes(user, doctype, right)
	if WHOLE in reached or not (doctype and has_households):
		return Reach(reached, [])
	return Reach(reached, paired_households(user, doctype, right))


def _as_text(reach: Reach, region: str, household: str | None = None) -> str:
	if reach.is_everything:
		return ""
	conditions = [f"{region} like {frappe.db.escape(prefix + '%')}" for prefix in reach.prefixes]
	if reach.households:
		conditions.append(f"{household} in ({', '.join(map(frappe.db.escape, reach.households))})")
	return f"({' or '.join(conditions)})" if conditions else NO_ROWS


@contextmanager
def listing_with_right(right: str) -> Iterator[None]:
	"""Within the context, lists contain documents on which the user has this right, for example "export"."""
	before, frappe.flags.listing_right = frappe.flags.listing_right, right
	try:
		yield
	finally:
		frappe.flags.listing_right = before


def listing_right() -> str:
	return frappe.flags.listing_right or "read"


def household_column(doctype: str) -> str | None:
	"""The column with the household of a document; None if it has none."""
	if doctype == "Household":
		return "name"
	return "household" if frappe.get_meta(doctype).has_field("household") else None
