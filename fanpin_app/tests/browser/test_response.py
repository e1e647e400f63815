"""A cadre sees the time left for each alert, acknowledges selected alerts and merges two. In a real browser."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from fanpin_app.early_warning.alerts.escalation import escalate_overdue
from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_alert,
	make_household,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase


class TestResponseInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.cadre, cls.town = make_officer("Village Cadre", VILLAGE), make_officer("Town Officer", TOWN)
		cls.cadre_there = make_officer("Village Cadre", OTHER_VILLAGE)
		for user, name in ((cls.cadre, "林桂香"), (cls.town, "郑文涛"), (cls.cadre_there, "陈秋月")):
			frappe.db.set_value("User", user, {"full_name": name, "first_name": name})
			give_password(user)
		household = make_household(VILLAGE, [member(member_name="林阿福")]).name
		cls.ill, cls.gap = (make_alert(household, risk, "Blue").name for risk in ("R1", "R7"))
		cls.late = make_alert(make_household(VILLAGE, [member(member_name="林大海")]).name, "R6", "Blue").name
		frappe.db.set_value("Risk Alert", cls.late, "response_due", now_datetime() - timedelta(hours=30))
		cls.escalated = make_alert(
			make_household(OTHER_VILLAGE, [member(member_name="陈添丁")]).name, "R5", "Blue"
		).name
		lapse = now_datetime() - timedelta(minutes=1)
		frappe.db.set_value("Risk Alert", cls.escalated, "response_due", lapse)
		frappe.db.set_value("Risk Alert", cls.late, "level", "Yellow")
		frappe.db.set_value("Alert Level", "Yellow", "escalates", 0)
		cls.addClassCleanup(frappe.db.set_value, "Alert Level", "Yellow", "escalates", 1)
		escalate_overdue()
		frappe.db.set_value("Risk Alert", cls.late, "level", "Blue")

	def test_a_cadre_acknowledges_selected_alerts_and_merges_two(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre)
			desk.open_list("Risk Alert")
			desk.take_screenshot("response-list")
			overdue = zh("{0} overdue").format("").strip()
			desk.page.wait_for_selector(f".list-row .indicator-pill.red:has-text('{overdue}')")
			self.assertIn(zh("{0} left").format("").strip(), desk.text())
			desk.take_screenshot("response-list")
			desk.open_form("Risk Alert", self.ill)
			desk.page.wait_for_selector(f".form-message:has-text('{zh('First response')}')")
			desk.take_screenshot("response-form")
			desk.click_button("Merge into Another Alert")
			desk.choose_link("other", self.gap)
			desk.take_screenshot("response-merge")
			desk.page.click(".modal:visible .btn-primary:visible")
			desk.wait_until("() => cur_frm.doc.status === 'Ended'")
			desk.take_screenshot("response-merged")
			desk.open_list("Risk Alert")
			desk.page.evaluate(
				"(names) => names.forEach((name) => $(`.list-row-checkbox[data-name='${name}']`).click())",
				[self.gap, self.late],
			)
			desk.page.click(".actions-btn-group button:visible")
			desk.take_screenshot("response-actions")
			desk.page.click(f".actions-btn-group .dropdown-item:visible:has-text('{zh('Acknowledge')}')")
			desk.wait_for_requests()
			desk.take_screenshot("response-acknowledged")
			frappe.db.rollback()
			answered = frappe.get_all("Risk Alert", {"status": "Acknowledged"}, pluck="name")
			self.assertEqual(set(answered), {self.gap, self.late})
			self.assertEqual(desk.errors, [])

	def test_the_town_sees_what_was_escalated_to_it(self):
		with chromium() as browser:
			desk = Desk(browser, self.town)
			desk.open_form("Risk Alert", self.escalated)
			desk.page.wait_for_selector(f".form-message:has-text('{zh('First response')}')")
			desk.page.locator("[data-fieldname='escalations']").scroll_into_view_if_needed()
			self.assertIn("陈秋月", desk.text())
			desk.take_screenshot("response-escalated")
			desk.page.evaluate("() => frappe.set_route('query-report', 'Alert Responses')")
			desk.page.wait_for_selector(".dt-cell__content:has-text('郑文涛')")
			desk.take_screenshot("response-report")
			desk.page.evaluate("() => frappe.set_route('')")
			desk.page.wait_for_selector(".number-widget-box")
			desk.wait_for_requests()
			desk.take_screenshot("response-home")
			self.assertEqual(desk.errors, [])

	def test_on_the_phone(self):
		with chromium() as browser:
			desk = Desk(browser, self.town, PHONE)
			desk.open_list("Risk Alert")
			desk.take_screenshot("response-list-phone")
			desk.open_form("Risk Alert", self.escalated)
			desk.take_screenshot("response-form-phone")
			self.assertEqual(desk.errors, [])
