"""Who gives, changes and ends a posting, which accounts have one, and which roles end with it."""

import frappe
from frappe.utils import add_days, getdate, today

from fanpin_app.permissions.postings import postings_in_force, prefixes_by_agency
from fanpin_app.registry.officers.posting import withdraw_roles_of_ended_postings
from fanpin_app.security.accounts.account_check import is_former_officer
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_officer,
	make_posting,
	make_region,
	make_user,
)
from fanpin_app.tests.support.procedure import as_user

ADMINISTRATOR, AGENCY = "Monitoring Administrator", "Agency Data Officer"
YESTERDAY, TOMORROW = add_days(today(), -1), add_days(today(), 1)
PLACES = (VILLAGE, TOWN, DISTRICT, CITY)
# The region that an administrator must at least be posted to, to give a posting in one village.
LOWEST_ADMINISTRATORS = {
	"Village Cadre": VILLAGE,
	"Grid Member": VILLAGE,
	"First Secretary": VILLAGE,
	"Work Team Member": VILLAGE,
	"Town Officer": TOWN,
	"District Officer": DISTRICT,
	"City Officer": CITY,
	"Window Clerk": VILLAGE,
	AGENCY: DISTRICT,
	ADMINISTRATOR: VILLAGE,
	"Helper": VILLAGE,
}


class PostingCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE)
		make_region(OTHER_VILLAGE)
		self.agency = frappe.get_all("Sector Agency", pluck="name", limit=1)[0]
		self.officer = make_user()

	def administrator(self, region: str = VILLAGE) -> str:
		return make_officer(ADMINISTRATOR, region)

	def give(self, user: str, duty: str = "Village Cadre", region: str = VILLAGE, **fields):
		"""A posting given by the current user."""
		agency = self.agency if duty == AGENCY else None
		return make_posting(user, duty, region, agency=agency, **fields)


class TestWhoGivesAPosting(PostingCase):
	def test_each_duty_is_given_changed_and_deleted_by_administrators_of_its_whole_office(self):
		duties = frappe.get_meta("Officer Posting").get_field("duty").options.split("\n")
		self.assertEqual(list(LOWEST_ADMINISTRATORS), duties)
		administrators = {region: self.administrator(region) for region in PLACES}
		for duty, lowest in LOWEST_ADMINISTRATORS.items():
			stored = self.give(self.officer, duty)
			new = frappe.copy_doc(stored)
			for region, user in administrators.items():
				for right, posting in (("create", new), ("write", stored), ("delete", stored)):
					with self.subTest(duty=duty, region=region, right=right):
						self.assertEqual(
							bool(frappe.has_permission("Officer Posting", right, posting, user=user)),
							PLACES.index(region) >= PLACES.index(lowest),
						)

	def test_an_agency_s_officer_of_one_village_is_posted_by_an_administrator_of_the_district_only(self):
		for region in (VILLAGE, TOWN):
			with as_user(self.administrator(region)), self.assertRaises(frappe.PermissionError):
				self.give(self.officer, AGENCY)
		with as_user(self.administrator(DISTRICT)):
			self.give(self.officer, AGENCY)
		self.assertEqual(
			prefixes_by_agency(self.officer, "Data Batch", "read"), {self.agency: [DISTRICT[:6]]}
		)

	def test_a_duty_is_not_changed_to_one_of_a_wider_office(self):
		posting = self.give(self.officer)
		with as_user(self.administrator()), self.assertRaises(frappe.PermissionError):
			posting.update({"duty": AGENCY, "agency": self.agency}).save()

	def test_spaces_around_a_duty_do_not_make_it_another_one(self):
		with as_user(self.administrator()), self.assertRaises(frappe.PermissionError):
			self.give(self.officer, " District Officer ")

	def test_a_posting_of_a_wider_office_is_neither_ended_nor_deleted_nor_handed_over(self):
		posting = self.give(self.officer, "Town Officer")
		with as_user(self.administrator()):
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc("Officer Posting", posting.name).update({"to_date": today()}).save()
			self.assertRaises(frappe.PermissionError, frappe.delete_doc, "Officer Posting", posting.name)
			self.assertRaises(frappe.PermissionError, posting.hand_over, make_user(), today(), "换届")

	def test_the_refusal_says_who_gives_it(self):
		with as_user(self.administrator()):
			frappe.local.request = frappe._dict(method="POST")
			self.addCleanup(setattr, frappe.local, "request", None)
			posting = frappe.new_doc(
				"Officer Posting", user=self.officer, duty="Town Officer", region=VILLAGE
			)
			self.assertFalse(posting.has_permission("create"))
		message = frappe.as_json(frappe.local.message_log)
		self.assertTrue("administrators of the whole town" in message or "任职到全镇" in message, message)


