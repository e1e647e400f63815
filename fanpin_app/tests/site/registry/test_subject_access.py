from datetime import date

import frappe

from fanpin_app.registry import api
from fanpin_app.registry.personal_data import subject_access
from fanpin_app.tests.support.builders import (
	VILLAGE,
	make_alert,
	make_authorization,
	make_household,
	make_id_number,
	make_income,
	make_record,
	make_visit,
	member,
)
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user

PHONE = "13800131234"


class TestTheSheet(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		child = make_id_number(date(date.today().year - 5, 1, 1))
		self.household = make_household(
			VILLAGE,
			phone=PHONE,
			members=[
				member(member_name="林本人", health="Disabled"),
				member(member_name="林配偶", relation="Spouse", health="Serious Illness"),
				member(member_name="林小", relation="Son", id_number=child),
			],
		)
		self.asker, self.spouse, self.child = self.household.members

	def sheet(self, user: str | None = None, member: str | None = None) -> str:
		with as_user(user or self.offices.town):
			return subject_access.sheet(self.household.name, member or self.asker.name, "本人持证到场")

	def test_shows_the_person_and_the_children_in_full_and_masks_other_adults(self):
		shown_text = self.sheet()
		for shown in (self.asker.id_number, self.child.id_number, PHONE, self.spouse.id_number_masked):
			self.assertIn(shown, shown_text)
		self.assertNotIn(self.spouse.id_number, shown_text)

	def test_shows_all_that_is_held(self):
		make_income(self.household.name, wage_income=4321)
		make_alert(self.household.name, reported_reason="住院自付 9,876 元")
		make_visit(self.household.name, needs="需要助行器")
		make_authorization(self.household.name, purpose="核查收入与财产")
		indicator = frappe.get_all("Indicator", pluck="name", limit=1)
		make_record(self.household, indicator[0], 7654, "2026-10-01")
		shown_text = self.sheet()
		for shown in ("4,321", "9,876", "需要助行器", "核查收入与财产", "7,654", "202610-000001"):
			self.assertIn(shown, shown_text)

	def test_covers_every_doctype_that_links_to_a_household(self):
		doctypes = subject_access.doctypes_about_households()
		for doctype in ("Risk Check", "Monitoring Case", "Reveal Log", "Indicator Record"):
			self.assertIn(doctype, doctypes)

	def test_shows_its_readers_and_is_logged_itself(self):
		shown_text = self.sheet()
		(log,) = frappe.get_all("Reveal Log", {"household": self.household.name}, ["*"])
		self.assertEqual(
			(log.user, log.member, log.value_type, log.purpose, log.remarks),
			(self.offices.town, self.asker.name, "Everything Held", "The Person Asks", "本人持证到场"),
		)
		self.assertIn(frappe.db.get_value("User", self.offices.town, "full_name"), shown_text)

	def test_is_not_printed_by_the_village(self):
		self.assertRaises(frappe.PermissionError, self.sheet, self.offices.village)
		self.assertFalse(frappe.db.exists("Reveal Log", {"household": self.household.name}))

	def test_another_region_is_refused(self):
		stranger = make_household("449914101201")
		with as_user(self.offices.town):
			self.assertRaises(
				frappe.PermissionError, subject_access.sheet, stranger.name, stranger.members[0].name
			)

	def test_a_member_of_another_household_is_refused(self):
		other = make_household(VILLAGE).members[0].name
		self.assertRaises(frappe.ValidationError, self.sheet, None, other)

	def test_text_that_people_wrote_is_escaped(self):
		visit = make_visit(self.household.name)
		# Stored before markup was refused.
		frappe.db.set_value("Household Visit", visit.name, "needs", "<script>alert(1)</script>")
		self.assertNotIn("<script>alert", self.sheet())

	def test_it_is_only_called_by_post(self):
		function = api.print_subject_access_sheet
		self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[function], ["POST"])
