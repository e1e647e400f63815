import frappe

from fanpin_app.tests.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.builders import VILLAGE, make_household, make_officer, member
from fanpin_app.tests.committed import CommittedTestCase


class TestAPrivateValueInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(
			VILLAGE,
			phone="13800131234",
			members=[member(), member(member_name="林子", relation="Son", id_number=None)],
		)
		cls.village = make_officer("Village Cadre", VILLAGE)
		give_password(cls.village)

	def tearDown(self) -> None:
		super().tearDown()
		frappe.db.delete("Reveal Log", {"household": self.household.name})
		frappe.db.commit()

	def choose(self, desk: Desk, action: str) -> None:
		page = desk.page
		page.click(f".page-head:visible .inner-group-button button:has-text('{zh('Private Data')}')")
		page.click(f".page-head:visible .inner-group-button .dropdown-item:has-text('{zh(action)}')")
		page.wait_for_selector(".modal.show .modal-title")

	def press_primary(self, desk: Desk) -> None:
		desk.page.click(".modal.show .btn-modal-primary")

	def test_a_number_is_read_with_a_purpose_and_shown_once(self):
		number = self.household.members[0].id_number
		with chromium() as browser:
			desk = Desk(browser, self.village)
			desk.open_form("Household", self.household.name)
			self.choose(desk, "Read in Full")
			self.assertNotIn(number, desk.page.content())
			desk.page.select_option(".modal.show select[data-fieldname=purpose]", "Verify a Person")
			desk.photograph("reveal-dialog")
			self.press_primary(desk)
			desk.page.wait_for_selector(".fanpin-revealed")
			self.assertEqual(desk.page.inner_text(".fanpin-revealed"), number)
			desk.photograph("reveal-shown")
			desk.reload()
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		logged = {"household": self.household.name, "user": self.village, "purpose": "Verify a Person"}
		self.assertEqual(frappe.db.count("Reveal Log", logged), 1)

	def test_the_village_writes_a_childs_health_and_sees_that_it_is_recorded(self):
		son = self.household.members[1]
		with chromium() as browser:
			desk = Desk(browser, self.village)
			desk.open_form("Household", self.household.name)
			self.choose(desk, "Write What You Know")
			desk.page.select_option(".modal.show select[data-fieldname=what]", "Health")
			desk.page.select_option(".modal.show select[data-fieldname=member]", son.name)
			desk.page.select_option(".modal.show select[data-fieldname=health]", "Disabled")
			self.press_primary(desk)
			desk.page.wait_for_function(
				"(row) => cur_frm.doc.members.find((one) => one.name === row)?.health_recorded", arg=son.name
			)
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Household Member", son.name, "health"), "Disabled")
