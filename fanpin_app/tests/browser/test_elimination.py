"""From the list of households that may be eliminated to the sheet of the check, in a real browser."""

import frappe
from frappe.utils import getdate, today

from fanpin_app.tests.support import builders
from fanpin_app.tests.support.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import Offices, resolve_risks

REPORT = "Households Ready for Elimination"


class TestFromTheListToTheSheet(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		builders.make_standard(8000)
		offices = Offices()
		cls.cadre = offices.village
		give_password(cls.cadre)
		household = builders.make_household(builders.VILLAGE, [builders.member(member_name="林可消")]).name
		builders.make_income(household, getdate(today()).year, wage_income=9000)
		alert = builders.make_alert(household).name
		cls.case = offices.include(household, alert=alert)
		resolve_risks(cls.case)

	def test_a_cadre_starts_the_review_of_a_listed_household_and_sees_its_conditions(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre)
			desk.page.evaluate(f"() => frappe.set_route('query-report', '{REPORT}')")
			desk.page.wait_for_selector("text=林可消 >> visible=true")
			desk.take_screenshot("ready-for-elimination")
			desk.open_form("Monitoring Case", self.case)
			desk.click_button("Start Elimination Review")
			desk.wait_until("() => cur_frm?.doctype === 'Risk Check'")
			desk.page.wait_for_selector(".elimination-sheet tbody tr >> nth=5")
			text = desk.page.inner_text(".elimination-sheet")
			for part in (zh("Who Says So"), zh("Labour Capacity"), "9,000.00", "已落实救助"):
				self.assertIn(part, text)
			self.assertNotIn(zh("Not Met"), text)
			desk.take_screenshot("elimination-sheet")
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
