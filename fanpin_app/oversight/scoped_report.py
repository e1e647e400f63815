"""What query reports have in common: filters, the reader's regions, and columns and rows for Frappe's report view."""

from abc import ABC, abstractmethod

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Sum
from pypika import Case
from pypika.queries import QueryBuilder
from pypika.terms import Term

from fanpin_app.permissions import scope


class ScopedReport(ABC):
	"""A report made by one query, limited to the reader's regions and to the filter `region` (a code, including its
	subregions).

	A subclass sets `region`, the term of its query with the region of a row, and gives columns and query. `doctype` is
	needed if that term is no column of the DocType that the reader must be allowed to read; see `scope.criterion`.
	"""

	doctype: str | None = None
	region: Term

	def __init__(self, filters: dict | None = None) -> None:
		self.filters = frappe._dict(filters or {})

	def run(self) -> tuple[list[dict], list[dict]]:
		criteria = [self.is_in_reach(), *self.conditions()]
		if self.filters.region:
			criteria.append(self.is_in_region(self.filters.region))
		found = self.query().where(Criterion.all(criteria)).run(as_dict=True)
		return self.columns(), self.rows(found)

	@abstractmethod
	def columns(self) -> list[dict]: ...

	@abstractmethod
	def query(self) -> QueryBuilder:
		"""The query without the criteria of filters and regions."""

	def conditions(self) -> list[Criterion]:
		"""What else holds for every row."""
		return []

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		"""The report's rows for those of the query."""
		return list(found)

	def is_in_reach(self) -> Criterion:
		return scope.criterion(self.region, doctype=self.doctype)

	def is_in_region(self, region: str) -> Criterion:
		return scope.in_region(self.region, region)


def count_where(criterion: Term) -> Term:
	"""The number of a group's rows that meet the criterion."""
	return Sum(Case().when(criterion, 1).else_(0))
