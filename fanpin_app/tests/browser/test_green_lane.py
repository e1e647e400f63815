"""Papers handed in after the help, in a real browser."""

import frappe

from fanpin_app.tests.support.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import (
	VILLAGE,
	make_authorization,
	make_household,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import FINDINGS, GREEN_LANE, PAPERS, apply_action, start
from fanpin_app.verification import papers


class TestPapersAfterTheHelp(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		household = make_household(VILLAGE, members=[member(member_name="林受灾")])
		make_authorization(household.name)
		cls.cadre = make_officer("Village Cadre", VILLAGE)
		give_password(cls.cadre)
		check = start(cls.cadre, household.name, **GREEN_LANE)
		cls.check = apply_action(cls.cadre, check, "Submit to Town", **FINDINGS).name

	def test_the_village_sees_which_papers_are_owed_and_hands_them_in(self):
		owed = papers.owed_papers(frappe.get_doc("Risk Check", self.check))
		self.assertEqual(len(owed), 2)
		with chromium() as browser:
			desk = Desk(browser, self.cadre)
			desk.open_form("Risk Check", self.check)
			desk.page.wait_for_selector(".form-message li >> nth=1")
			desk.take_screenshot("green-lane-owed")
			desk.click_button("Hand In Papers")
			desk.wait_until("() => window.cur_dialog?.display")
			# A moment after a number field gets the focus, Frappe selects whatever has the focus then.
			desk.page.wait_for_timeout(500)
			desk.page.evaluate("(papers) => cur_dialog.set_values(papers)", PAPERS)
			desk.take_screenshot("green-lane-papers")
			desk.page.click(f".modal:visible .btn-primary:has-text('{zh('Hand In')}')")
			desk.wait_until("() => cur_frm.doc.votes_for === 8")
			# Later versions of Frappe 15 show another message that the workflow has locked the form.
			desk.page.wait_for_selector(".form-message li", state="hidden")
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		self.assertEqual(papers.owed_papers(frappe.get_doc("Risk Check", self.check)), [])
