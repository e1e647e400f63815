"""The security page, and the desk when it is idle or the account is refused."""

import frappe
from frappe.utils import add_days, today

from fanpin_app.tests.support import browser
from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, take_screenshot
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_household,
	make_officer,
	make_posting,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase


class TestSecurityInTheDesk(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE, address="一组 1 号")
		cls.other_household = make_household(OTHER_VILLAGE)
		cls.officer = make_officer("Village Cadre", VILLAGE)
		cls.second_posting = make_posting(cls.officer, "Village Cadre", OTHER_VILLAGE).name
		cls.administrator = make_officer("Monitoring Administrator", VILLAGE)
		for user in (cls.officer, cls.administrator):
			give_password(user)

	def end_postings(self, *names: str) -> None:
		names = names or frappe.get_all("Officer Posting", filters={"user": self.officer}, pluck="name")
		for name in names:
			frappe.db.set_value("Officer Posting", name, "to_date", add_days(today(), -1))
			self.addCleanup(self.extend_posting, name)
		frappe.db.commit()

	def extend_posting(self, name: str) -> None:
		frappe.db.set_value("Officer Posting", name, "to_date", None)
		frappe.db.commit()

	def test_an_administrator_reads_the_security_page(self):
		with chromium() as chrome:
			for name, viewport in (("wide", browser.DESKTOP), ("phone", PHONE)):
				desk = Desk(chrome, self.administrator, viewport=viewport)
				desk.page.evaluate("() => frappe.set_route('query-report', 'Security Check')")
				desk.page.wait_for_selector(".datatable .dt-cell .indicator-pill")
				desk.wait_for_requests()
				self.assertIn("安全检查", desk.text())
				self.assertIn("密码", desk.text())
				take_screenshot(desk.page, f"security-{name}")
				self.assertEqual(desk.errors, [])

	def test_an_idle_user_is_logged_out_and_nothing_stays_on_the_screen(self):
		settings = frappe.get_doc("Account Security")
		minutes, settings.idle_minutes = settings.idle_minutes, 1
		settings.save()
		frappe.db.commit()
		self.addCleanup(self.set_idle_minutes, minutes)
		with chromium() as chrome:
			desk = Desk(chrome, self.officer)
			desk.open_form("Household", self.household.name)
			desk.page.evaluate("() => localStorage.setItem('fanpin_last_active', Date.now() - 61000)")
			desk.page.wait_for_url("**/login**")
			self.assertNotIn("一组 1 号", desk.page.content())
			answer = desk.page.request.get(
				frappe.utils.get_url(f"/api/resource/Household/{self.household.name}"),
				headers={"Accept": "application/json"},
			)
			self.assertEqual(answer.status, 403)
			desk.page.go_back()
			desk.page.wait_for_url("**/login**")
			self.assertNotIn("一组 1 号", desk.page.content())

	def set_idle_minutes(self, minutes: int) -> None:
		settings = frappe.get_doc("Account Security")
		settings.idle_minutes = minutes
		settings.save()
		frappe.db.commit()

	def test_when_the_last_posting_ends_the_open_page_is_closed_at_the_next_request(self):
		with chromium() as chrome:
			desk = Desk(chrome, self.officer)
			desk.open_form("Household", self.household.name)
			self.assertIn("一组 1 号", desk.page.content())
			self.end_postings()
			desk.page.evaluate("() => { cur_frm.reload_doc(); }")
			desk.page.wait_for_url("**/me")
			self.assertNotIn("一组 1 号", desk.page.content())

	def test_when_one_of_two_postings_ends_its_open_document_is_closed(self):
		with chromium() as chrome:
			desk = Desk(chrome, self.officer)
			desk.open_form("Household", self.other_household.name)
			self.end_postings(self.second_posting)
			desk.page.evaluate("() => { cur_frm.reload_doc(); }")
			desk.wait_until("(name) => !locals.Household?.[name]", arg=self.other_household.name)
			desk.wait_until(
				"(number) => !document.querySelector('.layout-main .form-page')?.innerText.includes(number)",
				arg=self.other_household.household_no,
			)
