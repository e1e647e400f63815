"""Days left on list and form, wide and on a phone, and a pause by whoever holds the step. In a real browser."""

import frappe
from frappe.utils import add_days, today

from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_officer, member
from fanpin_app.tests.support.clocks import set_days
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import start

AWAY = "全家外出"


class TestClocksInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		clock = frappe.get_doc("Statutory Clock")
		cls.addClassCleanup(cls.restore, clock.as_dict())
		set_days(5, 5, 5, 15, 25, counted_in="Calendar Days", reasons=({"reason": AWAY},))
		cls.cadre, cls.city = make_officer("Village Cadre", VILLAGE), make_officer("City Officer", VILLAGE)
		for user in (cls.cadre, cls.city):
			give_password(user)
		cls.checks = [
			start(
				cls.cadre,
				make_household(VILLAGE, [member(member_name=name)]).name,
				started_on=add_days(today(), -days),
			).name
			for name, days in (("林宽裕", 1), ("林到期", 5), ("林超期", 7), ("林外出", 2))
		]

	@classmethod
	def restore(cls, clock: dict) -> None:
		fields = ("step", "purpose", "channel", "days", "counted_in", "remind_before")
		terms = [{field: row[field] for field in fields} for row in clock["terms"]]
		frappe.get_doc("Statutory Clock").update({"terms": terms, "pause_reasons": []}).save()
		frappe.db.commit()

	def days_left(self) -> tuple[str, str, str]:
		return zh("{0} days left").format(4), zh("Due today"), zh("{0} days overdue").format(2)

	def test_the_list_and_the_form_show_the_days_left_in_words_and_colour(self):
		left, due, overdue = self.days_left()
		with chromium() as browser:
			desk = Desk(browser, self.cadre)
			desk.open_list("Risk Check")
			for colour, text in (("green", left), ("orange", due), ("red", overdue)):
				desk.page.wait_for_selector(f".list-subject .days-left.{colour}:has-text('{text}')")
			desk.take_screenshot("clocks-list")
			desk.open_form("Risk Check", self.checks[2])
			desk.page.wait_for_selector(f".form-dashboard .indicator.red:has-text('{overdue}')")
			desk.take_screenshot("clocks-form")
			self.assertEqual(desk.errors, [])

	def test_on_the_phone(self):
		left, due, overdue = self.days_left()
		with chromium() as browser:
			desk = Desk(browser, self.cadre, PHONE)
			desk.open_list("Risk Check")
			for text in (left, due, overdue):
				desk.page.wait_for_selector(f".list-subject .days-left:visible:has-text('{text}')")
			desk.take_screenshot("clocks-list-phone")
			desk.open_form("Risk Check", self.checks[1])
			desk.page.wait_for_selector(f".form-dashboard .indicator.orange:has-text('{due}')")
			desk.take_screenshot("clocks-form-phone")
			self.assertEqual(desk.errors, [])

	def test_the_cadre_pauses_the_clock_and_ends_the_pause(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre)
			desk.open_form("Risk Check", self.checks[3])
			desk.click_button("Pause the Clock")
			desk.wait_until("() => window.cur_dialog?.display")
			desk.page.wait_for_timeout(500)
			desk.page.evaluate(
				"(values) => cur_dialog.set_values(values)",
				{"reason": AWAY, "until_date": add_days(today(), 3)},
			)
			desk.take_screenshot("clocks-pause")
			desk.page.click(f".modal:visible .btn-primary:has-text('{zh('Pause')}')")
			desk.page.wait_for_selector(".form-dashboard .indicator.blue")
			desk.take_screenshot("clocks-paused")
			desk.click_button("End the Pause")
			desk.wait_until("() => cur_frm.doc.pauses[0].until_date === frappe.datetime.get_today()")
			self.assertEqual(desk.errors, [])

	def test_the_report_and_the_settings(self):
		with chromium() as browser:
			desk = Desk(browser, self.city)
			desk.page.evaluate("() => frappe.set_route('query-report', 'Processing Times')")
			desk.page.wait_for_selector(f".dt-cell__content:has-text('{zh('Village Review')}')")
			desk.page.wait_for_timeout(500)
			desk.take_screenshot("clocks-report")
			desk.page.evaluate("() => frappe.set_route('Form', 'Statutory Clock')")
			desk.page.wait_for_selector(".grid-row:visible")
			desk.wait_for_requests()
			desk.take_screenshot("clocks-settings")
			self.assertEqual(desk.errors, [])