class TestOwnPostings(PostingCase):
	def own_posting(self, **fields):
		"""The posting of an administrator of the town, who is logged in."""
		user = self.administrator(TOWN)
		posting = frappe.get_doc("Officer Posting", {"user": user}).update(fields).save()
		frappe.set_user(user)
		return posting

	def test_nobody_gives_themselves_one(self):
		user = self.own_posting().user
		self.assertRaises(frappe.PermissionError, self.give, user)
		given = self.give(self.officer)
		for spelling in (user, user.upper()):
			with self.assertRaises(frappe.PermissionError):
				given.update({"user": spelling}).save()

	def test_nobody_changes_or_prolongs_their_own(self):
		posting = self.own_posting(to_date=TOMORROW)
		for change in (
			{"to_date": None},
			{"to_date": add_days(TOMORROW, 1)},
			{"region": VILLAGE},
			{"duty": "Town Officer"},
			{"from_date": "2019-01-01"},
			{"user": self.officer},
		):
			with self.subTest(change), self.assertRaises(frappe.PermissionError):
				frappe.get_doc("Officer Posting", posting.name).update(change).save()
		self.assertRaises(frappe.PermissionError, frappe.delete_doc, "Officer Posting", posting.name)

	def test_the_own_one_is_ended(self):
		posting = self.own_posting()
		posting.update({"to_date": TOMORROW}).save()
		posting.update({"to_date": today()}).save()
		self.assertEqual(frappe.db.get_value("Officer Posting", posting.name, "to_date"), getdate(today()))

	def test_nobody_hands_one_over_to_themselves(self):
		given = self.give(self.officer)
		posting = self.own_posting()
		self.assertRaises(frappe.PermissionError, given.hand_over, posting.user, today(), "换届")
		with as_user("Administrator"):
			self.give(posting.user)
		frappe.set_user(posting.user)
		self.assertRaises(frappe.PermissionError, given.hand_over, posting.user, today(), "换届")

	def test_the_own_one_is_handed_over_to_somebody_else(self):
		posting = self.own_posting()
		posting.hand_over(self.officer, today(), "换届")
		self.assertEqual([each.duty for each in postings_in_force(self.officer)], [ADMINISTRATOR])
		self.assertEqual(postings_in_force(posting.user), [])

	def test_a_system_manager_gives_themselves_one_for_any_office(self):
		user = self.administrator()
		frappe.get_doc("User", user).add_roles("System Manager")
		frappe.set_user(user)
		self.give(user, "District Officer")
		self.assertEqual(len(postings_in_force(user)), 2)


class TestAccounts(PostingCase):
	def test_accounts_of_the_system_and_disabled_ones_are_not_posted(self):
		disabled = make_user(enabled=0)
		posting = self.give(self.officer)
		for user in ("Administrator", "Guest", disabled):
			with self.subTest(user):
				self.assertRaises(frappe.ValidationError, self.give, user)
				with self.assertRaises(frappe.ValidationError):
					frappe.get_doc("Officer Posting", posting.name).update({"user": user}).save()

	def test_the_posting_of_an_account_that_was_disabled_is_ended(self):
		posting = self.give(self.officer)
		frappe.db.set_value("User", self.officer, "enabled", 0)
		with as_user(self.administrator()):
			posting.update({"to_date": YESTERDAY}).save()
		self.assertEqual(postings_in_force(self.officer), [])

	def test_one_that_has_ended_already_is_recorded_by_system_managers_only(self):
		with as_user(self.administrator()), self.assertRaises(frappe.PermissionError):
			self.give(self.officer, to_date=YESTERDAY)
		self.give(self.officer, to_date=YESTERDAY)


class TestRoles(PostingCase):
	def end(self, posting) -> None:
		posting.update({"to_date": YESTERDAY}).save()
		withdraw_roles_of_ended_postings()

	def test_a_role_that_was_given_otherwise_outlasts_a_lower_administrator_s_posting(self):
		user = make_user(role=ADMINISTRATOR)
		with as_user(self.administrator()):
			posting = self.give(user, ADMINISTRATOR)
			self.end(posting)
		self.assertIn(ADMINISTRATOR, frappe.get_roles(user))
		self.assertFalse(is_former_officer(user))

	def test_a_posting_that_ends_takes_only_the_role_that_it_gave(self):
		user = make_user(role=ADMINISTRATOR)
		with as_user(self.administrator()):
			posting = self.give(user)
			self.assertIn("Village Officer", frappe.get_roles(user))
			self.end(posting)
		roles = frappe.get_roles(user)
		self.assertIn(ADMINISTRATOR, roles)
		self.assertNotIn("Village Officer", roles)
		self.assertFalse(is_former_officer(user))

	def test_an_account_whose_roles_were_given_by_postings_is_a_former_officer_s_when_they_have_ended(self):
		with as_user(self.administrator()):
			self.end(self.give(self.officer))
		self.assertTrue(is_former_officer(self.officer))
		frappe.get_doc("User", self.officer).add_roles("Village Officer")
		self.assertTrue(is_former_officer(self.officer))

	def test_a_prepared_account_that_the_city_posted_is_a_former_officer_s_when_the_posting_has_ended(self):
		user = make_user(role="Village Officer")
		with as_user(self.administrator(CITY)):
			self.end(self.give(user))
		self.assertTrue(is_former_officer(user))
		self.assertNotIn("Village Officer", frappe.get_roles(user))

	def test_one_that_has_ended_gives_no_role(self):
		self.give(self.officer, to_date=YESTERDAY)
		self.assertNotIn("Village Officer", frappe.get_roles(self.officer))

	def test_the_role_is_withdrawn_when_the_posting_is_deleted(self):
		posting = self.give(self.officer)
		frappe.delete_doc("Officer Posting", posting.name)
		self.assertNotIn("Village Officer", frappe.get_roles(self.officer))

	def test_after_a_deletion_the_role_ends_with_the_other_posting_that_needs_it(self):
		first, second = self.give(self.officer), self.give(self.officer, "Grid Member", OTHER_VILLAGE)
		frappe.delete_doc("Officer Posting", first.name)
		self.assertIn("Village Officer", frappe.get_roles(self.officer))
		self.end(frappe.get_doc("Officer Posting", second.name))
		self.assertNotIn("Village Officer", frappe.get_roles(self.officer))

	def test_the_role_follows_a_posting_that_is_changed_to_another_officer(self):
		posting, other = self.give(self.officer), make_user()
		posting.update({"user": other}).save()
		self.assertNotIn("Village Officer", frappe.get_roles(self.officer))
		self.assertIn("Village Officer", frappe.get_roles(other))
		self.end(posting)
		self.assertNotIn("Village Officer", frappe.get_roles(other))
