"""A cadre corrects a data defect and screens the household. In a real browser."""

import frappe
from frappe.utils import getdate, today

from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.support.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_income, make_officer, member
from fanpin_app.tests.support.committed_data import CommittedTestCase


class TestDataDefectsInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.cadre = make_officer("Village Cadre", VILLAGE, officer_name="陈村干")
		give_password(cls.cadre)
		cls.without_place = cls.household("林有源", months_worked=8)
		engine.check_data(RuleContext(VILLAGE, getdate(today())))

	@staticmethod
	def household(name: str, **fields) -> str:
		household = make_household(
			members=[member(member_name=name, education="Primary School", **fields)]
		).name
		make_income(household, year=getdate(today()).year, wage_income=30000)
		return household

	def name_of(self, household: str) -> int:
		return frappe.db.get_value("Data Defect", {"household": household})

	def open_defect(self, desk: Desk, household: str) -> None:
		name = self.name_of(household)
		desk.page.evaluate("(name) => frappe.set_route('Form', 'Data Defect', name)", str(name))
		desk.wait_until("(name) => window.cur_frm?.doc?.name == name", arg=name)
		desk.page.wait_for_selector(".form-section td:visible")

	def status(self, household: str) -> str:
		frappe.db.rollback()
		return frappe.db.get_value("Data Defect", {"household": household}, "status")

	def test_what_a_cadre_corrects_is_closed_when_the_household_is_screened(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre)
			desk.open_list("Data Defect")
			desk.take_screenshot("defects-list")
			self.assertIn("务工地点", desk.text())
			desk.page.click(
				f".page-actions button:has-text('{zh('Mine')}'), .custom-actions button:has-text('{zh('Mine')}')"
			)
			desk.wait_until("() => !frappe.request.ajax_count")
			self.assertIn(self.name_of(self.without_place), desk.rows())
			self.open_defect(desk, self.without_place)
			desk.page.wait_for_selector(f".form-section td:has-text('{zh('months_worked')}')")
			desk.take_screenshot("defect")
			self.assertNotIn(zh("Data Is Right"), desk.text())
			desk.click_button("Open Household")
			desk.wait_until("(name) => window.cur_frm?.doc?.name === name", arg=self.without_place)
			desk.page.evaluate(
				"() => { cur_frm.doc.members[0].work_place = '深圳'; cur_frm.dirty(); return cur_frm.save(); }"
			)
			desk.wait_until("() => !cur_frm.is_dirty()")
			desk.click_button("Screen This Household")
			desk.page.wait_for_selector(".modal:visible .msgprint")
			desk.take_screenshot("household-screened")
			self.assertEqual(self.status(self.without_place), "Resolved")
			self.assertEqual(desk.errors, [])
