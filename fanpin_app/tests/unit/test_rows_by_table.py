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
