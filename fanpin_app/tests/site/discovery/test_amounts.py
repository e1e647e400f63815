"""Amounts that a reader could misread: empty columns, units in columns of their own, cells without a value."""

import frappe

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_facts_of_one_day import LOANS
from fanpin_app.tests.site.discovery.test_held_files import HeldTestCase
from fanpin_app.tests.site.discovery.test_reading_files import ReadingTestCase
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, write_workbook
from fanpin_app.tests.support.builders import make_household, make_id_number, member
from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS
from fanpin_app.tests.support.office_files import ods_cell

DAY = "2026-10-08"
REMARK_OF_ALL = "is empty in all"
BARE = "<table:table-cell><text:p>{0}</text:p></table:table-cell>"
WITHOUT_VALUE = '<table:table-cell office:value-type="{1}"><text:p>{0}</text:p></table:table-cell>'


class AmountsTestCase(HeldTestCase, ReadingTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.count = 0

	def send(self, headers, rows):
		self.count += 1
		path = self.folder / f"医保自付_202610第{self.count}份.xlsx"
		return load_file(write_workbook(path, headers, rows))

	def amounts(self, batch) -> list[float]:
		return sorted(
			float(value)
			for value in frappe.get_all("Indicator Record", {"batch": batch.name}, pluck="value")
			if value
		)


class TestEmptyColumns(AmountsTestCase):
	def test_a_remark_names_empty_columns_of_any_size(self):
		for size, filled, words in (
			(3, 1, "in 2 of 3 rows"),
			(6, 1, "in 5 of 6 rows"),
			(6, 3, "in 3 of 6 rows"),
			(6, 0, REMARK_OF_ALL),
			(1, 0, REMARK_OF_ALL),
			(6, 6, None),
		):
			rows = [
				("林试", person, 100 if index < filled else None, 20, DAY)
				for index, person in enumerate(self.people[:size])
			]
			batch = self.send(MEDICAL_HEADERS, rows)
			with self.subTest(size=size, filled=filled):
				self.assertEqual((batch.status, batch.rows_accepted), ("Loaded", size))
				self.assertIn(words or "", batch.remarks or "")
				self.assertEqual("住院自付" in (batch.remarks or ""), words is not None)
			batch.roll_back()

	def test_one_with_an_unknown_header_with_figures_holds_the_file(self):
		for header, values, status in (
			("住院自付金额", [3000, 200.5, "4,000.00", 1, 2, 3], "Held"),
			("个人支付", ["300", "20", "1.2万", "4", "5", "6"], "Held"),
			("住院自付金额", [3000, 200.5, None, 1, 2, 3], "Loaded"),
			("住院自付金额", [3000, 200.5, "无", 1, 2, 3], "Loaded"),
			("年龄", [60, 61, 62, 63, 64, 65], "Loaded"),
			("联系电话", [13800001234] * 6, "Loaded"),
			("序号", [1, 2, 3, 4, 5, 6], "Loaded"),
			("统筹支付", [10, 20, 30, 40, 50, 60], "Loaded"),
		):
			headers = ("姓名", "身份证号", "住院自付", header, "门诊自付", "结算日期")
			rows = [
				("林试", person, None, value, 20, DAY)
				for person, value in zip(self.people, values, strict=True)
			]
			batch = self.send(headers, rows)
			with self.subTest(header=header, values=values):
				self.assertEqual(batch.status, status, batch.held_because)
				if status == "Held":
					self.assertIn(header, batch.held_because)
			if status == "Loaded":
				batch.roll_back()

	def test_beside_a_filled_column_an_unknown_header_holds_nothing(self):
		headers = ("姓名", "身份证号", "住院自付", "总费用", "门诊自付", "结算日期")
		batch = self.send(headers, [("林试", person, 5, 90, 20, DAY) for person in self.people])
		self.assertEqual(batch.status, "Loaded")

	def test_a_row_of_incomes_in_which_nothing_is_filled_in_is_refused(self):
		numbers = [make_household(members=[member(id_number=make_id_number())]).name for _place in range(3)]
		rows = [
			(numbers[0], "", *[None] * 5),
			(numbers[1], "", 0, *[None] * 4),
			(numbers[2], "", 9, 0, 0, 0, 0),
		]
		batch = load_file(write_workbook(self.folder / "收入_2026.xlsx", INCOME_HEADERS, rows))
		self.assertEqual({each.reason: each.rows for each in batch.refusals}, {"missing_value": 1})
		self.assertFalse(frappe.db.exists("Income Statement", f"{numbers[0]}-2026"))


class TestUnitColumns(AmountsTestCase):
	def test_a_figure_in_another_unit_than_its_column_is_refused(self):
		for header, unit, head, accepted in (
			("单位", "万元", "住院自付", False),
			("金额单位", "万元", "住院自付", False),
			("单位", "千元", "住院自付", False),
			("单位", "（万元）", "住院自付", False),
			("币种", "美元", "住院自付", False),
			("币种", "USD", "住院自付", False),
			("货币", "港币", "住院自付", False),
			("单位", "元", "住院自付", True),
			("单位", "人民币元", "住院自付", True),
			("币种", "人民币", "住院自付", True),
			("币种", "CNY", "住院自付", True),
			("单位", "榕溪镇供销社", "住院自付", True),
			("单位", "人次", "住院自付", True),
			("单位", None, "住院自付", True),
			("工作单位", "万元村", "住院自付", True),
			("单位", "万元", "住院自付(万元)", True),
			("单位", "元", "住院自付(万元)", False),
		):
			headers = ("姓名", "身份证号", head, header, "门诊自付(元)", "结算日期")
			batch = self.send(headers, [("林试", self.people[0], 1.5, unit, 0, DAY)])
			with self.subTest(header=header, unit=unit, head=head):
				self.assertEqual(batch.rows_accepted, int(accepted), batch.message)
				self.assertEqual(
					self.amounts(batch), ([15000] if "万" in head else [1.5]) if accepted else []
				)
				if not accepted:
					self.assertEqual([each.reason for each in batch.refusals], ["bad_amount"])
					self.assertIn(unit.strip("（）"), batch.refusals[0].example)
			if accepted:
				batch.roll_back()

	def test_each_amount_is_in_the_unit_that_follows_it(self):
		headers = ("姓名", "身份证号", "住院自付", "单位", "门诊自付", "计量单位", "结算日期")
		for units, accepted in ((("元", "元"), 1), (("元", "万元"), 0), (("万元", "元"), 0)):
			batch = self.send(headers, [("林试", self.people[0], 3, units[0], 2, units[1], DAY)])
			with self.subTest(units):
				self.assertEqual(batch.rows_accepted, accepted)


class TestOpenDocuments(AmountsTestCase):
	def test_a_cell_with_text_and_without_type_or_value_is_read(self):
		headers = "".join(map(ods_cell, ("姓名", "身份证号", "住院自付", "结算日期", "门诊自付")))
		day = ods_cell(DAY)
		for cell, amount in (
			(BARE.format("3000"), 3000),
			(BARE.format("3,000.50"), 3000.5),
			(WITHOUT_VALUE.format("3000", "float"), 3000),
			(WITHOUT_VALUE.format("￥3,000.00", "currency"), 3000),
			(BARE.format("约三千"), None),
			(WITHOUT_VALUE.format("30%", "percentage"), None),
		):
			self.count += 1
			rows = [headers]
			for person in self.people[:2]:
				rows.append("".join((ods_cell("林试"), ods_cell(person), cell, day, ods_cell(1))))
			# Nothing else is in the last column and the last row.
			rows.append("".join((ods_cell("林试"), ods_cell(self.people[2]), ods_cell(7), day, cell)))
			path = self.write_ods(
				[f"<table:table-row>{row}</table:table-row>" for row in rows],
				f"医保自付_202610第{self.count}份.ods",
			)
			batch = load_file(path)
			with self.subTest(cell):
				if amount is None:
					self.assertEqual((batch.rows_accepted, batch.refusals[0].reason), (0, "bad_amount"))
				else:
					self.assertEqual(sum(self.amounts(batch)), 3 * amount + 9)
			if batch.status == "Loaded":
				batch.roll_back()

	def test_a_cell_that_is_written_once_for_several_is_read_in_each(self):
		bare = BARE.replace("<table:table-cell>", '<table:table-cell table:number-columns-repeated="2">')
		headers = "".join(map(ods_cell, ("姓名", "身份证号", "住院自付", "门诊自付", "结算日期")))
		row = "".join((ods_cell("林试"), ods_cell(self.people[0]), bare.format("3000"), ods_cell(DAY)))
		path = self.write_ods([f"<table:table-row>{each}</table:table-row>" for each in (headers, row)])
		self.assertEqual(sum(self.amounts(load_file(path))), 6000)


class TestNumbersOfContracts(AmountsTestCase):
	# The kind of a loan is a text like its contract number; feeds of older sites lack both.
	HEADERS = LOANS[1]

	def test_one_that_was_stored_as_a_figure_is_refused(self):
		for number, reason in (
			(6228480402564890018, "precision_lost"),
			(6.228480402564890e18, "precision_lost"),
			("6.22848E+18", "precision_lost"),
			("6228480402564890018", None),
			(123456789012345, None),
			("HT-2026-12", None),
			(12, None),
		):
			self.count += 1
			path = self.folder / f"小额贷款_202610第{self.count}份.xlsx"
			batch = load_file(
				write_workbook(
					path,
					self.HEADERS,
					[("林试", self.people[0], number, 50000, "2027-03-01", 95, DAY)],
				)
			)
			with self.subTest(number=number):
				self.assertEqual(
					[each.reason for each in batch.refusals], [reason] if reason else [], batch.message
				)
			if batch.status == "Loaded":
				batch.roll_back()
