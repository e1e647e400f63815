"""Text files as bytes: content outside the table, and figures that are written in two ways."""

from decimal import Decimal
from unittest import TestCase

from fanpin_app.discovery.readers import cells, text_files
from fanpin_app.discovery.refusals.errors import BROKEN_TEXT, FileRefusedError, RowRefusedError

TABLE = "姓名,身份证号,住院自付\r\n林试,440513198502276232,3000\r\n"


class TestZeroBytes(TestCase):
	def test_those_at_the_end_of_a_table_are_left_out(self):
		for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
			for zeros in (0, 1, 3, 512):
				with self.subTest(encoding=encoding, zeros=zeros):
					content = (TABLE + "\0" * zeros).encode(encoding)
					self.assertEqual(text_files.decoded(content).removeprefix("\ufeff"), TABLE)

	def test_one_behind_the_last_cell_ends_a_text(self):
		for encoding in ("utf-8", "gb18030", "utf-16"):
			with self.subTest(encoding):
				content = (TABLE.strip() + "\0").encode(encoding)
				self.assertEqual(text_files.decoded(content), TABLE.strip())

	def test_one_within_a_cell_is_left_out(self):
		content = TABLE.replace("林试", "林\0试").encode() + TABLE.encode() * 3
		self.assertEqual(text_files.decoded(content), TABLE * 4)

	def test_those_in_place_of_the_rest_of_a_line_are_named(self):
		for encoding in ("utf-8", "gb18030", "utf-16"):
			with self.subTest(encoding), self.assertRaises(FileRefusedError) as refused:
				text_files.decoded((TABLE[:-3] + "\0" * 40).encode(encoding))
			self.assertEqual(refused.exception.reason, BROKEN_TEXT)
			self.assertIn("NUL", refused.exception.message)
			self.assertIn("line 2", refused.exception.message)


class TestCommasOfFigures(TestCase):
	def amounts(self, separator: str, *written: str) -> list[Decimal | None]:
		"""The amount read from each; None where it is refused."""
		quote = '"{}"' if separator == "," else "{}"
		lines = [separator.join(("林试", "住院", quote.format(each))) for each in written]
		written = "\n".join((separator.join(("姓名", "类别", "金额")), *lines))
		rows = text_files.rows(written, text_files.separator_of(written))
		next(rows)
		return [self.amount(row[2]) for row in rows]

	def amount(self, cell: str) -> Decimal | None:
		try:
			return cells.amount(cell)
		except RowRefusedError:
			return None

	def test_between_semicolons_a_comma_may_be_that_of_decimals(self):
		self.assertEqual(
			self.amounts(";", "12,345", "￥1,500元", "12，345", "-2,000", "800", "1,234,567"),
			[None, None, None, None, 800, 1234567],
		)

	def test_a_figure_with_a_point_shows_that_it_is_not(self):
		for shows in ("20.5", "1,234.56", "¥3.00元"):
			with self.subTest(shows):
				self.assertEqual(self.amounts(";", "12,345", shows)[0], 12345)

	def test_between_commas_and_tabs_it_separates_thousands(self):
		for separator in (",", "\t"):
			self.assertEqual(self.amounts(separator, "12,345", "800"), [12345, 800])

	def test_no_thousands_begin_with_zero(self):
		for separator in (",", "\t", ";"):
			self.assertEqual(self.amounts(separator, "0,500", "20.5"), [None, Decimal("20.5")])
