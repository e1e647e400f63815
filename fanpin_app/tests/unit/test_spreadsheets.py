import csv
import io
import math
import re
from email.message import Message
from pathlib import Path
from unittest import TestCase

import frappe
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fanpin_app.privacy.spreadsheets import (
	BOM,
	FORMULA_SIGNS,
	PLAIN_NUMBER,
	TextWorkbook,
	csv_text,
	find_text_columns,
)
from fanpin_app.security.queries.export_guards import content_disposition

PHONE_LIKE = "440513198502276232"

HOSTILE = st.text(max_size=40) | st.builds(
	lambda start, rest: start + rest,
	st.sampled_from([*FORMULA_SIGNS, " =", "\n=", "'="]),
	st.text(max_size=20),
)

VALUES = HOSTILE | st.none() | st.integers() | st.floats(-1e300, 1e300)

# Functions of Frappe that write tables; a new one would need its own guard.
WRITERS = re.compile(r"csv\.writer\(|csv\.DictWriter\(|from csv import writer|openpyxl\.Workbook\(")

KNOWN_WRITERS = {
	"core/doctype/prepared_report/prepared_report.py",
	"desk/utils.py",
	"gettext/translate.py",  # translation files, by command
	"utils/csvutils.py",
	"utils/xlsxutils.py",
}


def is_formula(text: str) -> bool:
	"""Whether an office program would execute the CSV field as a formula."""
	return text.lstrip().startswith(FORMULA_SIGNS) and not PLAIN_NUMBER.fullmatch(text)


class TestTablesOfHostileTexts(TestCase):
	@settings(max_examples=300, deadline=None)
	@given(st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=4))
	def test_no_text_is_a_formula_in_a_workbook_and_numbers_stay_numbers(self, rows):
		workbook = TextWorkbook()
		sheet = workbook.create_sheet("x", text_columns=find_text_columns(rows))
		for row in rows:
			sheet.append(row)
		content = io.BytesIO()
		workbook.save(content)
		written = load_workbook(content).active
		for row, cells in zip(rows, written.iter_rows(), strict=False):
			for value, cell in zip(row, cells, strict=False):
				self.assertNotEqual(cell.data_type, "f")
				if isinstance(value, str) and cell.value is not None:
					self.assertEqual((cell.data_type, cell.number_format), ("s", "@"))
				elif isinstance(value, float):
					self.assertTrue(math.isclose(cell.value, value, rel_tol=1e-14), (cell.value, value))

	@settings(max_examples=300, deadline=None)
	@given(
		st.lists(st.lists(VALUES, min_size=2, max_size=4), min_size=1, max_size=4),
		st.sampled_from(",;\t"),
		st.integers(0, 3),
	)
	def test_no_text_is_a_formula_in_csv_however_it_is_quoted(self, rows, delimiter, quoting):
		written = csv_text(rows, delimiter=delimiter, quoting=quoting)
		self.assertTrue(written.startswith(BOM))
		read = list(csv.reader(io.StringIO(written.removeprefix(BOM), newline=""), delimiter=delimiter))
		self.assertEqual([len(row) for row in read], [len(row) for row in rows])
		for row, fields in zip(rows, read, strict=True):
			for value, field in zip(row, fields, strict=True):
				if isinstance(value, str):
					self.assertFalse(is_formula(field), field)
					self.assertIn(field, (value, f"'{value}"))

	def test_numbers_that_are_names_keep_their_digits(self):
		self.assertIn(f"'{PHONE_LIKE}", csv_text([[PHONE_LIKE]]))
		self.assertIn('"445381101201"', csv_text([["445381101201"]]))
		for amount in ("-5.00", "+3", "12%"):
			self.assertIn(f'"{amount}"', csv_text([[amount]]))

	def test_what_is_typed_into_an_empty_cell_of_a_column_of_texts_is_text(self):
		workbook = TextWorkbook()
		rows = [["身份证号", "金额"], [None, 5], [PHONE_LIKE, None]]
		workbook.create_sheet("x", text_columns=find_text_columns(rows)).append(rows[0])
		content = io.BytesIO()
		workbook.save(content)
		columns = load_workbook(content).active.column_dimensions
		self.assertEqual((columns["A"].number_format, columns["B"].number_format), ("@", "General"))

	@given(
		st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from((".xlsx", ".csv", ""))
	)
	def test_the_name_of_a_download_is_read_by_every_browser(self, name, extension):
		header = content_disposition("attachment", name + extension)
		self.assertTrue(header.isascii() and header.isprintable())
		message = Message()
		message["Content-Disposition"] = header
		self.assertEqual(message.get_content_disposition(), "attachment")
		if extension:
			self.assertTrue(message.get_filename().endswith(extension))

	def test_frappe_writes_tables_nowhere_else(self):
		root = Path(frappe.__file__).parent
		found = {
			str(path.relative_to(root))
			for path in root.rglob("*.py")
			if "test" not in path.name and WRITERS.search(path.read_text(errors="ignore"))
		}
		self.assertLessEqual(found, KNOWN_WRITERS)
