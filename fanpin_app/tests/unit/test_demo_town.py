"""The demo's fictional town, read back from its files with a different program from the one that wrote them."""

import csv
import tempfile
import unicodedata
import unittest
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from itertools import chain, pairwise
from pathlib import Path
from random import Random

import frappe
from python_calamine import CalamineWorkbook, SheetVisibleEnum
from stdnum.iso7064 import mod_11_2

from fanpin_app.demo.files.months import Month, Months
from fanpin_app.demo.files.town import write_town
from fanpin_app.demo.households.geography import create_regions
from fanpin_app.discovery.plausibility.month_comparison import Figures, column_reasons

AS_OF = date(2026, 10, 31)
LINE_2025, LINE_2026 = 7_500, 8_000
HEADERS = {
	"农户信息": "序号 户编号 村代码 村名称 组 姓名 与户主关系 证件号码 民族 文化程度 在校生状况 健康状况 劳动技能 务工状态 务工月数 "
	"务工地点 是否参加城乡居民医保 户类型 监测对象类别 是否低保 是否特困 饮水是否安全 人员状态 联系电话",
	"收入": "户编号 户主姓名 工资性收入 生产经营性收入 财产性收入 转移性收入 生产经营性支出",
	"资产台账": "资产编号 资产名称 类别 所在村代码 原值(元) 最近检查日期 租金逾期天数 空置天数",
	"医保自付": "姓名 身份证号 住院自付(元) 门诊自付(元) 结算日期",
	"残疾证": "姓名 残疾证号 残疾类别 残疾等级 发证日期",
	"小额贷款": "借款人 身份证号 产品 合同金额 余额 到期日 逾期天数 数据日期",
	"危房鉴定": "户主姓名 证件号码 鉴定等级 鉴定日期",
	"村级供水": "村代码 村名 是否达标 监测日期",
	"辍学": "学生姓名 学生身份证号 学校 年级 就学状态 登记日期",
	"失业登记": "姓名 身份证号 登记日期",
	"意外事故": "姓名 证件号码 事故日期 事故后果 损失金额(元)",
	"低保特困": "姓名 证件号码 类别 状态 日期",
}
LATEST_MEDICAL_HEADERS = "身份证号码 姓名 结算日期 门诊自付(元) 住院自付(元)"
MATCH_KEYS = ("证件号码", "身份证号", "身份证号码", "残疾证号", "学生身份证号")
DATES = (
	"结算日期",
	"发证日期",
	"数据日期",
	"鉴定日期",
	"监测日期",
	"登记日期",
	"事故日期",
	"日期",
	"最近检查日期",
)


def sheets_of(path: Path) -> dict[str, list[list]]:
	"""The rows of the visible sheets, by name."""
	workbook = CalamineWorkbook.from_path(str(path))
	return {
		meta.name: workbook.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
		for meta in workbook.sheets_metadata
		if meta.visible == SheetVisibleEnum.Visible
	}


def table_of(path: Path) -> list[dict]:
	"""The data rows below the header, each with its row number in the spreadsheet."""
	rows = next(iter(sheets_of(path).values()))
	top = next(number for number, row in enumerate(rows) if sum(cell != "" for cell in row) > 2)
	table = []
	for number, row in enumerate(rows[top + 1 :], start=top + 2):
		if row[0] == "合计" or row[0] == "":
			break
		table.append(dict(zip(rows[top], row, strict=True)) | {"row": number})
	return table


def normalised(number: object) -> str:
	return unicodedata.normalize("NFKC", str(number)).replace(" ", "").upper()


def is_id_number(number: str) -> bool:
	try:
		date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
	except ValueError:
		return False
	return len(number) == 18 and mod_11_2.is_valid(number)


def amount(cell: object) -> float:
	return float(str(cell).replace(",", "").replace("元", ""))


