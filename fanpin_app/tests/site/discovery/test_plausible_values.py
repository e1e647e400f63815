"""A feed sets the limits of its columns: the smallest and largest figure, the earliest day; a fact follows a birth."""

import json
from datetime import date

import frappe

from fanpin_app.discovery.feeds.definitions import FIGURES, Feed, as_value, enabled_feeds
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.discovery.refusals.limits import outside
from fanpin_app.setup import seeds
from fanpin_app.tests.site.discovery.test_empty_cells import FEED, set_column
from fanpin_app.tests.site.discovery.test_loading import LoadingTestCase
from fanpin_app.tests.site.discovery.test_register_comparison import INCOME_HEADERS
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.builders import make_household, make_id_number, member


def seeded_feeds() -> list[Feed]:
	"""The feeds of a new site; on others administrators may have changed them."""
	seeded = json.loads((seeds.FOLDER / "data_feed.json").read_text(encoding="utf-8"))
	return [as_value(frappe.get_doc(seed)) for seed in seeded]


class TestPlausibleValues(LoadingTestCase):
	def refused(self, *row) -> dict[str, int]:
		return self.reasons(self.load_medical(("林试", self.patient, *row)))

	def test_figures_beyond_the_column_s_limits_are_refused(self):
		set_column(FEED, "住院自付", least="0", most="1000000")
		self.assertEqual(self.refused(-1, 0, "2026-10-03"), {"bad_amount": 1})
		self.assertEqual(self.refused(1000001, 0, "2026-10-03"), {"bad_amount": 1})
		self.assertEqual(self.refused(1000000, 0, "2026-10-03"), {})

	def test_the_limits_are_in_yuan_whatever_the_unit_of_the_file(self):
		set_column(FEED, "住院自付", most="20000", unit="Ten Thousand Yuan")
		headers = ("姓名", "身份证号", "住院自付", "门诊自付(元)", "结算日期")
		for amount, refused in ((3, {"bad_amount": 1}), (1.5, {})):
			batch = self.load_medical_as(headers, ("林试", self.patient, amount, 0, "2026-10-03"))
			self.assertEqual(self.reasons(batch), refused)
		self.assertEqual(self.costs(), [15000])

	def load_medical_as(self, headers, row):
		return load_file(write_workbook(self.folder / f"医保自付_202610_{row[2]}.xlsx", headers, [row]))

	def test_days_before_the_column_s_earliest_are_refused(self):
		self.assertEqual(self.refused(1, 0, "1949-12-31"), {"bad_date": 1})
		set_column(FEED, "结算日期", earliest="2020-01-01")
		self.assertEqual(self.refused(1, 0, "2019-12-31"), {"bad_date": 1})
		self.assertEqual(self.refused(1, 0, "2020-01-01"), {})

	def test_an_earlier_day_than_1950_is_read_where_the_feed_allows_it(self):
		set_column(FEED, "结算日期", earliest="1930-01-01")
		old = make_id_number(date(1929, 5, 1))
		make_household(members=[member(id_number=old)])
		batch = self.load_medical(("林试", old, 1, 0, "1931-01-01"))
		self.assertEqual(self.reasons(batch), {})

	def test_a_bill_from_long_before_the_birth_is_refused(self):
		child = make_id_number(date(2026, 6, 1))
		make_household(members=[member(id_number=child)])
		for day, reasons in (("2026-03-01", {}), ("2025-05-01", {"bad_date": 1})):
			self.assertEqual(self.reasons(self.load_medical(("林试", child, 1, 0, day))), reasons)

	def test_the_reason_names_the_range(self):
		set_column(FEED, "住院自付", least="0", most="1000000", unit="Ten Thousand Yuan")
		set_column(FEED, "结算日期", earliest="2020-01-01")
		columns = {column.header: column for column in enabled_feeds(FEED)[0].columns}
		self.assertIn("0", outside(-1, columns["住院自付"]))
		self.assertIn("1010000", outside(101, columns["住院自付"]))
		self.assertIn("1000000", outside("101", columns["住院自付"]))
		self.assertIn("2020-01-01", outside("2019-12-31", columns["结算日期"]))
		for cell, header in (
			(5, "住院自付"),
			("约三千", "住院自付"),
			("2026-10-03", "结算日期"),
			("x", "姓名"),
		):
			self.assertIsNone(outside(cell, columns[header]))

	def test_a_new_site_refuses_values_that_no_correct_row_has(self):
		columns = {(feed.name, column.header): column for feed in seeded_feeds() for column in feed.columns}
		for feed, header, plausible, implausible in (
			("income_statement", "工资性收入", (0, 203_715, 2_000_000), (-1, 2_000_001)),
			("income_statement", "生产经营性收入", (0, 10_000_000), (-1, 10_000_001)),
			("income_statement", "财产性收入", (0, 2_000_000), (-1, 2_000_001)),
			("income_statement", "转移性收入", (0, 2_000_000), (-1, 2_000_001)),
			("income_statement", "生产经营性支出", (0, 10_000_000), (-1, -300, 10_000_001)),
			("medical_self_paid", "住院自付", (-2_000_000, 0, 2_000_000), (-2_000_001, 2_000_001)),
			("medical_self_paid", "门诊自付", (-500_000, 500_000), (-500_001, 500_001)),
			("accident", "损失金额", (-5_000_000, 5_000_000), (-5_000_001, 5_000_001)),
			("small_loan", "合同金额", (0, 5_000_000), (-1, 5_000_001)),
			("small_loan", "逾期天数", (0, 10_000), (-1, 46_298)),
			("asset_ledger", "原值", (0, 10**9), (-1, 10**9 + 1)),
			("asset_ledger", "租金逾期天数", (0, 10_000), (-1, 46_298)),
			("asset_ledger", "空置天数", (0, 20_000), (-1, 46_298)),
		):
			with self.subTest(f"{feed}: {header}"):
				column = columns[feed, header]
				self.assertEqual([value for value in plausible if not column.may_hold(value)], [])
				self.assertEqual([value for value in implausible if column.may_hold(value)], [])

	def test_every_figure_of_a_new_site_s_feeds_has_limits(self):
		unlimited = [
			f"{feed.name}: {column.header}"
			for feed in seeded_feeds()
			for column in feed.columns
			if column.data_type in FIGURES
			and column.role != "Description"
			and (column.least is None or column.most is None)
		]
		self.assertEqual(unlimited, [])

	def test_a_household_that_spends_more_than_it_earns_has_a_negative_income(self):
		rows = [(self.household.name, 0, 5000, 0, 0, 8000)]
		batch = load_file(write_workbook(self.folder / "收入_2026.xlsx", INCOME_HEADERS, rows))
		self.assertEqual(batch.rows_refused, 0)
		self.assertEqual(
			frappe.db.get_value("Income Statement", f"{self.household.name}-2026", "net_income"), -3000
		)

	def test_an_invalid_limit_is_refused_on_the_feed(self):
		for limits in ({"least": "约三千"}, {"least": "5", "most": "4"}):
			self.assertRaises(frappe.ValidationError, set_column, FEED, "住院自付", **limits)

	def test_limits_are_stored_in_one_spelling(self):
		set_column(FEED, "住院自付", most="1,000,000.00")
		stored = frappe.get_all("Feed Column", {"parent": FEED, "header": "住院自付"}, pluck="most")
		self.assertEqual(stored, ["1000000"])
