from datetime import date, datetime
from unittest import TestCase

from fanpin_app.discovery.readers.cells import code
from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.targets.moves import is_household_number

NUMBERS = (
	"R000018",
	"1号户",
	"440513101201-018",
	"T1",
	"A.12",
	"18#201",
	"123",
	"榕溪(3)12",
	"R000000",
	"三号",
)

NO_NUMBERS = (
	*("待补", "无号", "新增户", "新增1", "NEW01", "临时3", "#VALUE", "#REF!", "-1", "000", "12.5"),
	*("不详", "无户号", "新户2", "True", "待定-1", "/", "*1"),
)


class TestHouseholdNumbers(TestCase):
	def test_numbers_are_distinguished_from_words_and_damaged_ones(self):
		for written in NUMBERS:
			self.assertTrue(is_household_number(code(written)), written)
		for written in NO_NUMBERS:
			self.assertFalse(is_household_number(code(written)), written)

	def test_a_decimal_point_that_a_program_added_is_no_part_of_a_number(self):
		for written, expected in (
			("R000018.0", "R000018"),
			("18.00", "18"),
			("A.10", "A.10"),
			("1.20", "1.20"),
		):
			self.assertEqual(code(written), expected)

	def test_cells_that_have_become_something_else_are_no_numbers(self):
		for cell in (True, 12.5, date(2026, 10, 3), datetime(2026, 10, 3), "440513198502276232.0"):
			with self.subTest(cell), self.assertRaises(RowRefusedError):
				code(cell)
