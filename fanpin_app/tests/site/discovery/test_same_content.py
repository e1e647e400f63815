"""The same content in two months, days of another month than the name says, and kinds of files that no feed knows."""

import frappe

from fanpin_app.discovery.loading import pipeline
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.discovery.loading.push import _known_batch
from fanpin_app.tests.site.discovery.test_facts_of_one_day import LOANS
from fanpin_app.tests.site.discovery.test_held_files import PEOPLE, HeldTestCase
from fanpin_app.tests.support.agency_files import write_workbook

JOBS = ("姓名", "身份证号", "登记日期")


class TestSameAmounts(HeldTestCase):
	def amounts(self, *changed: tuple[int, int]) -> list[tuple[int, int]]:
		return [*changed, *((1000 + 7 * number, 20) for number in range(len(changed), PEOPLE))]

	def bills(self, month: str, amounts, day: str = ""):
		rows = [
			("林试", person, *each, day or f"{month[:4]}-{month[4:]}-08")
			for person, each in zip(self.people, amounts, strict=True)
		]
		# In another order, it is not the same content.
		return self.load(self.medical(*(rows[::-1] if day else rows), month=month))

	def test_last_months_file_on_other_days_or_its_own_is_held(self):
		first = self.bills("202609", self.amounts())
		for day in ("", "2026-09-08"):
			with self.subTest(day=day):
				second = self.bills("202610", self.amounts(), day)
				self.assertEqual(second.status, "Held")
				self.assertIn(
					f"{PEOPLE} of {PEOPLE} amounts are those of the same people in 202609: {first.name}",
					second.held_because,
				)
				second.delete()

	def test_it_loads_when_somebody_lets_it_pass(self):
		self.bills("202609", self.amounts())
		second = self.bills("202610", self.amounts())
		second.let_pass("金额无误")
		pipeline.load(second)
		self.assertEqual((second.status, second.rows_accepted), ("Loaded", PEOPLE))

	def test_other_amounts_of_some_people_and_equal_ones_of_all_are_normal(self):
		for title, before, now in (
			("some", self.amounts(), self.amounts((5, 20), (6, 20))),
			("one amount for all", [(1000, 20)] * PEOPLE, [(1000, 20)] * PEOPLE),
		):
			with self.subTest(title):
				first, second = self.bills("202609", before), self.bills("202610", now)
				self.assertEqual((first.status, second.status), ("Loaded", "Loaded"))
				second.roll_back()
				first.roll_back()


class TestSameContent(HeldTestCase):
	def jobs(self, name: str):
		rows = [("林试", person, "2026-09-05") for person in self.people]
		return write_workbook(self.folder / name, JOBS, rows, title="")

	def test_under_the_name_of_another_month_is_held_until_somebody_says_that_it_is_right(self):
		first_path = self.jobs("失业登记_202609.xlsx")
		second_path = self.folder / "失业登记_202610.xlsx"
		second_path.write_bytes(first_path.read_bytes())
		for way in (load_file, self.load):
			with self.subTest(way.__name__):
				first = load_file(first_path)
				second = way(second_path)
				self.assertEqual((second.status, second.period), ("Held", "202610"))
				self.assertIn(
					f"same content as {first.name} (失业登记_202609.xlsx) of 202609", second.held_because
				)
				self.assertEqual(load_file(first_path).name, first.name)
				second.let_pass("本月没有变化")
				pipeline.load(second)
				second.reload()
				self.assertEqual(second.status, "Loaded")
				self.assertEqual(load_file(second_path).name, second.name)
				self.assertEqual(
					frappe.db.count("Indicator Record", {"indicator": "unemployment", "superseded": 0}),
					PEOPLE,
				)
				second.roll_back()
				second.delete()
				first.roll_back()
				# Otherwise it would not be loaded again.
				first.db_set("content_hash", None)

	def test_of_the_same_month_returns_the_batch_that_has_it(self):
		path = self.jobs("失业登记_202609.xlsx")
		first = load_file(path)
		for name in ("失业登记_202609.xlsx", "失业登记202609改.xlsx", "失业登记.xlsx"):
			again = self.folder / name
			again.write_bytes(path.read_bytes())
			with self.subTest(name):
				self.assertEqual(load_file(again).name, first.name)

	def test_whose_period_was_corrected_returns_its_batch(self):
		path = self.jobs("失业登记_202609.xlsx")
		first = load_file(path)
		first.correct_period("202610", "文件名写错")
		self.assertEqual(load_file(path).name, first.name)

	def test_that_is_pushed_for_another_month_is_no_repeated_request(self):
		path = self.jobs("失业登记_202609.xlsx")
		first = load_file(path)
		for name, period, is_known in (
			(path.name, None, True),
			(path.name, "202609", True),
			("导出.xlsx", None, True),
			(path.name, "202610", False),
			("失业登记_202610.xlsx", None, False),
		):
			with self.subTest(name=name, period=period):
				found = _known_batch("unemployment", path.read_bytes(), name, period)
				self.assertEqual(found and found.name, first.name if is_known else None)


class TestDaysOfAnotherMonth(HeldTestCase):
	def loans(self, month: str, *days: str):
		rows = [
			("林试", person, "小额信贷", 50000, "2027-03-01", 0, days[index % len(days)])
			for index, person in enumerate(self.people)
		]
		name, headers = LOANS
		return load_file(write_workbook(self.folder / f"{name}_{month}.xlsx", headers, rows))

	def test_of_many_rows_that_are_no_sums_either(self):
		for month, *days in (
			("202610", "2006-10-31"),
			("202611", "2026-09-30"),
			("202610甲", "2006-10-31", "2006-09-30"),
		):
			with self.subTest(days):
				batch = self.loans(month, *days)
				self.assertEqual(batch.status, "Held")
				self.assertIn(days[0][:7].replace("-", ""), batch.held_because)

	def test_of_many_months_or_of_the_one_before_are_usual(self):
		for month, *days in (
			("202610", "2006-10-31", "2026-10-31"),
			("202611", "2026-10-31"),
			("202609", "2024-03-05", "2021-06-05"),
		):
			with self.subTest(days):
				batch = self.loans(month, *days)
				self.assertEqual(batch.status, "Loaded")
				batch.roll_back()


class TestKindsThatNoFeedKnows(HeldTestCase):
	def send(self, name: str, headers: tuple):
		values = {"身份证号": self.patient, "证件号码": self.patient}
		row = [values.get(each, "2026-10-03" if "日期" in each else "某") for each in headers]
		return load_file(write_workbook(self.folder / name, headers, [row], title=""))

	def test_are_not_said_to_be_like_one_by_name_and_number_alone(self):
		for headers in (
			("姓名", "身份证号", "金额"),
			("姓名", "身份证号", "补助标准", "发放金额", "开户行"),
			("姓名", "证件号码", "村", "联系电话"),
		):
			with self.subTest(headers):
				batch = self.send(f"发放表{len(headers)}_202610.xlsx", headers)
				self.assertEqual((batch.status, batch.refusal), ("Refused", "unknown_feed"))
				self.assertNotIn("失业登记", batch.message)

	def test_are_said_to_be_like_one_by_its_name_or_a_column_of_its_own(self):
		for name, headers, feed in (
			("失业登记_202610.xlsx", ("姓名", "身份证号", "金额"), "失业登记"),
			("上报_202610.xlsx", ("姓名", "住院自付", "门诊自付", "结算日期"), "医保自付"),
		):
			with self.subTest(name):
				batch = self.send(name, headers)
				self.assertEqual((batch.refusal, feed in batch.message), ("missing_column", True))
