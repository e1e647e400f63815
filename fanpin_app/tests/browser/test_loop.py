"""Manual work of officers, in a real browser on the Chinese desk."""

import frappe
from frappe.utils import add_days, today

from fanpin_app.early_warning.alerts.lifecycle import raise_alert
from fanpin_app.tests.support.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import (
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_authorization,
	make_household,
	make_income,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

REASON = "有贷款已逾期35天"


class TestTheLoopByHand(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.mine = make_household(VILLAGE, members=[member(member_name="林守业")])
		cls.theirs = make_household(OTHER_VILLAGE, members=[member(member_name="外村人")])
		make_authorization(cls.mine.name)
		make_income(cls.mine.name, int(today()[:4]), wage_income=6000)
		cls.alert = raise_alert(cls.mine.name, "R9", "Yellow", "Officer", REASON)
		cls.village = make_officer("Village Cadre", VILLAGE)
		cls.town = make_officer("Town Officer", TOWN)
		cls.district = make_officer("District Officer", DISTRICT)
		for user in (cls.village, cls.town, cls.district):
			give_password(user)

	def stored(self, doctype: str, name: str):
		frappe.db.rollback()
		return frappe.get_doc(doctype, name)

	def test_the_village_sees_its_own_households_in_chinese_and_no_others(self):
		with chromium() as browser:
			desk = Desk(browser, self.village)
			desk.open_list("Household")
			self.assertEqual(desk.rows(), [self.mine.name])
			self.assertIn(zh("Household Kind"), desk.text())
			self.assertNotIn("Household Kind", desk.text())
			desk.take_screenshot("household-list-village")
			found = desk.page.evaluate(
				"(txt) => frappe.xcall('frappe.desk.search.search_link', {doctype: 'Household', txt})",
				self.theirs.name,
			)
			self.assertFalse(found)
			desk.open_form("Household", self.mine.name)
			self.assertNotIn(self.mine.members[0].id_number, desk.page.content())
			desk.take_screenshot("household-form-village")
			self.assertEqual(desk.errors, [])

	def test_three_officers_take_an_alert_to_a_case(self):
		with chromium() as browser:
			check = self.screen(Desk(browser, self.village))
			self.verify(Desk(browser, self.town), check)
			self.determine(Desk(browser, self.district), check)
			case = self.stored(
				"Monitoring Case", frappe.db.get_value("Monitoring Case", {"inclusion_check": check})
			)
			self.assertEqual((case.status, case.household), ("Open", self.mine.name))

			desk = Desk(browser, self.village)
			desk.open_form("Monitoring Case", case.name)
			desk.page.wait_for_selector(f"text={REASON}")
			for text in (zh("Found"), "家中劳力患病", "情况属实", zh("Left to Do")):
				self.assertIn(text, desk.text())
			desk.take_screenshot("monitoring-case-village")
			self.assertEqual(desk.errors, [])

	def screen(self, desk: Desk) -> str:
		desk.open_form("Risk Alert", self.alert.name)
		self.assertIn(REASON, desk.text())
		desk.click_button("Acknowledge")
		self.assertEqual(self.stored("Risk Alert", self.alert.name).status, "Acknowledged")
		desk.take_screenshot("risk-alert-village")
		desk.click_button("Start Check")
		desk.wait_until("() => cur_frm?.doctype === 'Risk Check'")
		check = desk.page.evaluate("() => cur_frm.doc.name")
		self.backdate(check)
		desk.reload()
		desk.fill(
			visited_on=add_days(today(), -9),
			village_opinion="家中劳力患病，收入中断",
			votes_present=9,
			votes_for=8,
			votes_against=0,
			notice_from=add_days(today(), -8),
			notice_to=add_days(today(), -2),
		)
		desk.take_screenshot("risk-check-village")
		desk.apply_action("Submit to Town")
		self.assertEqual(self.stored("Risk Check", check).stage, "Town Verification")
		return check

	def backdate(self, check: str) -> None:
		"""A notice is posted for days; the test does not wait for them."""
		frappe.db.set_value("Risk Check", check, "started_on", add_days(today(), -10))
		frappe.db.commit()

	def verify(self, desk: Desk, check: str) -> None:
		desk.open_form("Risk Check", check)
		desk.fill(town_opinion="情况属实")
		desk.take_screenshot("risk-check-town")
		desk.apply_action("Submit to District")
		self.assertEqual(self.stored("Risk Check", check).stage, "District Determination")

	def determine(self, desk: Desk, check: str) -> None:
		desk.open_form("Risk Check", check)
		desk.fill(determined_kind="Marginal", district_opinion="同意纳入")
		desk.take_screenshot("risk-check-district")
		desk.apply_action("Approve")
		self.assertEqual(self.stored("Risk Check", check).stage, "Approved")
