import io

import frappe
from frappe.desk import query_report
from openpyxl import load_workbook

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_alert,
	make_asset,
	make_inspection,
	make_lease,
	make_officer,
)

REPORT = "Alleviation Asset Ledger"


def rows(**filters) -> dict[str, dict]:
	result = query_report.run(REPORT, filters={"as_of": "2026-10-31"} | filters)["result"]
	return {row["asset"]: row for row in result}


class TestAssetLedger(TestCase):
	def test_it_shows_the_days_that_rules_see(self):
		asset = make_asset(reported_idle_days=12)
		make_inspection(asset.name, "2026-10-30")
		make_lease(asset.name, ("2026-10-01", None))
		row = rows()[asset.name]
		self.assertEqual(
			(row["days_since_inspection"], row["rent_overdue_days"], row["idle_days"]), (1, 30, 12)
		)
		self.assertEqual((str(row["last_inspection"]), row["region"]), ("2026-10-30", VILLAGE))

	def test_disposed_assets_are_not_in_it(self):
		self.assertNotIn(make_asset(status="Disposed Of").name, rows())

	def test_it_can_be_filtered_by_region_and_open_alerts(self):
		here, there = make_asset(), make_asset(OTHER_VILLAGE)
		self.assertNotIn(there.name, rows(region=VILLAGE))
		alert = make_alert(None, risk="R8", level="Blue", asset=here.name)
		found = rows(with_alert=1)
		self.assertEqual(found[here.name]["alert"], alert.name)
		self.assertNotIn(there.name, found)

	def test_an_officer_sees_the_assets_of_the_own_region_only(self):
		here, there = make_asset(), make_asset(OTHER_VILLAGE)
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		found = rows()
		self.assertIn(here.name, found)
		self.assertNotIn(there.name, found)
		frappe.set_user("Administrator")
		frappe.set_user(make_officer("Town Officer", TOWN))
		self.assertLessEqual({here.name, there.name}, set(rows()))

	def test_its_workbook_has_the_same_content(self):
		asset = make_asset(reported_rent_overdue_days=75)
		frappe.local.form_dict = frappe._dict(
			report_name=REPORT,
			file_format_type="Excel",
			filters=frappe.as_json({"as_of": "2026-10-31"}),
			visible_idx=frappe.as_json(list(range(len(rows())))),
		)
		query_report.export_query()
		sheet = load_workbook(io.BytesIO(frappe.response["filecontent"])).active
		cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
		self.assertIn(asset.name, cells)
		self.assertIn(75, cells)
