from datetime import date
from decimal import Decimal

import frappe
from frappe.utils import getdate
from hypothesis import given, settings
from hypothesis import strategies as st

from fanpin_app.database import bulk
from fanpin_app.tests.support.base import TestCase

DOCTYPE = "Indicator Record"
FIELDS = ("text_value", "value", "record_date", "superseded")
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=140)
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
days = st.dates(min_value=date(1920, 1, 1), max_value=date(2030, 12, 31))
row_values = st.tuples(st.none() | text, amounts | st.integers(-99, 99), st.none() | days, st.booleans())


def stored(rows: list[tuple], fields: tuple[str, ...] = FIELDS) -> tuple:
	last = frappe.db.sql(f"select max(name) from `tab{DOCTYPE}`")[0][0] or 0
	bulk.insert(DOCTYPE, fields, rows)
	columns = ", ".join(fields)
	return frappe.db.sql(f"select {columns} from `tab{DOCTYPE}` where name > %s order by name", last)


class TestWritingInBulk(TestCase):
	@settings(max_examples=60, deadline=None)
	@given(st.lists(row_values, min_size=1, max_size=6))
	def test_what_is_written_is_read_again(self, rows: list[tuple]):
		read = [
			(written, Decimal(str(value)).quantize(Decimal("0.01")), day, bool(superseded))
			for written, value, day, superseded in stored(rows)
		]
		expected = [(written, Decimal(value), day, superseded) for written, value, day, superseded in rows]
		self.assertEqual(read, expected)

	def test_more_rows_than_fit_into_a_statement_are_all_written_in_their_order(self):
		rows = [(str(number), number) for number in range(bulk.ROWS_PER_STATEMENT + 2)]
		self.assertEqual(stored(rows, ("text_value", "value")), tuple(rows))

	def test_without_rows_there_is_no_statement(self):
		self.assertEqual(bulk.insert(DOCTYPE, FIELDS, []), 0)

	def test_columns_with_the_same_values_are_each_written(self):
		rows = [(word, word) for word in ("a", "b")]
		self.assertEqual(stored(rows, ("text_value", "member")), tuple(rows))

	def test_columns_with_values_that_only_compare_as_equal_are_each_written(self):
		rows = [("1", 1, True), ("1.0", 1.0, False), ("1.00", 1, True)]
		self.assertEqual(
			stored(rows, ("text_value", "value", "superseded")), (("1", 1, 1), ("1.0", 1, 0), ("1.00", 1, 1))
		)

	def test_a_value_that_does_not_fit_is_refused_and_never_truncated(self):
		for sql_mode in ("STRICT_TRANS_TABLES", ""):  # the server may use either
			# Column widths differ between versions of Frappe.
			for field, value in (
				("member", "m" * 141),
				("value", "abc"),
				("value", 10**22),
				("record_date", "2026-13-01"),
				("record_date", ""),
			):
				for beside in (value, None if field != "value" else 0):
					with self.subTest(sql_mode=sql_mode, field=field, value=value, beside=beside):
						frappe.db.sql("set session sql_mode = %s", sql_mode)
						with self.assertRaises((frappe.db.DataError, frappe.db.OperationalError)):
							bulk.insert(DOCTYPE, ("text_value", field), [("a", value), ("b", beside)])

	def test_a_field_that_the_doctype_does_not_have_is_refused(self):
		with self.assertRaisesRegex(ValueError, "stolen"):
			bulk.insert(DOCTYPE, ("stolen",), [("x",)])

	def test_rows_with_an_existing_name_are_updated_and_others_inserted(self):
		fields = ("name", "region_name", "level")
		bulk.upsert("Administrative Region", fields, [("449999000000", "Old", "District")])
		bulk.upsert(
			"Administrative Region",
			fields,
			[("449999000000", "New", "District"), ("449999001000", "Another", "Town")],
		)
		self.assertEqual(
			frappe.get_all(
				"Administrative Region",
				filters={"name": ("like", "449999%")},
				fields=["name", "region_name", "level"],
				order_by="name",
				as_list=True,
			),
			(("449999000000", "New", "District"), ("449999001000", "Another", "Town")),
		)

	def test_time_and_user_are_recorded(self):
		last = stored([("x",)], ("text_value",)) and frappe.get_last_doc(DOCTYPE)
		self.assertEqual((last.owner, last.modified_by), (frappe.session.user,) * 2)
		self.assertEqual(getdate(last.creation), getdate())
