"""The county office's asset ledger: what its rows are loaded into, and which of several files applies."""

from unittest.mock import patch

import frappe
from frappe.utils import getdate

from fanpin_app.discovery.loading.pipeline import load, load_file
from fanpin_app.resources import asset_ledger
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_alert, make_region

HEADERS = (
	"资产编号",
	"资产名称",
	"类别",
	"所在村代码",
	"原值(元)",
	"最近检查日期",
	"租金逾期天数",
	"空置天数",
)


class LedgerTestCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		make_region(VILLAGE)
		make_region(OTHER_VILLAGE)

	def load(self, *rows, month: str = "202610"):
		return load_file(write_workbook(self.folder / f"资产台账_{month}.xlsx", HEADERS, rows))


def row(number: str, rent: object = 0, idle: object = 0, **others) -> tuple:
	values = {
		"name": f"资产{number}",
		"kind": "经营性资产",
		"village": VILLAGE,
		"value": 50000,
		"inspected": "2026-10-11",
	} | others
	return (
		number,
		values["name"],
		values["kind"],
		values["village"],
		values["value"],
		values["inspected"],
		rent,
		idle,
	)


def state(number: str) -> tuple | None:
	asset = frappe.db.get_value(
		"Alleviation Asset",
		number,
		["region", "reported_last_inspection", "reported_rent_overdue_days", "reported_idle_days"],
	)
	return asset and (asset[0], str(asset[1]) if asset[1] else None, *asset[2:])


class TestRows(LedgerTestCase):
	def test_a_row_becomes_an_asset_with_its_kind_as_an_option_of_the_field(self):
		batch = self.load(row("TZC9001", 60, 0))
		asset = frappe.get_doc("Alleviation Asset", "TZC9001")
		self.assertEqual((batch.status, batch.rows_accepted), ("Loaded", 1))
		self.assertEqual(
			(asset.asset_name, asset.asset_kind, asset.region, asset.original_value, asset.status),
			("资产TZC9001", "Operating", VILLAGE, 50000, "In Use"),
		)
		self.assertEqual(
			(asset.reported_last_inspection, asset.reported_rent_overdue_days, asset.batch),
			(getdate("2026-10-11"), 60, batch.name),
		)

	def test_rows_are_refused_for_their_reasons_and_the_others_are_kept(self):
		batch = self.load(
			row("", 1),
			row("TZC9002", village="449913999999"),
			row("TZC9003", inspected="昨天"),
			row("TZC9004", "很久"),
			row("TZC9005", kind="城堡"),
			row("TZC9006"),
			row("TZC9006"),
		)
		self.assertEqual(
			{refusal.reason: refusal.rows for refusal in batch.refusals},
			{
				"missing_value": 1,
				"unknown_region": 1,
				"bad_date": 1,
				"bad_amount": 1,
				"bad_value": 1,
				"duplicate": 1,
			},
		)
		self.assertIsNotNone(state("TZC9006"))

	def test_empty_cells_mean_nothing_overdue_and_never_inspected(self):
		self.load(row("TZC9007", "", "", inspected=""))
		self.assertEqual(state("TZC9007"), (VILLAGE, None, 0, 0))

	def test_what_officers_entered_stays(self):
		self.load(row("TZC9008"), month="202609")
		frappe.db.set_value(
			"Alleviation Asset", "TZC9008", {"kept_by": "经济合作社", "status": "Disposed Of"}
		)
		self.load(row("TZC9008", 10))
		self.assertEqual(
			frappe.db.get_value("Alleviation Asset", "TZC9008", ["kept_by", "status"]),
			("经济合作社", "Disposed Of"),
		)


class TestSeveralFiles(LedgerTestCase):
	def test_the_later_month_has_precedence_whichever_arrived_last(self):
		self.load(row("TZC9010", 75, village=OTHER_VILLAGE))
		self.load(row("TZC9010", 30), month="202609")
		self.assertEqual(state("TZC9010"), (OTHER_VILLAGE, "2026-10-11", 75, 0))

	def test_rolling_the_later_month_back_restores_the_earlier_one(self):
		self.load(row("TZC9011", 30, inspected="2026-09-01"), month="202609")
		self.load(row("TZC9011", 75, village=OTHER_VILLAGE)).roll_back()
		self.assertEqual(state("TZC9011"), (VILLAGE, "2026-09-01", 30, 0))

	def test_rolling_the_earlier_month_back_leaves_the_later_one(self):
		september = self.load(row("TZC9012", 30), month="202609")
		self.load(row("TZC9012", 75))
		september.roll_back()
		self.assertEqual(state("TZC9012"), (VILLAGE, "2026-10-11", 75, 0))

	def test_an_asset_of_no_other_file_is_removed_with_the_file(self):
		self.load(row("TZC9013")).roll_back()
		self.assertIsNone(state("TZC9013"))

	def test_an_asset_that_others_report_stays_without_the_files_figures(self):
		batch = self.load(row("TZC9014", 75))
		make_alert(None, risk="R8", level="Blue", asset="TZC9014")
		batch.roll_back()
		self.assertEqual(state("TZC9014"), (VILLAGE, None, 0, 0))

	def test_a_corrected_period_decides_which_file_has_precedence(self):
		self.load(row("TZC9015", 30), month="202610")
		later = self.load(row("TZC9015", 75), month="202611")
		later.correct_period("202609", "文件名写错")
		self.assertEqual(state("TZC9015")[2], 30)
		self.load(row("TZC9015", 40), month="202610改")
		self.assertEqual(state("TZC9015")[2], 40)
		later.correct_period("202611", "原来是对的")
		self.assertEqual(state("TZC9015")[2], 75)

	def test_a_file_that_replaces_an_earlier_one_has_its_precedence(self):
		first = self.load(row("TZC9016", 30))
		self.load(row("TZC9016", 75), month="202610乙")
		file = frappe.get_doc(
			doctype="File",
			file_name="更正.xlsx",
			content=write_workbook(self.folder / "更正.xlsx", HEADERS, [row("TZC9016", 31)]).read_bytes(),
			is_private=1,
		).insert()
		batch = frappe.get_doc("Data Batch", first.replace(file.file_url))
		load(batch)
		self.assertEqual((batch.status, state("TZC9016")[2]), ("Loaded", 75))


class TestTwoRowsOfOneAsset(LedgerTestCase):
	def test_neither_is_accepted_and_each_names_the_other(self):
		self.load(row("TZC9020", 30), month="202609")
		with patch.object(asset_ledger, "CHUNK", 1):
			batch = self.load(row("TZC9020", 120), row("TZC9021", 5), row("TZC9020", 0))
		self.assertEqual((batch.rows_read, batch.rows_accepted), (3, 1))
		[refused] = batch.refusals
		self.assertEqual((refused.reason, refused.rows), ("repeated_key", 2))
		self.assertIn("5", refused.example)
		self.assertEqual((state("TZC9020")[2], state("TZC9021")[2]), (30, 5))