class TestUsualTown(unittest.TestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		folder = tempfile.TemporaryDirectory()
		cls.addClassCleanup(folder.cleanup)
		cls.town = write_town(Path(folder.name), AS_OF)
		cls.tables = {
			file.name: table_of(cls.town.folder / file.name)
			for file in cls.town.files
			if file.name.endswith(".xlsx")
		}
		cls.refused = {(refusal.file, refusal.row): refusal.reason for refusal in cls.town.refusals}
		cls.people = cls.accepted("农户信息.xlsx")
		cls.heads = {person["户编号"]: person for person in cls.people if person["与户主关系"] == "户主"}
		cls.living = Counter(person["户编号"] for person in cls.people if person["人员状态"] == "在世")
		cls.household_of = {normalised(person["证件号码"]): person["户编号"] for person in cls.people}

	@classmethod
	def accepted(cls, name: str) -> list[dict]:
		return [row for row in cls.tables[name] if (name, row["row"]) not in cls.refused]

	def per_head(self, year: int) -> dict[str, float]:
		incomes = {}
		for row in self.accepted(f"收入_{year}.xlsx"):
			*gains, expense = [amount(row[header]) for header in HEADERS["收入"].split()[2:]]
			incomes[row["户编号"]] = (sum(gains) - expense) / self.living[row["户编号"]]
		return incomes

	def test_one_city_one_district_and_one_town_hold_46_villages(self):
		with (self.town.folder / "行政区划.csv").open(encoding="utf-8-sig", newline="") as stream:
			regions = list(csv.DictReader(stream))
		levels = Counter(region["level"] for region in regions)
		self.assertEqual(levels, {"市": 1, "区": 1, "镇": 1, "村": 46})
		codes = {region["code"] for region in regions}
		self.assertEqual(len(codes), 49)
		for region in regions:
			self.assertRegex(region["code"], r"^4405\d{8}$")
			self.assertIn(region["parent"] or "440500000000", codes)

	def test_2341_households_with_over_8000_people_are_formerly_poor(self):
		poor = [number for number, head in self.heads.items() if head["户类型"] == "脱贫户"]
		people = sum(self.living[number] for number in poor)
		self.assertEqual(len(poor), 2_341)
		self.assertTrue(8_000 < people < 9_000, people)
		self.assertEqual((self.town.formerly_poor, self.town.formerly_poor_people), (2_341, people))

	def test_3000_households_are_ordinary(self):
		self.assertEqual(Counter(head["户类型"] for head in self.heads.values())["一般农户"], 3_000)

	def test_34_households_with_155_people_are_monitored(self):
		monitored = [number for number, head in self.heads.items() if head["监测对象类别"]]
		self.assertEqual(len(monitored), 34)
		self.assertEqual(sum(self.living[number] for number in monitored), 155)
		self.assertEqual(monitored, self.town.monitored)
		self.assertEqual(self.town.monitored_people, 155)

	def test_each_household_has_one_head_and_lives_in_a_village_of_the_town(self):
		heads = Counter(person["户编号"] for person in self.people if person["与户主关系"] == "户主")
		self.assertEqual(set(heads.values()), {1})
		self.assertEqual(set(heads), {person["户编号"] for person in self.people})
		villages = {village.code for village in self.town.villages}
		self.assertLessEqual({person["村代码"] for person in self.people}, villages)

	def test_every_person_has_a_valid_id_number_of_his_own(self):
		numbers = [normalised(person["证件号码"]) for person in self.people]
		self.assertEqual([number for number in numbers if not is_id_number(number)], [])
		self.assertEqual(len(set(numbers)), len(numbers))
		self.assertEqual({number[:6] for number in numbers}, {"440513"})

	def test_all_telephone_numbers_are_fictional(self):
		self.assertEqual({head["联系电话"][:3] for head in self.heads.values()}, {"154"})

	def test_files_have_the_headers_that_the_agencies_write(self):
		for name, table in self.tables.items():
			stem = name.split(".")[0].split("_")[0]
			expected = LATEST_MEDICAL_HEADERS if name == "医保自付_202610.xlsx" else HEADERS[stem]
			self.assertEqual([header for header in table[0] if header != "row"], expected.split(), name)

	def test_each_agency_reports_each_month_and_every_file_is_listed(self):
		monthly = {file.name for file in self.town.files if file.month}
		self.assertEqual(
			monthly,
			{
				f"{feed}_{month}.xlsx"
				for feed in list(HEADERS)[3:]
				for month in ("202512", "202609", "202610")
			},
		)
		listed = {file.name for file in self.town.files}
		self.assertEqual(listed, {path.name for path in self.town.folder.iterdir()})

	def test_a_hidden_copy_precedes_the_unemployed(self):
		workbook = CalamineWorkbook.from_path(str(self.town.folder / "失业登记_202609.xlsx"))
		hidden = [meta.name for meta in workbook.sheets_metadata if meta.visible == SheetVisibleEnum.Hidden]
		self.assertEqual((hidden, workbook.sheet_names[0]), (["备份"], "备份"))

	def test_every_file_but_the_regions_holds_rows_to_refuse(self):
		self.assertEqual({file for file, _ in self.refused}, set(self.tables))

	def test_agencies_files_on_people_hold_every_reason_to_refuse(self):
		expected = {"precision_lost", "bad_id", "unknown_person", "bad_date", "bad_amount", "duplicate"}
		for feed in ("医保自付", "小额贷款", "意外事故"):
			for month in self.town.months:
				name = f"{feed}_{month.stem}.xlsx"
				self.assertEqual(
					{why for (file, _), why in self.refused.items() if file == name}, expected, name
				)

	def test_rows_to_refuse_are_where_the_town_reports_them(self):
		for (file, number), reason in self.refused.items():
			table = {row["row"]: row for row in self.tables[file]}
			with self.subTest(file=file, row=number, reason=reason):
				self.assertTrue(getattr(self, f"_is_{reason}")(table[number], table), table[number])

	def _is_precision_lost(self, row: dict, table: dict) -> bool:
		return isinstance(self._key(row), float)

	def _is_bad_id(self, row: dict, table: dict) -> bool:
		number = self._key(row)[:18]
		return is_id_number(number[:17] + mod_11_2.calc_check_digit(number[:17])) and not is_id_number(number)

	def _is_unknown_person(self, row: dict, table: dict) -> bool:
		number = self._key(row)[:18]
		return is_id_number(number) and number not in self.household_of

	def _is_bad_date(self, row: dict, table: dict) -> bool:
		return next(row[header] for header in DATES if header in row).endswith("-02-30")

	def _is_bad_amount(self, row: dict, table: dict) -> bool:
		return "约三千" in row.values()

	def _is_duplicate(self, row: dict, table: dict) -> bool:
		def values_of(other_row: dict) -> list:
			return [value for header, value in other_row.items() if header not in ("row", "序号")]

		return any(
			values_of(row) == values_of(table[above]) for above in range(row["row"] - 1, min(table) - 1, -1)
		)

	def _key(self, row: dict):
		return next(row[header] for header in MATCH_KEYS if header in row)

	def test_all_other_rows_can_be_read(self):
		for file in self.town.files:
			if not file.month or file.name.startswith("村级供水"):
				continue
			for row in self.accepted(file.name):
				number = normalised(self._key(row))[:18]
				self.assertIn(number, self.household_of, file.name)

	def test_five_to_eight_per_cent_of_households_match_a_rule(self):
		matched = {number for numbers in self.town.misfortunes.values() for number in numbers}
		unsafe = {village.code for village in self.town.unsafe_villages}
		matched |= {number for number, head in self.heads.items() if head["村代码"] in unsafe}
		share = len(matched) / len(self.heads)
		self.assertTrue(0.05 <= share <= 0.08, share)

	def test_of_every_rule_some_households_are_below_the_line_and_some_above(self):
		incomes = self.per_head(2026)
		for rule, numbers in self.town.misfortunes.items():
			below = sum(incomes[number] < LINE_2026 for number in numbers)
			self.assertTrue(2 <= below <= len(numbers) - 2, (rule, below, len(numbers)))

	def test_latest_bank_file_is_overdue_for_the_reported_households(self):
		overdue = {"R9a": [], "R9b": [], "R9c": []}
		for row in self.accepted("小额贷款_202610.xlsx"):
			days = row["逾期天数"]
			rule = "R9a" if days >= 90 else "R9b" if days >= 30 else "R9c" if days >= 1 else None
			if rule:
				overdue[rule].append(self.household_of[normalised(row["身份证号"])])
		self.assertEqual(overdue, {rule: self.town.misfortunes[rule] for rule in overdue})

	def test_medical_cost_reaches_the_threshold_for_the_reported_households(self):
		costs = defaultdict(float)
		for month in self.town.months:
			for row in self.accepted(f"医保自付_{month.stem}.xlsx"):
				number = normalised(row.get("身份证号") or row.get("身份证号码"))
				costs[self.household_of[number]] += amount(row["住院自付(元)"]) + amount(row["门诊自付(元)"])
		costly = set()
		for number, cost in costs.items():
			head = self.heads[number]
			poor = head["户类型"] == "脱贫户" or head["监测对象类别"]
			if cost >= (5_000 if poor else 20_000):
				costly.add(number)
		expected = {*self.town.misfortunes["R1a"], *self.town.misfortunes["R1b"]}
		self.assertEqual(costly, expected)
		self.assertEqual(
			{number for number, cost in costs.items() if cost >= 50_000}, set(self.town.misfortunes["R1b"])
		)

	def test_the_farmer_is_formerly_poor_and_not_monitored(self):
		head = self.heads[self.town.story.household]
		self.assertEqual((head["姓名"], head["户类型"]), (self.town.story.head, "脱贫户"))
		self.assertEqual(head["监测对象类别"], "")
		self.assertNotIn(self.town.story.household, {*chain(*self.town.misfortunes.values())})

	def test_the_farmers_loan_is_overdue_by_35_days_in_the_storys_month_and_paid_later(self):
		states = {
			month: [
				row
				for row in self.accepted(f"小额贷款_{month}.xlsx")
				if row["借款人"] == self.town.story.head
			]
			for month in ("202512", "202609", "202610")
		}
		first = states["202512"]
		self.assertEqual([row["逾期天数"] for row in first], [35])
		for month in ("202609", "202610"):
			self.assertEqual([row["逾期天数"] for row in states[month]], [0, 0])
			for key in ("产品", "合同金额", "到期日"):
				self.assertEqual(states[month][0][key], first[0][key])

	def test_no_month_differs_implausibly_from_the_one_before(self):
		"""An implausible month would be held and not counted."""
		feed = frappe._dict(held_from_rows=60, held_zeros=40, held_mean=10)
		for name, header in (
			("小额贷款", "逾期天数"),
			("意外事故", "损失金额(元)"),
			("医保自付", "住院自付(元)"),
			("医保自付", "门诊自付(元)"),
		):
			months = [
				Figures().with_more([Decimal(str(amount(row[header]))) for row in self.accepted(file)])
				for file in sorted(self.tables)
				if file.startswith(name)
			]
			self.assertGreater(len(months), 2)
			for then, now in pairwise(months):
				self.assertEqual([*column_reasons(feed, "202609", header, now, then)], [], header)

	def test_the_farmers_income_is_under_the_line_when_he_is_found_and_above_it_a_year_later(self):
		number = self.town.story.household
		before, after = self.per_head(2025)[number], self.per_head(2026)[number]
		self.assertTrue(LINE_2025 * 0.95 < before < LINE_2025, before)
		self.assertGreater(after, LINE_2026 * 1.5)
		self.assertEqual((before, after), (self.town.story.income_before, self.town.story.income_after))


class TestSeededTown(unittest.TestCase):
	def folder(self) -> Path:
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		return Path(folder.name)

	def contents(self, **options) -> dict[str, bytes]:
		town = write_town(self.folder(), AS_OF, **({"households": 120} | options))
		return {path.name: path.read_bytes() for path in town.folder.iterdir()}

	def test_same_seed_gives_the_same_bytes(self):
		self.assertEqual(self.contents(seed=1), self.contents(seed=1))

	def test_another_seed_gives_other_people(self):
		one, other = self.contents(seed=1), self.contents(seed=2)
		self.assertNotEqual(one["农户信息.xlsx"], other["农户信息.xlsx"])

	def test_the_number_of_households_is_exact(self):
		town = write_town(self.folder(), AS_OF, households=777)
		self.assertEqual(town.households, 777)
		self.assertEqual(town.formerly_poor, round(777 * 2_341 / 5_341))

	def test_a_town_without_a_given_day_covers_the_months_that_have_ended(self):
		town = write_town(self.folder(), households=60)
		self.assertLess(town.as_of, date.today())
		self.assertEqual(town.as_of, town.months.latest.last)

	def test_fewer_than_50_or_more_than_a_million_households_are_refused(self):
		for households in (49, 1_000_001):
			with self.assertRaises(ValueError):
				write_town(self.folder(), AS_OF, households=households)

	def test_many_households_make_more_towns_of_46_villages(self):
		regions, villages = create_regions(Random(1), 1_000_000, ["林"])
		self.assertEqual(len(villages), 46 * len({village.town.code for village in villages}))
		self.assertEqual(sum(village.households for village in villages), 1_000_000)
		self.assertEqual(len({region.code for region in regions}), len(regions))
		self.assertEqual(len({region.name for region in regions if region.level == "镇"}), 84)


class TestMonths(unittest.TestCase):
	def test_an_unfinished_month_is_not_yet_reported(self):
		self.assertEqual(Months.up_to(date(2026, 11, 24)).recent, (Month(2026, 9), Month(2026, 10)))

	def test_the_story_takes_place_ten_to_twelve_months_earlier_and_in_the_year_before(self):
		for number in range(1, 13):
			months = Months.up_to(Month(2026, number).last)
			distance = 12 * (2026 - months.story.year) + number - months.story.number
			self.assertIn(distance, (10, 11, 12))
			self.assertEqual(months.story.year, 2025)
