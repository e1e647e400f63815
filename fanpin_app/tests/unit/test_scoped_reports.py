import importlib
from unittest import TestCase
from unittest.mock import patch

import frappe
from frappe.query_builder import Criterion, get_query_builder
from pypika.terms import Term

from fanpin_app.oversight.scoped_report import ScopedReport
from fanpin_app.permissions import scope
from fanpin_app.tests.unit.test_repository import PACKAGE

REPORTS = PACKAGE / "oversight" / "report"
# How reports are limited that are not made by one query.
OTHERWISE_SCOPED = {
	"clue_yield": "its figures are counted in the reader's regions (oversight/yields.py)",
	"data_due_for_anonymisation": "filters what the retention would anonymise",
	"data_ledger": "lists feeds and batches by Frappe's list query",
	"exports_of_data": "lists the Export Log by Frappe's list query",
}


class Households(ScopedReport):
	def __init__(self, filters: dict | None = None) -> None:
		super().__init__(filters)
		self.household = get_query_builder("mariadb").DocType("Household")
		self.region = self.household.region
		self.asked = Query()

	def columns(self) -> list[dict]:
		return [{"fieldname": "name"}]

	def query(self) -> "Query":
		return self.asked

	def conditions(self) -> list[Criterion]:
		return [self.household.status == "Active"]

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		return [row | {"seen": True} for row in found]


class Query:
	"""In place of a query of the database: keeps its criteria, and finds one row."""

	criteria = ""

	def where(self, criteria: Criterion) -> "Query":
		self.criteria = criteria.get_sql(quote_char=None)
		return self

	def run(self, as_dict: bool) -> list[frappe._dict]:
		return [frappe._dict(name="H1")]


def in_reach(region: Term, user: str | None = None, doctype: str | None = None) -> Criterion:
	return region.like(f"reach of {doctype}")


@patch.object(scope, "criterion", in_reach)
class TestScopedReport(TestCase):
	def criteria(self, filters: dict | None = None) -> str:
		report = Households(filters)
		report.run()
		return report.asked.criteria

	def test_rows_are_in_the_reader_s_regions(self):
		self.assertEqual(self.criteria(), "region LIKE 'reach of None' AND status='Active'")

	def test_the_filter_by_region_includes_its_subregions(self):
		criteria = self.criteria({"region": "440513199000"}).split(" AND ")
		self.assertIn("region LIKE '440513199%'", criteria)
		self.assertIn("region LIKE 'reach of None'", criteria)

	def test_columns_and_rows_are_those_of_the_report(self):
		self.assertEqual(Households().run(), ([{"fieldname": "name"}], [{"name": "H1", "seen": True}]))


class TestReports(TestCase):
	def test_each_is_a_scoped_report_or_scoped_otherwise(self):
		names = {path.parent.name for path in REPORTS.glob("*/*.json")}
		scoped = {name for name in names if has_scoped_report(name)}
		self.assertEqual(names - scoped, set(OTHERWISE_SCOPED))


def has_scoped_report(name: str) -> bool:
	module = importlib.import_module(f"fanpin_app.oversight.report.{name}.{name}")
	return any(
		isinstance(each, type) and issubclass(each, ScopedReport) and each is not ScopedReport
		for each in vars(module).values()
	)
