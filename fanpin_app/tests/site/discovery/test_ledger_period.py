"""The month of an asset ledger comes from its name, its title, its latest day or the sender; never from the clock."""

import frappe

from fanpin_app.discovery.loading import period
from fanpin_app.discovery.loading.pipeline import load_file, store_file
from fanpin_app.tests.site.discovery.test_asset_ledger import HEADERS, LedgerTestCase, row
from fanpin_app.tests.support.agency_files import write_workbook

TITLE = "某区扶贫项目资产台账"
# Name, title, days of inspection, month.
READ = (
	("资产台账_202609.xlsx", TITLE, ["2026-08-11"], "202609"),
	("资产台账.xlsx", TITLE, ["2026-07-18", "2026-10-11"], "202610"),
	("资产台账10月.xlsx", TITLE, ["2026-07-18", "2026-10-11"], "202610"),
	("资产台账2026年.xlsx", TITLE, ["2025-07-18", "2026-10-11"], "202610"),
	("资产台账.xlsx", f"2026年9月{TITLE}", ["2026-08-11"], "202609"),
	("资产台账9月.xlsx", f"2026年9月{TITLE}", ["2026-08-11"], "202609"),
	("资产台账9月.xlsx", f"2026年9月{TITLE}", [None], "202609"),
	("资产台账.xlsx", "填报日期：2026年11月5日", ["2026-10-11"], "202610"),
)
ASKED = (
	("资产台账.xlsx", TITLE, [None]),
	("资产台账2026年.xlsx", TITLE, [None]),
	("资产台账2026年.xlsx", TITLE, ["2025-10-11"]),
	("资产台账9月.xlsx", TITLE, ["2026-10-11"]),
	("资产台账9月.xlsx", TITLE, ["2026-08-11"]),
	("资产台账2026年第三季度.xlsx", TITLE, ["2026-09-11"]),
	("资产台账.xlsx", f"2026年9月{TITLE}", ["2026-10-11"]),
	("资产台账9月.xlsx", f"2026年8月{TITLE}", ["2026-08-11"]),
)


class TestMonthOfALedger(LedgerTestCase):
	def write(self, name: str, title: str, days: list):
		rows = [row(f"TZC905{index}", inspected=day) for index, day in enumerate(days)]
		return write_workbook(self.folder / name, HEADERS, rows, title=title)

	def test_it_is_read_from_name_title_or_latest_day(self):
		for name, title, days, month in READ:
			with self.subTest(name=name, title=title, days=days):
				self.assertEqual(period.find_period(self.write(name, title, days), name), month)

	def test_it_is_asked_for_where_they_disagree_or_show_none(self):
		for name, title, days in ASKED:
			with self.subTest(name=name, title=title, days=days):
				path = self.write(name, title, days)
				self.assertRaisesRegex(frappe.ValidationError, "Which month", load_file, path)

	def test_it_is_asked_for_where_a_later_ledger_would_have_precedence(self):
		self.load(row("TZC9050"), month="202611")
		path = self.write("资产台账.xlsx", TITLE, ["2026-10-12"])
		self.assertRaisesRegex(frappe.ValidationError, "Which month", load_file, path)

	def test_a_year_is_no_period_of_it(self):
		path = self.write("资产台账.xlsx", TITLE, ["2026-10-12"])
		file = store_file(path.name, path.read_bytes())
		for feed in ("asset_ledger", None):
			given = {"feed": feed, "period": "2026", "file": file.file_url, "file_name": path.name}
			with self.subTest(feed), self.assertRaisesRegex(frappe.ValidationError, "202610"):
				frappe.get_doc(given | {"doctype": "Data Batch"}).insert()
