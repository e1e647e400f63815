import frappe
from frappe.utils import add_days, getdate, today

from fanpin_app.assistance.cases import open_case
from fanpin_app.permissions import scope
from fanpin_app.registry.officers.posting import withdraw_roles_of_ended_postings
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_alert,
	make_household,
	make_officer,
	make_posting,
)


def posting_of(user: str):
	return frappe.get_doc("Officer Posting", {"user": user})


def hand_over(user: str, successor: str, day: str | None = None, reason: str = "换届"):
	"""The record of the handover of `user`'s posting."""
	name = posting_of(user).hand_over(successor, day or today(), reason)
	return frappe.get_doc("Posting Handover", name)


def assign(user: str, doc) -> None:
	frappe.get_doc(
		doctype="ToDo",
		allocated_to=user,
		reference_type=doc.doctype,
		reference_name=doc.name,
		description="请处理",
	).insert()


def assignees(doc) -> list[str]:
	return frappe.parse_json(frappe.db.get_value(doc.doctype, doc.name, "_assign") or "[]")


class HandoverTestCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.leaving = make_officer("Village Cadre", VILLAGE)
		self.coming = make_officer("Village Cadre", OTHER_VILLAGE)


class TestWhoIsPostedAfterwards(HandoverTestCase):
	def test_the_successor_is_posted_from_the_day_on_and_the_predecessor_no_longer(self):
		hand_over(self.leaving, self.coming)
		self.assertEqual(scope.prefixes(self.leaving), [])
		self.assertEqual(scope.prefixes(self.coming), [VILLAGE, OTHER_VILLAGE])
		self.assertEqual(posting_of(self.leaving).to_date, getdate(add_days(today(), -1)))

	def test_the_successors_posting_has_duty_region_and_end_of_the_old_one(self):
		end = add_days(today(), 90)
		posting_of(self.leaving).update({"to_date": end}).save()
		created = frappe.get_doc("Officer Posting", hand_over(self.leaving, self.coming).successor_posting)
		self.assertEqual(
			(created.user, created.duty, created.region), (self.coming, "Village Cadre", VILLAGE)
		)
		self.assertEqual((created.from_date, created.to_date), (getdate(today()), getdate(end)))

	def test_a_colleague_who_holds_the_same_posting_gets_no_second_one(self):
		own = make_posting(self.coming, "Village Cadre", VILLAGE)
		self.assertEqual(hand_over(self.leaving, self.coming).successor_posting, own.name)

	def test_the_predecessor_loses_the_role_that_no_other_posting_needs(self):
		make_posting(self.leaving, "Town Officer", TOWN)
		frappe.db.delete("Officer Posting", {"user": self.leaving, "duty": "Town Officer"})
		hand_over(self.leaving, self.coming)
		self.assertNotIn("Village Officer", frappe.get_roles(self.leaving))

	def test_the_predecessor_keeps_the_role_that_another_posting_needs(self):
		make_posting(self.leaving, "Grid Member", OTHER_VILLAGE)
		frappe.get_doc("Officer Posting", {"user": self.leaving, "region": VILLAGE}).hand_over(
			self.coming, today(), "换届"
		)
		self.assertIn("Village Officer", frappe.get_roles(self.leaving))


