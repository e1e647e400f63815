import frappe
import requests
from frappe.utils import add_days, get_url, today

from fanpin_app.registry.personal_data import authorization
from fanpin_app.registry.personal_data.authorization import is_authorised
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_household,
	make_officer,
	make_region,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import OfficesTestCase

DAY = "2026-06-15"


def agencies() -> list[str]:
	return frappe.get_all("Sector Agency", pluck="name", limit=2, order_by="name")


def make_authorization(household: str, **fields):
	"""Signed on 1 June 2026, until 31 May 2027, for the first agency."""
	values = {
		"doctype": "Data Authorization",
		"household": household,
		"signed_by": "林试",
		"signed_on": "2026-06-01",
		"valid_until": "2027-05-31",
		"agencies": [{"agency": agencies()[0]}],
		"purpose": "核查收入与财产",
	}
	return frappe.get_doc(values | fields).insert()


class AuthorizationTestCase(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(VILLAGE).name
		self.agency, self.other_agency = agencies()


class TestWhetherAnAgencyIsAuthorised(AuthorizationTestCase):
	def test_without_a_signature_it_is_not(self):
		self.assertFalse(is_authorised(self.household, self.agency, DAY))

	def test_it_is_from_the_day_of_signing_to_the_last_day(self):
		make_authorization(self.household)
		days = ("2026-05-31", "2026-06-01", DAY, "2027-05-31", "2027-06-01")
		self.assertEqual(
			[is_authorised(self.household, self.agency, day) for day in days],
			[False, True, True, True, False],
		)

	def test_only_the_agencies_that_are_named_are(self):
		make_authorization(self.household)
		self.assertFalse(is_authorised(self.household, self.other_agency, DAY))

	def test_only_the_household_that_signed_is(self):
		make_authorization(self.household)
		self.assertFalse(is_authorised(make_household(VILLAGE).name, self.agency, DAY))

	def test_a_withdrawal_applies_from_its_day_on(self):
		make_authorization(self.household, withdrawn_on=DAY)
		self.assertTrue(is_authorised(self.household, self.agency, add_days(DAY, -1)))
		self.assertFalse(is_authorised(self.household, self.agency, DAY))

	def test_a_second_signature_replaces_a_withdrawn_one(self):
		make_authorization(self.household, withdrawn_on=DAY)
		make_authorization(self.household)
		self.assertTrue(is_authorised(self.household, self.agency, DAY))


class TestStatus(AuthorizationTestCase):
	def status(self, **fields) -> str:
		return make_authorization(self.household, **fields).status

	def test_it_follows_the_days(self):
		self.assertEqual(self.status(valid_until=today()), "Valid")
		self.assertEqual(self.status(valid_until=add_days(today(), -1)), "Expired")
		self.assertEqual(self.status(withdrawn_on=today()), "Withdrawn")
		self.assertEqual(self.status(withdrawn_on=add_days(today(), 1)), "Valid")

	def test_the_daily_job_brings_it_up_to_date(self):
		yesterday = add_days(today(), -1)
		kept, expired, withdrawn = (make_authorization(self.household) for _ in range(3))
		frappe.db.set_value("Data Authorization", expired.name, "valid_until", yesterday)
		frappe.db.set_value("Data Authorization", withdrawn.name, "withdrawn_on", yesterday)
		authorization.bring_up_to_date()
		for doc, status in ((kept, "Valid"), (expired, "Expired"), (withdrawn, "Withdrawn")):
			self.assertEqual(frappe.db.get_value("Data Authorization", doc.name, "status"), status)

	def test_impossible_days_are_refused(self):
		for fields in (
			{"signed_on": add_days(today(), 1), "valid_until": add_days(today(), 9)},
			{"valid_until": "2026-05-31"},
			{"withdrawn_on": "2026-05-31"},
			{"agencies": []},
			{"signed_sheet": "/files/授权书.jpg"},
		):
			with self.assertRaises(frappe.ValidationError):
				self.status(**fields)


class TestWhoMayWhat(AuthorizationTestCase):
	def test_the_village_records_its_own_and_sees_no_others(self):
		theirs = make_authorization(make_household(OTHER_VILLAGE).name)
		frappe.set_user(self.offices.village)
		mine = make_authorization(self.household)
		self.assertEqual(mine.region, VILLAGE)
		self.assertEqual(frappe.get_list("Data Authorization", pluck="name"), [mine.name])
		self.assertFalse(theirs.has_permission("read"))

	def test_the_village_records_none_of_another_village(self):
		household = make_household(OTHER_VILLAGE).name
		frappe.set_user(self.offices.village)
		self.assertRaises(frappe.PermissionError, make_authorization, household)

	def test_the_named_agencies_are_listed_only_for_own_households(self):
		theirs = make_authorization(make_household(OTHER_VILLAGE).name)
		mine = make_authorization(self.household)
		frappe.set_user(self.offices.village)
		parents = frappe.get_list("Authorized Agency", parent_doctype="Data Authorization", pluck="parent")
		self.assertIn(mine.name, parents)
		self.assertNotIn(theirs.name, parents)

	def test_it_moves_with_its_household(self):
		doc = make_authorization(self.household)
		household = frappe.get_doc("Household", self.household)
		household.region = make_region(OTHER_VILLAGE)
		household.save()
		frappe.set_user(self.offices.stranger)
		self.assertIn(doc.name, frappe.get_list("Data Authorization", pluck="name"))

	def test_nobody_deletes_one(self):
		doc = make_authorization(self.household)
		for user in (self.offices.village, self.offices.town, self.offices.district):
			frappe.set_user(user)
			self.assertRaises(frappe.PermissionError, frappe.delete_doc, "Data Authorization", doc.name)


class TestReminder(AuthorizationTestCase):
	def test_the_user_who_recorded_it_is_notified_thirty_days_before_it_expires(self):
		frappe.set_user(self.offices.village)
		due = make_authorization(self.household, valid_until=add_days(today(), 30))
		make_authorization(self.household, valid_until=add_days(today(), 31))
		frappe.set_user("Administrator")
		notification = frappe.get_doc("Notification", {"document_type": "Data Authorization"})
		self.assertEqual([doc.name for doc in notification.get_documents_for_today()], [due.name])
		notification.send(due)
		filters = {"for_user": self.offices.village, "document_name": due.name}
		self.assertTrue(frappe.db.exists("Notification Log", filters))


class TestTheSignedSheet(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.authorization = make_authorization(make_household(VILLAGE).name)
		cls.sheet = frappe.get_doc(
			doctype="File",
			file_name="signed.txt",
			content="签字",
			is_private=1,
			attached_to_doctype="Data Authorization",
			attached_to_name=cls.authorization.name,
			attached_to_field="signed_sheet",
		).insert()
		cls.authorization.signed_sheet = cls.sheet.file_url
		cls.authorization.save()
		cls.own = make_token(make_officer("Village Cadre", VILLAGE))
		cls.stranger = make_token(make_officer("Village Cadre", OTHER_VILLAGE))

	def status(self, token: str | None) -> int:
		headers = {"Authorization": token} if token else {}
		return requests.get(get_url(self.sheet.file_url), headers=headers, timeout=60).status_code

	def test_it_is_only_for_officers_of_the_household(self):
		self.assertEqual(self.status(self.own), 200)
		self.assertEqual(self.status(self.stranger), 403)
		self.assertEqual(self.status(None), 403)
