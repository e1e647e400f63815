"""Each column of a feed defines what an empty cell means: unknown, 0, or keep the stored value."""

from importlib import import_module

import frappe

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_loading import LoadingTestCase
from fanpin_app.tests.site.discovery.test_register_comparison import INCOME_HEADERS
from fanpin_app.tests.site.discovery.test_register_file import HEADERS, row
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.builders import make_household, make_id_number, make_income, member

FEED = "medical_self_paid"
DAY = "2026-10-03"


def set_column(feed: str, header: str, **values) -> None:
	doc = frappe.get_doc("Data Feed", feed)
	next(column for column in doc.columns if column.header == header).update(values)
	doc.save()


class TestMonthlyFigures(LoadingTestCase):
	def test_an_empty_amount_is_zero_unless_the_feed_says_otherwise(self):
		batch = self.load_medical(("林试", self.patient, 3000, None, DAY))
		self.assertEqual((batch.rows_refused, self.costs()), (0, [3000]))

	def test_an_unknown_amount_that_the_feed_requires_is_refused(self):
		set_column(FEED, "住院自付", empty_means="Unknown")
		batch = self.load_medical(("林试", self.patient, None, 20, DAY), ("林试", self.patient, 5, 0, DAY))
		self.assertEqual((self.reasons(batch), self.costs()), ({"missing_value": 1}, [5]))

	def test_an_unknown_amount_that_it_does_not_require_is_no_figure(self):
		set_column("accident", "损失金额", empty_means="Unknown", required=0)
		headers = ("姓名", "证件号码", "事故日期", "事故后果", "损失金额(元)")
		batch = load_file(
			write_workbook(
				self.folder / "意外事故_202610.xlsx", headers, [("林试", self.patient, DAY, "轻伤", None)]
			)
		)
		self.assertEqual(self.indicators(batch), ["accident_consequence"])

	def test_an_empty_cell_that_keeps_the_value_is_neither_refused_nor_written(self):
		set_column("small_loan", "逾期天数", empty_means="Keep")
		for month, days in (("202609", 45), ("202610", None)):
			written = [
				(
					"林试",
					self.patient,
					"小额信贷",
					50000,
					1,
					"2027-01-01",
					days,
					f"{month[:4]}-{month[4:]}-20",
				)
			]
			headers = ("借款人", "身份证号", "产品", "合同金额", "余额", "到期日", "逾期天数", "数据日期")
			batch = load_file(write_workbook(self.folder / f"小额贷款_{month}.xlsx", headers, written))
			self.assertEqual((batch.status, batch.rows_refused), ("Loaded", 0))
		self.assertEqual(self.costs(), [45])

	def test_an_optional_column_that_the_file_does_not_have_changes_nothing(self):
		set_column(FEED, "门诊自付", required=0)
		headers = ("姓名", "身份证号", "住院自付(元)", "结算日期")
		load_file(
			write_workbook(self.folder / "医保自付_202610.xlsx", headers, [("林试", self.patient, 7, DAY)])
		)
		self.assertEqual(self.costs(), [7])

	def indicators(self, batch) -> list[str]:
		return frappe.get_all("Indicator Record", filters={"batch": batch.name}, pluck="indicator")


class TestTheRegister(LoadingTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.number = make_id_number()
		self.home = make_household(
			members=[member(id_number=self.number, health="Serious Illness", months_worked=6)]
		)

	def load(self, health=None, months=None, status=None, name: str = "林试"):
		written = [*row(self.home.name, name, self.number, 人员状态=status), health, months]
		return load_file(
			write_workbook(self.folder / "农户信息.xlsx", (*HEADERS, "健康状况", "务工月数"), [written])
		)

	def registered(self, field: str):
		return frappe.db.get_value("Household Member", {"id_number": self.number}, field)

	def test_an_empty_cell_changes_nothing(self):
		self.load()
		self.assertEqual(
			(self.registered("health"), self.registered("months_worked")), ("Serious Illness", 6)
		)

	def test_a_feed_can_let_an_empty_cell_clear_the_registered_value(self):
		set_column("household_register", "健康状况", empty_means="Unknown")
		self.load()
		self.assertFalse(self.registered("health"))

	def test_an_empty_name_is_refused_and_clears_nobody_s_name(self):
		batch = self.load(name="")
		self.assertEqual(self.reasons(batch), {"missing_value": 1})
		self.assertEqual(self.registered("member_name"), "林试")

	def test_more_months_of_work_than_a_year_has_are_refused(self):
		set_column("household_register", "务工月数", most="12")
		self.assertEqual(self.reasons(self.load(months=13)), {"bad_amount": 1})


class TestIncomes(LoadingTestCase):
	def load(self, wages, name: str = "收入_2025.xlsx"):
		rows = [(self.household.name, wages, 0, 0, 0, 0)]
		return load_file(write_workbook(self.folder / name, INCOME_HEADERS, rows, title=name))

	def wages(self) -> float:
		return frappe.db.get_value(
			"Income Statement", {"household": self.household.name, "year": 2025}, "wage_income"
		)

	def test_an_empty_income_is_zero_refused_or_kept_as_the_feed_says(self):
		make_income(self.household.name, 2025, 9000)
		set_column("income_statement", "工资性收入", empty_means="Keep")
		self.assertEqual(self.load(None, "收入_2025甲.xlsx").rows_refused, 0)
		self.assertEqual(self.wages(), 9000)
		set_column("income_statement", "工资性收入", empty_means="Unknown")
		self.assertEqual(self.reasons(self.load(None, "收入_2025乙.xlsx")), {"missing_value": 1})
		set_column("income_statement", "工资性收入", empty_means="Zero")
		self.load(None, "收入_2025丙.xlsx")
		self.assertEqual(self.wages(), 0)


class TestWhatTheFeedSays(LoadingTestCase):
	def test_each_column_says_it_in_the_desk(self):
		meanings = {
			(feed, header): meaning
			for feed, header, meaning in frappe.get_all(
				"Feed Column", fields=["parent", "header", "empty_means"], as_list=True
			)
		}
		self.assertEqual(meanings[FEED, "住院自付"], "Zero")
		self.assertEqual(meanings["small_loan", "逾期天数"], "Unknown")
		self.assertEqual(meanings["household_register", "健康状况"], "Keep")
		self.assertTrue(all(meanings.values()))

	def test_a_meaning_that_a_column_cannot_have_is_refused_with_the_possible_ones(self):
		self.assertRaisesRegex(
			frappe.ValidationError, "不明|Unknown", set_column, FEED, "身份证号", empty_means="Zero"
		)

	def test_a_migrated_site_has_the_meanings_of_its_earlier_code(self):
		frappe.db.set_value("Feed Column", {"parent": FEED}, {"empty_means": None, "earliest": None})
		import_module("fanpin_app.patches.say_what_empty_cells_mean").execute()
		self.test_each_column_says_it_in_the_desk()
