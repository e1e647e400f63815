from datetime import date
from decimal import Decimal
from unittest import TestCase
from unittest.mock import patch

from fanpin_app.discovery.plausibility import repeated_tables
from fanpin_app.discovery.plausibility.repeated_tables import RowsByTable
from fanpin_app.discovery.tables.rows import Row


class TestRowsByTable(TestCase):
	def test_many_rows_are_compared_in_parts_with_the_same_result(self):
		def found(max_at_a_time: int) -> list:
			rows = RowsByTable()
			for sheet in ("", "二"):
				for number in range(50):
					rows.add(Row(number, [], sheet=sheet, header=1), (number, "日"))
			with patch.object(repeated_tables, "MAX_AT_A_TIME", max_at_a_time):
				return list(rows.repetitions())

		self.assertEqual(found(7), found(1000))
		self.assertEqual([(each.rows, each.again) for each in found(7)], [(50, 50)])

	def sums_of(self, *rows: tuple[str, int, str, int]) -> list[tuple]:
		"""The sums among rows of sheet, person, day and amount."""
		tables = RowsByTable()
		for number, (sheet, person, day, amount) in enumerate(rows):
			figures = [("medical_self_paid", Decimal(amount), None)]
			tables.add_amount(
				Row(number, [], sheet=sheet, header=1), str(person), date.fromisoformat(day), figures
			)
		return [(each.table[0], each.people, each.of, each.in_other_tables) for each in tables.sums()]

	def test_a_table_of_sums_is_found_whatever_its_day(self):
		details = [
			("", person, "2026-10-03", 100 * visit + person) for person in range(4) for visit in (1, 2)
		]
		sums = [("汇总", person, "2026-10-31", 300 + 2 * person) for person in range(4)]
		self.assertEqual(self.sums_of(*details, *sums), [("汇总", 4, 4, True)])
		self.assertEqual(self.sums_of(*details, *sums[:2]), [])

	def test_a_row_of_sums_is_found_in_its_table(self):
		rows = [
			("", person, "2026-10-03", amount + person)
			for person in range(3)
			for amount in (100, 200, 300 + person)
		]
		self.assertEqual(self.sums_of(*rows), [("", 3, 3, False)])
		self.assertEqual(self.sums_of(*rows[3:]), [])

	def test_equal_amounts_of_two_months_and_of_several_days_are_no_sums(self):
		for other in (("二", "2026-09-03"), ("", "2026-10-04")):
			with self.subTest(other=other):
				rows = [("", person, "2026-10-03", 100 + person) for person in range(4)]
				again = [(other[0], person, other[1], amount) for _sheet, person, _day, amount in rows]
				self.assertEqual(self.sums_of(*rows, *again), [])
