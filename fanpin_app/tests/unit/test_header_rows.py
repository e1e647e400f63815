"""Which row of a sheet is its header, and when two rows are one."""

from unittest import TestCase

from fanpin_app.discovery.tables.header_rows import likely_header, possible_headers


class TestLikelyHeader(TestCase):
	def header(self, *rows: list) -> list | None:
		found = likely_header(rows)
		return found and found.cells

	def test_a_title_and_rows_of_data_are_none(self):
		self.assertEqual(self.header(["某镇表", None], ["姓名", "金额"], ["林某", 3000]), ["姓名", "金额"])
		self.assertIsNone(self.header(["某镇表"], [1, 2], ["440513198502276232", 3000]))

	def test_a_row_that_names_columns_of_a_group_is_read_with_the_row_above(self):
		self.assertEqual(
			self.header(["姓名", "自付费用", None, "日期"], [None, "住院", "门诊", None]),
			["姓名", "自付费用住院", "自付费用门诊", "日期"],
		)

	def test_what_a_group_says_in_brackets_holds_for_each_of_its_columns(self):
		self.assertEqual(
			self.header(["姓名", "自付(万元)", None], [None, "住院", "门诊"]),
			["姓名", "自付住院(万元)", "自付门诊(万元)"],
		)

	def test_a_name_in_both_rows_is_one(self):
		self.assertEqual(
			self.header(["姓名", "2026年", None], ["姓名", "住院", "门诊"]),
			["姓名", "2026年住院", "2026年门诊"],
		)

	def test_a_row_of_words_below_a_column_without_a_name_is_data(self):
		self.assertNotIn("姓名林某", self.header(["姓名", "状态", None], ["林某", "在读", "转学"]))


class TestNamesInTwoRows(TestCase):
	def understood(self, *rows: list, known: set) -> tuple[list, list]:
		found = [header.understood(known) for header in possible_headers(rows) if header.levels == 2]
		return found[0] if found else ([], [])

	def test_a_known_name_below_a_group_is_read_alone(self):
		named, groups = self.understood(
			["姓名", "自付费用", None, "日期"],
			[None, "住院自付", "门诊次数", None],
			known={"姓名", "住院自付", "日期"},
		)
		self.assertEqual(named, ["姓名", "住院自付", "自付费用门诊次数", "日期"])
		self.assertEqual(groups, [None, "自付费用", None, None])

	def test_both_names_may_be_in_the_other_order(self):
		named, groups = self.understood(
			["姓名", "自付", None], [None, "住院", "门诊"], known={"住院自付", "门诊自付"}
		)
		self.assertEqual((named, groups), (["姓名", "住院自付", "门诊自付"], []))

	def test_the_group_gives_its_brackets_to_a_name_that_is_read_alone(self):
		named, groups = self.understood(
			["姓名", "费用(万元)", None], [None, "住院自付", "次数"], known={"住院自付"}
		)
		self.assertEqual(named, ["姓名", "住院自付(万元)", "费用次数(万元)"])
		self.assertEqual(groups, [None, "费用", None])

	def test_a_line_of_a_form_is_no_group(self):
		rows = ["填报单位：医保局", None, "单位：元"], ["姓名", "身份证号", "住院自付"]
		self.assertEqual(self.understood(*rows, known={"姓名"}), ([], []))