class TestWhatMoves(HandoverTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.case = open_case(make_household(VILLAGE).name, "Marginal", opened_on=today(), source="Imported")
		self.case.update({"helper": self.leaving}).save()
		self.alert = make_alert(make_household(VILLAGE).name)
		self.elsewhere = make_alert(make_household(VILLAGE).name)
		for alert in (self.alert, self.elsewhere):
			assign(self.leaving, alert)
		# Its household has moved in the meantime.
		self.elsewhere.db_set("region", OTHER_VILLAGE)

	def test_open_cases_get_the_successor_as_helper(self):
		hand_over(self.leaving, self.coming)
		self.assertEqual(frappe.db.get_value("Monitoring Case", self.case.name, "helper"), self.coming)

	def test_a_closed_case_keeps_its_helper(self):
		self.case.db_set("status", "Eliminated")
		hand_over(self.leaving, self.coming)
		self.assertEqual(frappe.db.get_value("Monitoring Case", self.case.name, "helper"), self.leaving)

	def test_open_assignments_of_the_region_move_and_no_others(self):
		hand_over(self.leaving, self.coming)
		self.assertEqual(assignees(self.alert), [self.coming])
		self.assertEqual(assignees(self.elsewhere), [self.leaving])

	def test_what_is_already_assigned_to_the_successor_is_not_assigned_twice(self):
		make_posting(self.coming, "Village Cadre", VILLAGE)
		assign(self.coming, self.alert)
		hand_over(self.leaving, self.coming)
		self.assertEqual(assignees(self.alert), [self.coming])

	def test_the_record_names_what_moved(self):
		record = hand_over(self.leaving, self.coming)
		self.assertCountEqual(
			[(row.reference_doctype, row.reference_name, row.held_as) for row in record.documents],
			[("Monitoring Case", self.case.name, "Helper"), ("Risk Alert", self.alert.name, "Assignee")],
		)

	def test_both_sides_read_the_record_and_a_stranger_does_not(self):
		record = hand_over(self.leaving, self.coming)
		stranger = make_officer("Village Cadre", OTHER_VILLAGE)
		make_posting(self.leaving, "Village Cadre", OTHER_VILLAGE)
		for user, seen in ((self.leaving, 1), (self.coming, 1), (stranger, 0)):
			frappe.set_user(user)
			self.assertEqual(len(frappe.get_list("Posting Handover", {"name": record.name})), seen)
			self.assertEqual(bool(record.has_permission("read")), bool(seen))
			rows = frappe.get_list(
				"Handed Over Document", {"parent": record.name}, parent_doctype="Posting Handover"
			)
			self.assertEqual(len(rows), 2 * seen)


class TestWhatIsRefused(HandoverTestCase):
	def refused(self, message: str, *handover) -> None:
		with self.assertRaisesRegex(frappe.ValidationError, message):
			hand_over(self.leaving, *handover)

	def test_a_day_in_the_future(self):
		self.refused("today or an earlier day", self.coming, add_days(today(), 1))

	def test_the_day_on_which_the_posting_began(self):
		self.refused("from the day after", self.coming, "2020-01-01")

	def test_a_posting_that_has_ended(self):
		posting_of(self.leaving).update({"to_date": "2026-01-31"}).save()
		self.refused("ended on", self.coming)

	def test_oneself_as_successor(self):
		self.refused("the same person", self.leaving)

	def test_a_successor_without_an_account_in_use(self):
		frappe.db.set_value("User", self.coming, "enabled", 0)
		self.refused("another successor", self.coming)
		self.refused("another successor", "nobody@fanpin.example")

	def test_no_reason(self):
		self.refused("Write down why", self.coming, today(), " ")

	def test_an_officer_who_may_not_write_postings(self):
		posting = posting_of(self.leaving)
		frappe.set_user(make_officer("Town Officer", TOWN))
		self.assertRaises(frappe.PermissionError, posting.hand_over, self.coming, today(), "换届")

	def test_an_administrator_of_another_place(self):
		posting = posting_of(self.leaving)
		frappe.set_user(make_officer("Monitoring Administrator", OTHER_VILLAGE))
		self.assertRaises(frappe.PermissionError, posting.hand_over, self.coming, today(), "换届")

	def test_a_get_request(self):
		method = frappe.get_doc("Officer Posting", {"user": self.leaving}).hand_over
		self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[method.__func__], ["POST"])


