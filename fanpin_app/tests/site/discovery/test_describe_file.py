"""A new feed's columns, proposed from an example of the agency's file."""

import base64
import tempfile
from datetime import date
from pathlib import Path

import frappe
from openpyxl import Workbook

from fanpin_app.discovery.feeds.describe import describe
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_id_number, make_officer

HEADERS = ("序号", "姓名", "身份证号", "学生资助金额(元)", "学段", "发放日期")


def rows(count: int = 10) -> list[tuple]:
	return [
		(
			number,
			f"林某{number}",
			make_id_number(),
			750 + number,
			("小学", "初中")[number % 2],
			date(2026, 9, 1),
		)
		for number in range(count)
	]


class TestDescribe(TestCase):
	def setUp(self) -> None:
		super().setUp()
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.path = Path(folder.name) / "资助.xlsx"

	def describe(self, headers=HEADERS, written=None, **layout) -> dict:
		write_workbook(self.path, headers, rows() if written is None else written, **layout)
		return self.describe_file()

	def describe_file(self) -> dict:
		return describe(self.path.name, base64.b64encode(self.path.read_bytes()).decode())

	def columns(self, **layout) -> dict[str, dict]:
		return {column["header"]: column for column in self.describe(**layout)["columns"]}

	def test_the_headers_are_found_under_the_title(self):
		found = self.describe(title="2026年9月学生资助发放情况表")
		self.assertEqual(found["header_row"], 2)
		self.assertEqual([column["header"] for column in found["columns"]], list(HEADERS))

	def test_each_column_s_type_is_read_from_what_is_written_in_it(self):
		types = {header: column["data_type"] for header, column in self.columns().items()}
		self.assertEqual(
			types,
			{
				"序号": "Text",
				"姓名": "Name",
				"身份证号": "ID Number",
				"学生资助金额(元)": "Amount",
				"学段": "Text",
				"发放日期": "Date",
			},
		)

	def test_subject_day_and_value_have_their_roles(self):
		roles = {header: column["role"] for header, column in self.columns().items()}
		self.assertEqual(
			(roles["身份证号"], roles["发放日期"], roles["学生资助金额(元)"], roles["姓名"]),
			("Match Key", "Record Date", "Value", "Description"),
		)

	def test_a_column_of_few_words_has_a_line_for_each(self):
		self.assertEqual(self.columns()["学段"]["value_map"], "小学=小学\n初中=初中")

	def test_errors_in_a_column_do_not_hide_its_type(self):
		written = rows(20)
		written[3] = (*written[3][:5], "去年秋天")
		self.assertEqual(self.columns(written=written)["发放日期"]["data_type"], "Date")

	def test_a_file_about_villages_is_matched_by_region_code(self):
		written = [(VILLAGE, "达标", "2026-10-01"), ("449913101202", "不达标", "2026-10-01")] * 3
		found = self.describe(("村代码", "是否达标", "检测日期"), written)
		self.assertEqual((found["match_by"], found["columns"][0]["role"]), ("Region Code", "Match Key"))

	def test_the_unit_is_proposed_from_the_header_or_from_the_line_above(self):
		headers = (*HEADERS[:3], "资助金额(万元)", *HEADERS[4:])
		self.assertEqual(self.columns(headers=headers)["资助金额(万元)"]["unit"], "Ten Thousand Yuan")
		self.assertEqual(
			self.columns(headers=(*HEADERS[:3], "资助金额", *HEADERS[4:]), title="单位：千元")["资助金额"][
				"unit"
			],
			"Thousand Yuan",
		)
		self.assertEqual(self.columns()["学生资助金额(元)"]["unit"], "Yuan")

	def test_a_header_of_two_rows_is_proposed_as_one(self):
		book = Workbook()
		sheet = book.active
		for written in (
			["姓名", "身份证号", "资助(万元)", None, "发放日期"],
			[None, None, "学费", "生活费", None],
			*[("林某", make_id_number(), 1.2, 0.5, date(2026, 9, day)) for day in (1, 2, 3)],
		):
			sheet.append(list(written))
		book.save(self.path)
		found = self.describe_file()
		self.assertEqual((found["levels"], found["header_row"]), (2, 2))
		units = {column["header"]: column.get("unit") for column in found["columns"]}
		self.assertEqual(units["资助学费(万元)"], "Ten Thousand Yuan")
		self.assertIn("资助生活费(万元)", units)
		self.assertEqual(
			found["rows"][0][2:],
			[frappe._("{0} yuan").format("12,000"), frappe._("{0} yuan").format("5,000"), "2026-09-01"],
		)

	def test_ten_rows_are_shown_as_understood(self):
		written = rows(20)
		written[0] = (1, "林某", make_id_number(), "1.2万", "小学", "2026年9月1日")
		written[1] = (2, "林某", make_id_number(), "约三千", "初中", "去年秋天")
		found = self.describe(written=written)
		self.assertEqual(len(found["rows"]), 10)
		self.assertEqual(found["rows"][0][3:], [frappe._("{0} yuan").format("12,000"), "小学", "2026-09-01"])
		self.assertTrue(found["rows"][1][3].startswith(("退回", "refused")))

	def test_id_numbers_are_masked_as_elsewhere(self):
		written = rows()
		self.assertNotIn(written[0][2], str(self.describe(written=written)["rows"]))

	def test_the_proposal_with_an_indicator_is_a_valid_feed(self):
		found = self.describe()
		for column in found["columns"]:
			if column["role"] == "Value":
				column["indicator"] = "medical_self_paid"
		feed = frappe.get_doc(
			{
				"doctype": "Data Feed",
				"feed_code": "aid",
				"feed_name": "学生资助",
				"match_by": found["match_by"],
			}
			| {"columns": found["columns"], "target": "Indicator Record"}
		).insert()
		self.assertEqual(len(feed.columns), len(HEADERS))

	def test_what_is_no_table_is_refused_with_what_to_do(self):
		self.path.write_bytes(b"not a workbook")
		self.assertRaisesRegex(frappe.ValidationError, "xlsx", self.describe_file)
		self.assertRaises(frappe.ValidationError, describe, "a.exe", "")
		self.assertRaises(frappe.ValidationError, describe, "a.xlsx", "%%%")
		self.assertRaises(frappe.ValidationError, self.describe, ("只有一列",), [("甲",)])

	def test_a_user_who_may_not_write_feeds_is_refused(self):
		frappe.set_user(make_officer("City Officer", VILLAGE))
		self.assertRaises(frappe.PermissionError, describe, "a.xlsx", "")
