"""The first page of each officer after logging in, in a real browser."""

import frappe

from fanpin_app.permissions.postings import AGENCY_DUTY
from fanpin_app.tests.support.browser import Desk, chromium, give_password, log_in_by_form, zh
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	TOWN,
	VILLAGE,
	make_alert,
	make_application,
	make_household,
	make_officer,
	make_pairing,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

# The page of all other offices.
OFFICES = {"Village Cadre": VILLAGE, "Monitoring Administrator": CITY}
DUTIES_WITH_OWN_PAGE = {"Helper": TOWN, "Window Clerk": TOWN, AGENCY_DUTY: DISTRICT}


class TestHomes(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		feed = frappe.get_all("Data Feed", {"agency": ("is", "set")}, ["name", "agency"], limit=1)[0]
		cls.users = {
			duty: make_officer(duty, region, **({"agency": feed.agency} if duty == AGENCY_DUTY else {}))
			for duty, region in {**OFFICES, **DUTIES_WITH_OWN_PAGE}.items()
		}
		for user in cls.users.values():
			give_password(user)
		paired = make_household(VILLAGE, members=[member(member_name="林受助")])
		make_pairing(paired.name, cls.users["Helper"])
		make_alert(paired.name, risk="R3", level="Red")
		make_application(VILLAGE, applicant_name="林求助")
		cls.batch = frappe.get_doc(
			doctype="Data Batch",
			feed=feed.name,
			period="2026-10",
			file_name="十月.xlsx",
			status="Loaded",
			first_region=VILLAGE,
			last_region=VILLAGE,
		)
		cls.batch.set_new_name()
		cls.batch.db_insert()

	def home_page_of(self, browser, duty: str, *shown: str) -> Desk:
		"""The desk of the duty's officer, once the page shows these texts; its widgets load one after the other."""
		desk = Desk(browser, self.users[duty], log_in=log_in_by_form)
		for text in shown:
			desk.wait_until(
				"(text) => document.querySelector('.layout-main')?.innerText.includes(text)", arg=text
			)
		desk.take_screenshot(f"home-{frappe.scrub(duty)}")
		return desk

	def test_everybody_starts_on_a_page_with_their_work(self):
		shown = {
			"Helper": (zh("Households I Help"), zh("Red Alerts"), "林受助"),
			"Window Clerk": (zh("Applications at the Window"), "林求助"),
			AGENCY_DUTY: (zh("Files of My Agency"), self.batch.file_name),
		}
		with chromium() as browser:
			for duty in self.users:
				expected = shown.get(duty, (zh("Poverty Prevention"), zh("Red Alerts"), zh("Latest Alerts")))
				desk = self.home_page_of(browser, duty, *expected)
				self.assertEqual(desk.errors, [], duty)
				desk.page.context.close()

	def test_a_helper_s_route_lists_the_paired_households(self):
		with chromium() as browser:
			desk = self.home_page_of(browser, "Helper", zh("Visits to Make"))
			desk.page.evaluate("() => frappe.set_route('query-report', 'Visits to Make')")
			desk.page.wait_for_selector(".dt-cell__content:has-text('林受助')")
			desk.take_screenshot("helper-visits")
			self.assertEqual(desk.errors, [])
