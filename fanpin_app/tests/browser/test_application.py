"""Applying for help: on a phone without scripts, and at the window's desk, in a real browser."""

from contextlib import contextmanager

import frappe
from axe_playwright_python.sync_playwright import Axe
from frappe.utils import get_url

from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, take_screenshot, zh
from fanpin_app.tests.support.builders import (
	TOWN,
	VILLAGE,
	make_application,
	make_household,
	make_id_number,
	make_officer,
	make_photo,
	make_region,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

SERIOUS = ("serious", "critical")
REQUEST = "父亲住院花了九千元，家里没有别的收入，想申请临时救助。"


@contextmanager
def a_phone(browser, **options):
	context = browser.new_context(viewport=PHONE, locale="zh-CN", **options)
	try:
		yield context.new_page()
	finally:
		context.close()


class TestThePublicPages(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		make_region(TOWN, name="沙溪镇")
		make_region(VILLAGE, name="上游村")
		frappe.cache.delete_keys("fanpin_requests:")

	def assert_accessible(self, browser, path: str) -> None:
		"""Checked by axe, which is a script and therefore needs a browser with scripts."""
		with a_phone(browser) as page:
			page.goto(get_url(path))
			found = Axe().run(page).response["violations"]
		self.assertEqual([(one["id"], one["help"]) for one in found if one["impact"] in SERIOUS], [])

	def test_an_applicant_applies_by_phone_without_scripts_and_looks_up_the_progress(self):
		with chromium() as browser, a_phone(browser, java_script_enabled=False) as page:
			page.goto(get_url("/apply-for-help"))
			take_screenshot(page, "public-town-phone")
			if page.locator("#town").count():
				page.select_option("#town", TOWN)
				page.click("button[type=submit]")
			page.select_option("#region", VILLAGE)
			page.fill("#applicant_name", "林求助")
			page.fill("#id_number", make_id_number())
			page.fill("#phone", "138 0013 1234")
			page.fill("#request", REQUEST)
			page.check("input[value=R1]")
			page.set_input_files(
				"#files", {"name": "bill.jpg", "mimeType": "image/jpeg", "buffer": make_photo(800, 600)}
			)
			page.check("input[name=consent]")
			take_screenshot(page, "public-application-phone", full_page=True)
			page.click("button[type=submit]")
			receipt = page.inner_text(".number").replace(" ", "")
			take_screenshot(page, "public-receipt-phone")
			page.click("a[href*='application-progress']")
			self.assertEqual(page.input_value("#receipt"), receipt)
			page.fill("#last_digits", "0000")
			page.click("button[type=submit]")
			self.assertIn("不正确", page.inner_text(".error"))
			take_screenshot(page, "public-progress-wrong-phone")
			page.fill("#last_digits", "1234")
			page.click("button[type=submit]")
			self.assertIn(zh("Received, not yet decided"), page.inner_text(".result"))
			take_screenshot(page, "public-progress-phone")
			self.assertEqual(page.evaluate("document.documentElement.scrollWidth"), PHONE["width"])
		frappe.db.rollback()
		application = frappe.get_doc("Service Application", receipt)
		self.assertEqual((application.request, application.phone), (REQUEST, "13800131234"))
		self.assertEqual(frappe.db.count("File", {"attached_to_name": receipt}), 1)

	def test_the_pages_have_no_serious_accessibility_problem(self):
		with chromium() as browser:
			for path in (
				"/apply-for-help",
				f"/apply-for-help?town={TOWN}",
				"/application-progress",
			):
				self.assert_accessible(browser, path)

	def test_answers_and_refusals_have_no_serious_accessibility_problem(self):
		with chromium() as browser, a_phone(browser) as page:
			page.goto(get_url("/application-progress"))
			page.fill("#receipt", "100000000000")
			page.fill("#last_digits", "0000")
			page.click("button[type=submit]")
			page.wait_for_selector(".error")
			found = Axe().run(page).response["violations"]
		self.assertEqual([one["id"] for one in found if one["impact"] in SERIOUS], [])


class TestAtTheWindow(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE, members=[member(member_name="林求助")])
		cls.number = cls.household.members[0].id_number
		cls.clerk = make_officer("Window Clerk", TOWN)
		give_password(cls.clerk)

	def test_the_clerk_enters_an_application_prints_the_slip_and_accepts_it(self):
		with chromium() as browser:
			desk = Desk(browser, self.clerk)
			desk.page.evaluate("() => frappe.new_doc('Service Application')")
			desk.wait_until("() => cur_frm?.doctype === 'Service Application'")
			desk.wait_for_requests()
			desk.take_screenshot("window-new")
			desk.fill(
				applicant_name="林求助",
				region=VILLAGE,
				id_number=self.number,
				phone="13800131234",
				request=REQUEST,
			)
			desk.page.locator("[data-household]").scroll_into_view_if_needed()
			desk.take_screenshot("window-possible-households")
			receipt = desk.page.evaluate("() => cur_frm.doc.name")
			self.assertNotIn(self.number, desk.page.content())
			desk.page.click("[data-household]")
			desk.page.evaluate(
				"(row) => { cur_frm.add_child('risks', row); cur_frm.refresh_field('risks'); return cur_frm.save(); }",
				{"risk": "R1", "level": "Yellow"},
			)
			desk.wait_for_requests()
			desk.click_button("Accept Application")
			desk.wait_until("() => cur_frm.doc.status === 'Accepted'")
			desk.wait_for_requests()
			desk.take_screenshot("window-accepted")
			self.assertEqual(desk.errors, [])
			desk.click_button("Print the Slip")
			desk.page.frame_locator(".print-preview iframe").locator(".slip img").wait_for()
			desk.take_screenshot("window-print")
			desk.page.goto(
				get_url(f"/printview?doctype=Service Application&name={receipt}&format=服务申请回执&_lang=zh")
			)
			desk.page.wait_for_selector(".slip img")
			text = desk.text()
			desk.take_screenshot("window-slip")
			for shown in (f"{receipt[:4]} {receipt[4:8]} {receipt[8:]}", "林求助", REQUEST, "138****1234"):
				self.assertIn(shown, text)
			self.assertIn("/application-progress", text)
			self.assertNotIn(self.number, text)
		frappe.db.rollback()
		[alert] = frappe.get_all(
			"Risk Alert", {"household": self.household.name}, ["risk", "level", "source", "status"]
		)
		self.assertEqual(
			(alert.risk, alert.level, alert.source, alert.status), ("R1", "Yellow", "Application", "Open")
		)

	def test_the_clerk_calls_back_and_answers_with_a_reason(self):
		application = make_application(source="Hotline 12345").name
		frappe.db.commit()
		with chromium() as browser:
			desk = Desk(browser, self.clerk)
			desk.page.wait_for_selector(f".shortcut-widget-box:has-text('{zh('Service Applications')}')")
			desk.wait_for_requests()
			desk.take_screenshot("window-home")
			desk.open_list("Service Application")
			desk.take_screenshot("window-list")
			desk.open_form("Service Application", application)
			desk.click_button("Read in Full")
			desk.page.select_option(".modal.show select[data-fieldname=purpose]", "Contact the Household")
			desk.page.click(".modal.show .btn-modal-primary")
			desk.page.wait_for_selector(".fanpin-revealed")
			self.assertEqual(desk.page.inner_text(".fanpin-revealed"), "13800131234")
			desk.take_screenshot("window-phone-read")
			desk.page.click(".modal.show .btn-modal-close")
			desk.page.wait_for_selector(".modal.show", state="detached")
			desk.click_button("Answer with a Reason")
			desk.page.fill(
				".modal.show textarea[data-fieldname=reason]", "已享受低保，请到民政窗口办理临时救助。"
			)
			desk.page.click(".modal.show .btn-modal-primary")
			desk.wait_until("() => cur_frm.doc.status === 'Answered'")
			desk.wait_for_requests()
			desk.take_screenshot("window-answered")
			self.assertEqual(desk.errors, [])
