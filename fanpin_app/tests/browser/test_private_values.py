import frappe

from fanpin_app.tests.support.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import (
	TOWN,
	VILLAGE,
	make_household,
	make_id_number,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase


class TestAPrivateValueInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(
			VILLAGE,
			phone="13800131234",
			members=[member(), member(member_name="林子", relation="Son", id_number=None)],
		)
		cls.village = make_officer("Village Cadre", VILLAGE)
		cls.town = make_officer("Town Officer", TOWN)
		for user in (cls.village, cls.town):
			give_password(user)

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
			desk.take_screenshot("reveal-dialog")
			self.press_primary(desk)
			desk.page.wait_for_selector(".fanpin-revealed")
			self.assertEqual(desk.page.inner_text(".fanpin-revealed"), number)
			desk.take_screenshot("reveal-shown")
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
			desk.wait_until(
				"(row) => cur_frm.doc.members.find((one) => one.name === row)?.health_recorded", arg=son.name
			)
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Household Member", son.name, "health"), "Disabled")

	def test_the_town_saves_a_form_that_shows_no_private_value_and_loses_none(self):
		number = self.household.members[0].id_number
		with chromium() as browser:
			desk = Desk(browser, self.town)
			desk.open_form("Household", self.household.name)
			self.assertNotIn(number, desk.page.content())
			self.assertNotIn("13800131234", desk.page.content())
			desk.fill(address="一组 8 号")
			desk.take_screenshot("private-values-town")
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		stored = frappe.get_doc("Household", self.household.name)
		self.assertEqual(
			(stored.address, stored.phone, stored.members[0].id_number), ("一组 8 号", "13800131234", number)
		)

	def test_the_town_types_a_number_that_was_not_recorded(self):
		son = self.household.members[1]
		number = make_id_number(sex="Female")
		with chromium() as browser:
			desk = Desk(browser, self.town)
			desk.open_form("Household", self.household.name)
			desk.page.evaluate(
				"([row, number]) => frappe.model.set_value('Household Member', row, 'id_number', number)"
				".then(() => cur_frm.save())",
				[son.name, number],
			)
			desk.wait_until(
				"(row) => cur_frm.doc.members.find((one) => one.name === row)?.id_number_masked", arg=son.name
			)
			self.assertNotIn(number, desk.page.content())
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Household Member", son.name, "id_number"), number)
		frappe.db.set_value("Household Member", son.name, {"id_number": None, "id_number_masked": ""})
		frappe.db.commit()

	def test_the_town_prints_what_is_held_for_the_person_who_asks(self):
		with chromium() as browser:
			desk = Desk(browser, self.town)
			desk.open_form("Household", self.household.name)
			self.choose(desk, "Personal Information Sheet")
			desk.page.context.add_init_script("window.print = () => {}")
			with desk.page.expect_popup() as opened:
				self.press_primary(desk)
			sheet = opened.value
			sheet.wait_for_selector("h1")
			text = sheet.inner_text("body")
			for shown in (
				zh("Personal Information Sheet"),
				self.household.members[0].id_number,
				zh("Reveal Log"),
			):
				self.assertIn(shown, text)
			desk.page = sheet
			desk.take_screenshot("personal-information-sheet")
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		logged = {"household": self.household.name, "user": self.town, "purpose": "The Person Asks"}
		self.assertEqual(frappe.db.count("Reveal Log", logged), 1)
