"""Files whose figures or states may mean something else than their headers say: held until somebody lets them pass."""

from datetime import date

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_held_files import HeldTestCase
from fanpin_app.tests.site.discovery.test_register_file import HEADERS
from fanpin_app.tests.site.discovery.test_register_file import row as register_row
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, write_workbook
from fanpin_app.tests.support.builders import make_household, make_id_number, make_income
from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS

STATES = ("姓名", "证件号码", "类别", "状态", "日期")


class TestProposals(HeldTestCase):
	def send(self, title: str, name: str = "低保特困_202610.xlsx"):
		row = ("林试", self.people[0], "低保", "新增", "2026-10-08")
		return load_file(write_workbook(self.folder / name, STATES, [row], title=title))

	def test_a_list_of_people_who_are_only_proposed_is_held(self):
		for title in ("拟纳入低保对象花名册", "低保对象公示", "2026年10月低保初审名单"):
			with self.subTest(title):
				batch = self.send(title)
				self.assertEqual(batch.status, "Held")
				self.assertIn(title, batch.held_because)

	def test_a_list_of_decisions_is_loaded(self):
		for title in ("2026年10月新增低保名单", "低保新增名单（已公示）", "低保对象审批表"):
			with self.subTest(title):
				batch = self.send(title)
				self.assertEqual(batch.status, "Loaded", batch.held_because)
				batch.roll_back()

	def test_a_register_of_proposed_households_is_held(self):
		for title in ("拟新增监测对象名单", "拟迁出人员花名册"):
			with self.subTest(title):
				row = register_row("N9601", "林拟", make_id_number())
				batch = load_file(write_workbook(self.folder / "农户信息.xlsx", HEADERS, [row], title=title))
				self.assertEqual(batch.status, "Held", batch.message)
				self.assertIn(title, batch.held_because)


class TestExchangedDays(HeldTestCase):
	def send(self, *days: date):
		rows = [("林试", person, 100, 0, day) for person, day in zip(self.people, days, strict=False)]
		return load_file(write_workbook(self.folder / "医保自付_202610.xlsx", MEDICAL_HEADERS, rows))

	def test_dates_that_are_of_the_month_only_if_exchanged_are_held(self):
		for usual in ((), (date(2026, 10, 24),), (date(2026, 10, 15), date(2026, 10, 10))):
			batch = self.send(*(date(2026, month, 10) for month in (1, 4, 7)), *usual)
			with self.subTest(usual=usual):
				self.assertEqual(batch.status, "Held", batch.message)
				self.assertIn("2026-01-10", batch.held_because)

	def test_late_days_are_not(self):
		days = (date(2026, 8, 10), date(2026, 9, 10), date(2026, 10, 3), date(2026, 10, 4))
		batch = self.send(*days)
		self.assertEqual(batch.status, "Loaded", batch.held_because)


class TestIncomesLeftEmpty(HeldTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.households = [make_household().name for _ in range(3)]

	def send(self, *amounts):
		rows = [(household, "", *amounts) for household in self.households]
		return load_file(write_workbook(self.folder / "收入_2026.xlsx", INCOME_HEADERS, rows))

	def test_an_empty_column_is_held_where_it_would_set_stored_incomes_to_0(self):
		make_income(self.households[1], 2025, wage_income=5000, transfer_income=700)
		batch = self.send(9000, "", "", "", "")
		self.assertEqual(batch.status, "Held")
		self.assertIn("转移性收入 is empty in all 3 rows", batch.held_because)
		self.assertIn("1 of these households", batch.held_because)
		self.assertNotIn("财产性收入", batch.held_because)

	def test_zeros_and_columns_without_stored_incomes_are_loaded(self):
		make_income(self.households[1], 2025, wage_income=5000)
		for amounts in ((9000, 0, 0, 0, 0), (9001, "", "", "", "")):
			with self.subTest(amounts):
				batch = self.send(*amounts)
				self.assertEqual(batch.status, "Loaded", batch.held_because)


class TestOldRegisters(HeldTestCase):
	def send(self, name: str, title: str, group: str):
		row = register_row("N9501", "林新", self.number, 组=group)
		return load_file(write_workbook(self.folder / name, HEADERS, [row], title=title))

	def test_a_register_titled_with_an_earlier_month_is_held_where_a_newer_one_is_loaded(self):
		self.number = make_id_number()
		self.send("农户信息.xlsx", "农户信息", "1组")
		for title, period in (
			("农户信息（2026年3月）", "202603"),
			("截至2024年12月31日", "202412"),
			("2024年农户信息", "2024"),
		):
			with self.subTest(title):
				batch = self.send("农户信息甲.xlsx", title, "2组")
				self.assertEqual((batch.status, batch.period), ("Held", period), batch.message)
				self.assertIn("is newer", batch.held_because)
