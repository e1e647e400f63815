"""A cadre at the door with a phone, in a real browser."""

import frappe
from frappe.utils import add_days, getdate, today

from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import (
	CITY,
	VILLAGE,
	make_household,
	make_officer,
	make_photo,
	make_visit,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

HERE = {"latitude": 23.566, "longitude": 116.622}
REASON = "户主住院，家中无人照料"


class TestAVisitByPhone(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.without_change_in_list = make_household(VILLAGE, members=[member(member_name="林无恙")]).name
		cls.without_change_on_form = make_household(VILLAGE, members=[member(member_name="林平安")]).name
		cls.ill = make_household(VILLAGE, members=[member(member_name="林有事")]).name
		overdue = make_household(VILLAGE, members=[member(member_name="林逾期")]).name
		cls.without_place = make_visit(overdue, visited_on=add_days(today(), -100)).name
		cls.with_place = make_visit(overdue, visited_on=add_days(today(), -101), **HERE).name
		cls.cadre = make_officer("Grid Member", VILLAGE)
		cls.reader = make_officer("City Officer", CITY)
		give_password(cls.cadre)
		give_password(cls.reader)

	def visits(self, household: str) -> list:
		frappe.db.rollback()
		names = frappe.get_all("Household Visit", filters={"household": household}, pluck="name")
		return [frappe.get_doc("Household Visit", name) for name in names]

	def test_one_tap_in_the_list_says_that_nothing_changed(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre, PHONE)
			desk.open_list("Household")
			row = desk.page.locator(f".list-row:has([data-name='{self.without_change_in_list}'])")
			row.locator(f"button:visible:has-text('{zh('No Change')}')").click()
			desk.page.wait_for_selector(f"text={zh('Visited today: no change.')}")
			desk.take_screenshot("visit-list-phone")
			[visit] = self.visits(self.without_change_in_list)
			self.assertEqual((visit.outcome, visit.visitor), ("No Change", self.cadre))
			self.assertEqual(desk.errors, [])

	def test_one_tap_on_the_form_says_that_nothing_changed(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre, PHONE)
			desk.open_form("Household", self.without_change_on_form)
			desk.page.click(f".household-visit button:has-text('{zh('No Change')}')")
			desk.page.wait_for_selector(f"text={zh('Visited today: no change.')}")
			desk.take_screenshot("visit-no-change-phone")
			[visit] = self.visits(self.without_change_on_form)
			self.assertEqual((visit.outcome, visit.visitor), ("No Change", self.cadre))
			self.assertEqual(
				frappe.db.get_value("Household", self.without_change_on_form, "last_visit"), getdate(today())
			)
			self.assertEqual(desk.errors, [])

	def test_the_day_s_route_shows_who_is_overdue_on_a_phone(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre, PHONE)
			desk.page.evaluate("() => frappe.set_route('query-report', 'Visits to Make')")
			desk.page.wait_for_selector(".dt-cell__content:has-text('林逾期')")
			desk.page.wait_for_selector(".text-danger:visible")
			desk.take_screenshot("visits-to-make-phone")
			self.assertNotIn("林有事", desk.text())
			self.assertEqual(desk.errors, [])

	def test_a_finding_with_photo_and_place_is_recorded_at_the_door(self):
		with chromium() as browser:
			desk = Desk(browser, self.cadre, PHONE)
			desk.page.context.grant_permissions(["geolocation"])
			desk.page.context.set_geolocation(HERE)
			desk.open_form("Household", self.ill)
			desk.page.click(f".household-visit button:has-text('{zh('Record a Visit')}')")
			desk.wait_until("() => cur_frm?.doctype === 'Household Visit'")
			desk.page.evaluate(
				"(finding) => { cur_frm.add_child('findings', finding); cur_frm.refresh_field('findings'); }",
				{"risk": "R1", "level": "Yellow", "description": REASON},
			)
			desk.page.wait_for_selector(".frappe-control[data-fieldname=latitude]:visible")
			desk.page.click("[data-fieldname=take_place] button")
			desk.wait_until("() => cur_frm.doc.latitude")
			desk.page.click("[data-fieldname=add_photo] button")
			desk.page.set_input_files(
				".file-uploader input[type=file]",
				{"name": "home.jpg", "mimeType": "image/jpeg", "buffer": make_photo(1600, 1200)},
			)
			desk.page.click(".modal.show .btn-modal-primary")
			desk.page.wait_for_selector("[data-fieldname=photos] img")
			desk.take_screenshot("visit-finding-phone")
			desk.page.locator("[data-fieldname=photos] img").scroll_into_view_if_needed()
			desk.take_screenshot("visit-photo-phone")
			[visit] = self.visits(self.ill)
			self.assertEqual((visit.latitude, visit.longitude), tuple(HERE.values()))
			self.assertEqual(visit.findings[0].description, REASON)
			alert = frappe.get_doc("Risk Alert", visit.findings[0].alert)
			self.assertEqual((alert.source, alert.reason, alert.status), ("Visit", REASON, "Open"))
			[photo] = frappe.get_all("File", {"attached_to_name": visit.name}, ["file_url", "file_size"])
			self.assertTrue(photo.file_url.startswith("/private/files/"))
			self.assertEqual(desk.errors, [])

	def test_a_reader_sees_a_place_only_where_one_was_taken(self):
		with chromium() as browser:
			desk = Desk(browser, self.reader)
			desk.open_form("Household Visit", self.with_place)
			latitude = desk.page.wait_for_selector(".frappe-control[data-fieldname=latitude]:visible")
			self.assertIn(str(HERE["latitude"]), latitude.inner_text())
			desk.open_form("Household Visit", self.without_place)
			for field in ("latitude", "longitude"):
				desk.page.wait_for_selector(f".frappe-control[data-fieldname={field}]", state="hidden")
			self.assertEqual(desk.errors, [])
