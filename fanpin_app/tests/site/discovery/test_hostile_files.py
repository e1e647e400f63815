"""Content of files reaches the database as data, whatever it looks like; rows with values that no column holds are
refused."""

import io
import zipfile
from unittest.mock import patch

import frappe

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.discovery.readers import workbook
from fanpin_app.tests.site.discovery.test_register_file import HEADERS, row
from fanpin_app.tests.support.agency_files import make_folder, write_medical, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_id_number, make_region

HOSTILE = (
	"林'; drop table `tabHousehold`; --",
	'林" or "1"="1',
	"林`%s`%(name)s%%",
	"林\\'; select sleep(9) #",
	"林{value.__class__}",
)


class TestHostileFiles(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		make_region(VILLAGE)

	def load(self, *rows, headers=HEADERS, name: str = "农户信息.xlsx"):
		return load_file(write_workbook(self.folder / name, headers, rows))

	def test_names_and_values_that_look_like_sql_are_stored_as_they_are(self):
		batch = self.load(
			*(row(f"T{number}", text, make_id_number(), 组=text) for number, text in enumerate(HOSTILE))
		)
		self.assertEqual(batch.rows_accepted, len(HOSTILE))
		for number, text in enumerate(HOSTILE):
			self.assertEqual(
				frappe.db.get_value("Household", f"T{number}", ["head_name", "group_name"]), (text, text)
			)

	def test_a_household_number_that_looks_like_sql_is_a_number(self):
		number = "T1'OR'1'='1"
		self.load(row(number, "林", make_id_number()))
		self.assertEqual(frappe.db.get_value("Household", {"household_no": number}, "people"), 1)

	def test_a_name_that_begins_like_a_formula_loses_the_sign(self):
		self.load(row("T1", "=cmd|'/c calc'!A0", make_id_number()))
		self.assertEqual(frappe.db.get_value("Household", "T1", "head_name"), "cmd|'/c calc'!A0")

	def test_hostile_headers_and_keys_belong_to_no_feed_and_no_person(self):
		self.assertEqual(
			self.load(list(range(len(HOSTILE))), headers=HOSTILE, name="甲.xlsx").refusal, "unknown_feed"
		)
		batch = load_file(write_medical(self.folder, [(text, text, text, text, text) for text in HOSTILE]))
		self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("bad_id", len(HOSTILE))])

	def test_values_that_no_column_can_store_refuse_only_their_row(self):
		patient = make_household().members[0].id_number
		batch = self.load(
			row("T1", "林" * 200, make_id_number()),
			row("T" * 200, "林", make_id_number()),
			row("T3", "林", make_id_number()),
		)
		self.assertEqual((batch.rows_accepted, batch.rows_refused), (1, 2))
		batch = load_file(write_medical(self.folder, [("林", patient, "9" * 40, 0, "2026-10-03")]))
		self.assertEqual([each.reason for each in batch.refusals], ["bad_amount"])

	def test_an_archive_that_unpacks_to_more_than_a_sheet_is_refused(self):
		path = self.folder / "炸弹.xlsx"
		with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
			archive.writestr("xl/worksheets/sheet1.xml", io.BytesIO(bytes(2_000_000)).read())
		with patch.object(workbook, "MAX_BYTES_UNPACKED", 1_000_000):
			self.assertEqual(load_file(path).refusal, "too_large")
