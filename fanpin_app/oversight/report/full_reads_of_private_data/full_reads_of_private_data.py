"""Readings of private values in full in the reader's regions: who, of which person, and why; without the values."""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.utils import add_days
from pypika import Order
from pypika.queries import QueryBuilder

from fanpin_app.oversight.columns import doctype_columns
from fanpin_app.oversight.scoped_report import ScopedReport

COLUMNS = (
	("revealed_on", "Datetime", 160),
	("officer_name", "Data", 100),
	("user", "Link", 180),
	("household", "Link", 140),
	("head_name", "Data", 90),
	("member_name", "Data", 90),
	("value_type", "Data", 90),
	("purpose", "Data", 140),
	("remarks", "Data", 200),
	("region", "Link", 130),
	("request_address", "Data", 120),
)


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows of the Reveal Log, latest first.

	Filters, all optional: `from_date` and `to_date` (both inclusive), `region` (a code, including its subregions),
	`user`, `household`.
	"""
	return FullReads(filters).run()


class FullReads(ScopedReport):
	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.log = frappe.qb.DocType("Reveal Log")
		self.region = self.log.region

	def columns(self) -> list[dict]:
		return doctype_columns("Reveal Log", COLUMNS)

	def query(self) -> QueryBuilder:
		return (
			frappe.qb.from_(self.log)
			.select(*(self.log[fieldname] for fieldname, _type, _width in COLUMNS))
			.orderby(self.log.revealed_on, order=Order.desc)
		)

	def conditions(self) -> list[Criterion]:
		log, filters, conditions = self.log, self.filters, []
		if filters.from_date:
			conditions.append(log.revealed_on >= filters.from_date)
		if filters.to_date:
			conditions.append(log.revealed_on < add_days(filters.to_date, 1))
		for fieldname in ("user", "household"):
			if filters.get(fieldname):
				conditions.append(log[fieldname] == filters[fieldname])
		return conditions

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		return [row | {"value_type": _(row.value_type), "purpose": _(row.purpose)} for row in found]
