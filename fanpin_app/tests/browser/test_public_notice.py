"""An appraisal and its public notice in a real browser: recorded, printed, objected to, answered, and sent on."""

import os
from pathlib import Path

import frappe
from frappe.utils import get_url

from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, take_screenshot, zh
from fanpin_app.tests.support.builders import (
	VILLAGE,
	make_authorization,
	make_household,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.pdf import text_of
from fanpin_app.tests.support.procedure import review_fields, start
from fanpin_app.verification import stages

MENU = "Appraisal and Notice"
DETAILS = {
	"appraisal_place": "村委会二楼会议室",
	"appraisal_minutes": "主任说明情况，代表逐一发言。",
	"notice_place": "村务公开栏",
	"hung_by": "林张贴",
}


class TestAppraisalAndNotice(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.cadre = make_officer("Village Cadre", VILLAGE)
		cls.second = make_officer("Grid Member", VILLAGE)
		give_password(cls.cadre)
		cls.checks = []
		for name in ("林𠮷一", "林𠮷二"):
			household = make_household(VILLAGE, members=[member(member_name=name)])
			make_authorization(household.name)
			cls.checks.append(start(cls.cadre, household.name))

	def test_a_village_records_prints_answers_and_sends_on(self):
		self.run_on("wide", self.checks[0])

	def test_it_does_so_on_a_phone(self):
		self.run_on("phone", self.checks[1], viewport=PHONE)

	def run_on(self, place: str, check, **options) -> None:
		fields = review_fields(check) | DETAILS | {"appraised_on": check.started_on}
		with chromium() as browser:
			desk = Desk(browser, self.cadre, **options)
			desk.open_form("Risk Check", check.name)
			self.choose_second_surveyor(desk)
			desk.fill(**fields)
			take_screenshot(desk.page, f"appraisal-{place}", full_page=True)
			text = self.print(desk, "Print the Notice", f"notice-{place}")
			self.assertIn("公示", text)
			self.assertIn("林**", text)
			self.assertNotIn("𠮷", text)
			text = self.print(desk, "Print the Record of the Appraisal", f"record-{place}")
			self.assertIn(check.head_name, text)
			self.assertIn("代表逐一发言", text)

			self.choose(desk, "Record Objection")
			self.fill_dialog(desk, {"objection": "他家有货车", "objector": "邻居"}, "Record Objection")
			desk.wait_until("() => cur_frm.doc.objections.length === 1")
			take_screenshot(desk.page, f"objection-{place}", full_page=True)
			self.choose(desk, "Answer Objection")
			desk.take_screenshot(f"answer-{place}")
			self.fill_dialog(desk, {"answer": "车已转让"}, "Answer Objection")
			desk.wait_until("() => cur_frm.doc.objections[0].answer")
			take_screenshot(desk.page, f"answered-{place}", full_page=True)
			desk.apply_action("Submit to Town")
			desk.wait_until("(stage) => cur_frm.doc.stage === stage", stages.TOWN)
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		stored = frappe.get_doc("Risk Check", check.name)
		self.assertEqual((stored.stage, stored.objections[0].answered_by), (stages.TOWN, self.cadre))
		self.assertEqual(stored.second_surveyor, self.second)

	def choose_second_surveyor(self, desk: Desk) -> None:
		field = desk.page.locator("[data-fieldname='second_surveyor']:visible")
		field.locator("input").fill(self.second)
		field.locator(f".awesomplete ul:not([hidden]) > :has-text('{self.second}')").click()
		desk.wait_for_requests()

	def choose(self, desk: Desk, label: str) -> None:
		"""Choose an item of the form's menu, which is in the menu of the page on a phone."""
		group = desk.page.locator(f".page-head:visible .inner-group-button:visible:has-text('{zh(MENU)}')")
		if group.count():
			group.locator("button").click()
			group.locator(f".dropdown-item:has-text('{zh(label)}')").click()
		else:
			desk.page.click(".page-head:visible .menu-btn-group button:visible")
			desk.page.click(
				f".page-head:visible .menu-btn-group .dropdown-item:visible:has-text('{zh(label)}')"
			)
		desk.wait_for_requests()

	def print(self, desk: Desk, label: str, name: str) -> str:
		"""The text of the PDF that an item of the menu opens."""
		desk.page.evaluate("() => { window.open = (address) => { window.opened = address; }; }")
		self.choose(desk, label)
		answer = desk.page.request.get(get_url(desk.page.evaluate("() => window.opened")))
		self.assertEqual(answer.headers["content-type"], "application/pdf", answer.text()[:500])
		if folder := os.environ.get("SCREENSHOTS"):
			Path(folder).mkdir(parents=True, exist_ok=True)
			(Path(folder) / f"{name}.pdf").write_bytes(answer.body())
		return text_of(answer.body())

	def fill_dialog(self, desk: Desk, values: dict, action: str) -> None:
		desk.wait_until("() => window.cur_dialog?.display")
		# A moment after a field gets the focus, Frappe selects whatever has the focus then.
		desk.page.wait_for_timeout(500)
		desk.page.evaluate("(values) => cur_dialog.set_values(values)", values)
		desk.page.click(f".modal:visible .btn-primary:has-text('{zh(action)}')")
		desk.wait_for_requests()
