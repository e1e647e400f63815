"""What each rule's finding proves: the rule's version, value, threshold and the origin of the figure."""

from datetime import date

import frappe

from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	VILLAGE,
	make_asset,
	make_household,
	make_id_number,
	make_income,
	make_record,
	make_village_record,
	member,
)

AS_OF = date(2026, 10, 31)
BATCH = "202610-000009"
FILE = "医保自付_202610.xlsx"


def _recorded(indicator: str, value):
	"""A household with this record from row 12 of a file."""

	def make() -> str:
		household = make_household()
		make_record(household, indicator, value, "2026-10-01", batch=BATCH, row_no=12)
		return household.name

	return make


def _unemployed(*others: dict):
	def make() -> str:
		household = make_household(members=[member(), *others])
		make_record(household, "unemployment", 1, "2026-10-01", batch=BATCH, row_no=12)
		return household.name

	return make


def _pupil() -> str:
	household = make_household(members=[member(id_number=make_id_number(date(2016, 1, 1)))])
	make_record(household, "schooling", "Dropped Out", "2026-10-01", batch=BATCH, row_no=12)
	return household.name


def _business(*years: tuple[int, int, int]):
	def make() -> str:
		household = make_household().name
		for year, income, expense in years:
			make_income(household, year, business_income=income, business_expense=expense)
		return household

	return make


def _without_labour() -> str:
	return make_household(members=[member(labour_capacity="No Labour Capacity")]).name


WARNED = {
	"R1a": _recorded("medical_self_paid", 20000),
	"R1b": _recorded("medical_self_paid", 50000),
	"R1c": _recorded("disability_grade", "1"),
	"R1d": _recorded("disability_grade", "3"),
	"R2a": _recorded("accident_loss", 50000),
	"R2b": _recorded("accident_loss", 10000),
	"R3a": _recorded("housing_grade", "D"),
	"R3b": _recorded("housing_grade", "C"),
	"R4a": lambda: make_household(drinking_water="Unsafe").name,
	"R5a": _unemployed(),
	"R5b": _unemployed(member(relation="Son")),
	"R6a": _business((2026, 1, 2)),
	"R6b": _business((2025, 1000, 0), (2026, 500, 0)),
	"R7a": _pupil,
	"R7b": lambda: make_household(members=[member(medical_insurance="No")]).name,
	"R7c": _without_labour,
	"R8a": lambda: make_asset(reported_rent_overdue_days=60).name,
	"R9a": _recorded("loan_overdue_days", 90),
	"R9b": _recorded("loan_overdue_days", 30),
	"R9c": _recorded("loan_overdue_days", 1),
}
BY_FILE = {"R1a", "R1b", "R1c", "R1d", "R2a", "R2b", "R3a", "R3b", "R5a", "R5b", "R7a", "R9a", "R9b", "R9c"}


class TestEveryRule(TestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.get_doc(doctype="Data Batch", name=BATCH, feed="medical_insurance", file_name=FILE).db_insert()

	def test_each_shipped_rule_is_in_this_test(self):
		self.assertEqual(set(frappe.get_all("Risk Rule", filters={"kind": "Risk"}, pluck="name")), {*WARNED})

	def test_the_evidence_names_version_value_threshold_and_origin(self):
		for rule, make in WARNED.items():
			with self.subTest(rule):
				rows = self.rows(rule, make())
				version = str(frappe.db.get_value("Risk Rule", rule, "version"))
				self.assertTrue(rows)
				for row in rows:
					self.assertEqual(row["version"], version)
					self.assertTrue(row["what"])
				self.assertTrue(any(row["value"] for row in rows))
				self.assertTrue(any(row["threshold"] for row in rows))
				self.assertTrue(any(row["origin"] for row in rows))
				if rule in BY_FILE:
					origins = " ".join(row["origin"] for row in rows)
					for place in (FILE, BATCH, "12"):
						self.assertIn(place, origins)

	def rows(self, rule: str, about: str) -> list[dict]:
		engine.screen(RuleContext("449913", AS_OF))
		subject = "asset" if rule == "R8a" else "household"
		risk = frappe.db.get_value("Risk Rule", rule, "risk")
		alert = frappe.get_doc("Risk Alert", {subject: about, "risk": risk})
		return [row for row in alert.get_evidence() if row["rule"] == rule]


class TestSums(TestCase):
	def evidence(self, household) -> dict:
		engine.screen(RuleContext("449913", AS_OF))
		(row,) = [
			row
			for row in frappe.get_doc("Risk Alert", {"household": household.name}).get_evidence()
			if row["rule"] == "R1b"
		]
		return row

	def test_they_name_the_rows_that_count_and_no_others(self):
		household = make_household()
		for row_no, day in ((31, "2026-10-31"), (32, "2025-11-01"), (33, "2025-10-31"), (34, "2026-11-01")):
			make_record(household, "medical_self_paid", 30000, day, row_no=row_no)
		make_record(household, "medical_self_paid", 30000, "2026-10-01", row_no=35, superseded=1)
		row = self.evidence(household)
		self.assertEqual(row["value"], "60000")
		self.assertIn("31, 32", row["origin"])
		for other in ("33", "34", "35"):
			self.assertNotIn(other, row["origin"])

	def test_of_many_rows_the_latest_are_named_and_all_are_counted(self):
		household = make_household()
		for number in range(1, 14):
			make_record(household, "medical_self_paid", 5000, f"2026-10-{number:02d}", row_no=500 + number)
		origin = self.evidence(household)["origin"]
		self.assertIn("513, 512", origin)
		self.assertNotIn("503", origin)
		self.assertIn("13", origin.split(" · ")[-1])

	def test_evidence_from_a_village_names_the_row_of_the_village(self):
		household = make_household()
		make_village_record(VILLAGE, "village_water", "Unsafe", "2026-10-01")
		engine.screen(RuleContext("449913", AS_OF))
		row_no = frappe.db.get_value("Indicator Record", {"subject": VILLAGE}, "row_no")
		(row,) = frappe.get_doc("Risk Alert", {"household": household.name}).get_evidence()
		self.assertIn(f", row {row_no}", row["origin"])
