"""A cadre works on an asset: the alert, the inspection on the spot, what was done. In a real browser."""

from datetime import date

import frappe
from frappe.utils import getdate, today

from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import VILLAGE, make_asset, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase

DONE = "已与承租人签订还款协议，追缴租金 3,000 元"


class TestAnAssetInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.asset = make_asset(asset_name="榕树村农贸市场摊位", reported_rent_overdue_days=75)
		cls.other = make_asset(asset_name="榕树村蛋鸡养殖棚", reported_last_inspection="2026-01-15")
		engine.screen(RuleContext(VILLAGE, date(2026, 10, 31)))
		cls.alert = frappe.db.get_value("Risk Alert", {"asset": cls.asset.name})
		cls.cadre = make_officer("Village Cadre", VILLAGE)
		give_password(cls.cadre)

	def test_the_alert_names_the_asset_and_is_closed_with_what_was_done(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre)
			desk.open_list("Risk Alert")
			self.assertIn("榕树村农贸市场摊位", desk.text())
			desk.take_screenshot("asset-alert-list")
			desk.open_form("Risk Alert", self.alert)
			desk.page.wait_for_selector(f".form-section td:has-text('{zh('rent_overdue_days')}')")
			self.assertNotIn(zh("Start Check"), desk.text())
			desk.take_screenshot("asset-alert")
			desk.click_button("Handled")
			desk.page.fill(".modal:visible textarea", DONE)
			desk.take_screenshot("asset-alert-handled")
			desk.page.click(".modal:visible .btn-primary:visible")
			desk.wait_until("() => cur_frm.doc.status === 'Ended'")
			frappe.db.rollback()
			self.assertEqual(frappe.db.get_value("Risk Alert", self.alert, "resolution"), DONE)
			self.assertEqual(desk.errors, [])

	def test_an_inspection_is_recorded_by_phone(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre, PHONE)
			desk.page.evaluate("() => frappe.new_doc('Asset Inspection')")
			desk.wait_until("() => window.cur_frm?.doctype === 'Asset Inspection'")
			desk.fill(asset=self.other.name, outcome="Needs Attention", found="棚顶漏雨，需要修缮")
			desk.wait_until("() => !cur_frm.is_new()")
			desk.take_screenshot("asset-inspection-phone")
			frappe.db.rollback()
			found = frappe.get_last_doc("Asset Inspection", {"asset": self.other.name})
			self.assertEqual(
				(found.inspected_on, found.inspector, found.region), (getdate(today()), self.cadre, VILLAGE)
			)
			self.assertEqual(desk.errors, [])

	def test_the_ledger_shows_the_villages_assets(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre)
			desk.page.evaluate("() => frappe.set_route('query-report', 'Alleviation Asset Ledger')")
			desk.page.wait_for_selector(".dt-cell__content:has-text('榕树村蛋鸡养殖棚')")
			desk.take_screenshot("asset-ledger")
			self.assertEqual(desk.errors, [])