class TestDuties(TestCase):
	def make_agency_batch(self, agency: str) -> str:
		"""The name of a Data Batch of a feed of `agency`."""
		feed = frappe.get_all("Data Feed", filters={"agency": agency}, limit=1, pluck="name")[0]
		batch = frappe.get_doc(
			doctype="Data Batch",
			name=frappe.generate_hash(),
			feed=feed,
			file="x",
			period="202610",
			first_region=VILLAGE,
			last_region=OTHER_VILLAGE,
		)
		batch.db_insert()
		return batch.name

	def test_an_agencys_officer_sees_the_agencys_own_feeds_and_batches_and_no_household(self):
		own, other = frappe.get_all("Data Feed", pluck="agency", distinct=True, order_by="agency")[:2]
		batch, foreign = self.make_agency_batch(own), self.make_agency_batch(other)
		make_household(VILLAGE)
		frappe.set_user(make_officer("Agency Data Officer", DISTRICT, agency=own))
		self.assertEqual(scope.prefixes(), [])
		self.assertEqual({row.agency for row in frappe.get_list("Data Feed", fields=["agency"])}, {own})
		self.assertEqual(frappe.get_list("Data Batch", pluck="name"), [batch])
		self.assertTrue(frappe.get_doc("Data Batch", batch).has_permission("read"))
		self.assertFalse(frappe.get_doc("Data Batch", foreign).has_permission("read"))
		self.assertFalse(frappe.has_permission("Household"))

	def test_an_agencys_officer_needs_an_agency(self):
		self.assertRaises(frappe.ValidationError, make_officer, "Agency Data Officer", DISTRICT)

	def test_an_agency_s_posting_that_has_ended_gives_access_to_no_feed(self):
		agency = frappe.get_all("Data Feed", pluck="agency", limit=1)[0]
		frappe.set_user(
			make_officer("Agency Data Officer", DISTRICT, agency=agency, to_date=add_days(today(), -1))
		)
		self.assertEqual(frappe.get_list("Data Feed"), [])

	def test_an_agency_s_posting_gives_a_village_officer_access_to_no_household(self):
		agency = frappe.get_all("Data Feed", pluck="agency", limit=1)[0]
		user = make_officer("Village Cadre", VILLAGE)
		make_posting(user, "Agency Data Officer", DISTRICT, agency=agency)
		self.assertEqual(scope.prefixes(user), [VILLAGE])

	def test_a_window_clerk_reads_the_towns_households_and_writes_none(self):
		household = make_household(VILLAGE)
		frappe.set_user(make_officer("Window Clerk", TOWN))
		doc = frappe.get_doc("Household", household.name)
		self.assertTrue(doc.has_permission("read"))
		self.assertFalse(doc.has_permission("write"))
		doc.apply_fieldlevel_read_permissions()
		self.assertIsNone(doc.members[0].get("id_number"))

	def test_an_administrator_creates_postings_only_within_the_own_region(self):
		officer = make_officer("Village Cadre", OTHER_VILLAGE)
		admin = make_officer("Monitoring Administrator", TOWN)
		frappe.set_user(admin)
		make_posting(officer, "Village Cadre", VILLAGE)
		with self.assertRaises(frappe.PermissionError):
			make_posting(officer, "City Officer", CITY)

	def test_every_duty_has_a_role_that_exists(self):
		from fanpin_app.registry.officers.posting import ROLE_OF_DUTY

		duties = frappe.get_meta("Officer Posting").get_field("duty").options.split("\n")
		self.assertEqual(list(ROLE_OF_DUTY), duties)
		for role in ROLE_OF_DUTY.values():
			self.assertTrue(frappe.db.exists("Role", role), role)

	def test_a_role_is_removed_with_the_last_posting_that_needs_it(self):
		user = make_officer("District Officer", DISTRICT, to_date=add_days(today(), -1))
		make_posting(user, "Village Cadre", VILLAGE)
		withdraw_roles_of_ended_postings()
		roles = frappe.get_roles(user)
		self.assertNotIn("District Officer", roles)
		self.assertIn("Village Officer", roles)
