import frappe
from frappe.utils import add_days, today

from fanpin_app.registry.personal_data import authorization
from fanpin_app.tests.support.builders import (
	VILLAGE,
	make_authorization,
	make_household,
	make_officer,
)
from fanpin_app.tests.support.procedure import OfficesTestCase, apply_action, as_user, review_fields
from fanpin_app.verification import stages

BANKS, SCHOOLS = "金融机构", "教育局"


class AuthorizationTestCase(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_value("Sector Agency", {"name": ("is", "set")}, "needs_authorization", 0)
		frappe.db.set_value("Sector Agency", BANKS, "needs_authorization", 1)
		self.household = make_household(VILLAGE)


class TestTheStepOutOfTheVillage(AuthorizationTestCase):
	def submit(self):
		with as_user(self.offices.village):
			check = frappe.get_doc(doctype="Risk Check", household=self.household.name).insert()
		return apply_action(self.offices.village, check, "Submit to Town", **review_fields(check))

	def assert_refused(self) -> None:
		with self.assertRaisesRegex(frappe.ValidationError, f"{BANKS}"):
			self.submit()

	def test_without_an_authorization_it_is_refused_with_what_to_do(self):
		self.assert_refused()

	def test_with_a_valid_one_it_is_accepted(self):
		make_authorization(self.household.name)
		self.assertEqual(self.submit().stage, stages.TOWN)

	def test_one_of_another_agency_is_refused(self):
		make_authorization(self.household.name, [SCHOOLS])
		self.assert_refused()

	def test_one_of_another_household_is_refused(self):
		make_authorization(make_household(VILLAGE).name)
		self.assert_refused()

	def test_an_expired_one_is_refused(self):
		make_authorization(
			self.household.name, signed_on=add_days(today(), -30), valid_until=add_days(today(), -1)
		)
		self.assert_refused()

	def test_a_withdrawn_one_is_refused(self):
		make_authorization(self.household.name, withdrawn_on=today())
		self.assert_refused()

	def test_where_no_agency_needs_one_it_is_accepted(self):
		frappe.db.set_value("Sector Agency", BANKS, "needs_authorization", 0)
		self.assertEqual(self.submit().stage, stages.TOWN)

	def test_a_check_is_rejected_without_one(self):
		check = apply_action(
			self.offices.village,
			frappe.get_doc(doctype="Risk Check", household=self.household.name).insert(),
			"Reject",
			refusal_reason="收入稳定",
		)
		self.assertEqual(check.stage, stages.REJECTED)


class TestReminders(AuthorizationTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.authorization = make_authorization(self.household.name, valid_until=add_days(today(), 20))

	def reminders(self) -> list[dict]:
		authorization.remind()
		about = {"reference_type": "Data Authorization", "reference_name": self.authorization.name}
		return frappe.get_all("ToDo", filters=about, fields=["allocated_to", "description"])

	def test_the_cadre_of_the_village_is_reminded_once(self):
		self.reminders()
		(reminder,) = self.reminders()
		self.assertEqual(reminder.allocated_to, self.offices.village)
		self.assertIn(self.household.name, reminder.description)

	def test_there_is_no_reminder_while_there_is_time(self):
		self.authorization.update({"valid_until": add_days(today(), 31)}).save()
		self.assertEqual(self.reminders(), [])

	def test_there_is_no_reminder_of_a_withdrawn_one(self):
		self.authorization.update({"withdrawn_on": today()}).save()
		self.assertEqual(self.reminders(), [])

	def test_a_village_without_a_cadre_is_reminded_when_there_is_one(self):
		household = make_household("449913102299")
		ending = make_authorization(household.name, valid_until=add_days(today(), 20))
		self.authorization = ending
		self.assertEqual(self.reminders(), [])
		cadre = make_officer("Village Cadre", "449913102299")
		self.assertEqual([reminder.allocated_to for reminder in self.reminders()], [cadre])

	def test_a_cadre_of_another_village_is_not_reminded(self):
		self.assertNotIn(self.offices.stranger, [row.allocated_to for row in self.reminders()])
		self.assertEqual(frappe.db.count("ToDo", {"allocated_to": self.offices.stranger}), 0)
