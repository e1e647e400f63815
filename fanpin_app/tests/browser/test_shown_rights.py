import frappe

from fanpin_app.tests.site.permissions.test_administration import (
	ADMINISTRATOR,
	OTHER_DISTRICT,
)
from fanpin_app.tests.support.browser import Desk, chromium, give_password, take_screenshot, zh
from fanpin_app.tests.support.builders import DISTRICT, VILLAGE, make_officer, make_region
from fanpin_app.tests.support.committed_data import CommittedTestCase


class TestFormsThatAreOnlyRead(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		# There is a document of another district.
		make_region(OTHER_DISTRICT)
		cls.cadre = make_officer("Village Cadre", VILLAGE)
		cls.administrator = make_officer(ADMINISTRATOR, DISTRICT)
		for user in (cls.cadre, cls.administrator):
			give_password(user)

	def test_the_own_account_and_another_district_s_agency_offer_no_field_that_cannot_be_saved(
		self,
	):
		agency = frappe.get_all("Sector Agency", limit=1, pluck="name")[0]
		with chromium() as browser:
			desk = Desk(browser, self.cadre)
			desk.open_form("User", self.cadre)
			shown = desk.page.evaluate(
				"() => Object.fromEntries(cur_frm.fields.map((field) => [field.df.fieldname, field.disp_status]))"
			)
			for field in ("first_name", "last_name", "email", "phone", "mobile_no", "username"):
				self.assertIn(shown.get(field), ("Read", "None"), field)
			for field in ("language", "gender", "mute_sounds"):
				self.assertEqual(shown[field], "Write", field)
			self.assertFalse(desk.page.is_visible("[data-fieldname=new_password] input"))
			self.assertTrue(desk.page.is_visible(f"button:has-text('{zh('Change Password')}')"))
			take_screenshot(desk.page, "own-account", full_page=True)
			self.assertEqual(desk.errors, [])

			desk = Desk(browser, self.administrator)
			desk.open_form("Sector Agency", agency)
			written = desk.page.evaluate(
				"() => cur_frm.fields.filter((field) => field.disp_status === 'Write').map((field) => field.df.fieldname)"
			)
			self.assertEqual(written, [])
			self.assertFalse(desk.page.is_visible(".page-head:visible .primary-action"))
			desk.take_screenshot("agency-of-district")
			self.assertEqual(desk.errors, [])
