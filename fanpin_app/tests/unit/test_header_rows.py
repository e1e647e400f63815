"""Which row of a sheet is its header, and when two rows are one."""

from unittest import TestCase

from fanpin_app.discovery.tables.header_rows import likely_header


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
