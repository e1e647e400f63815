"""The scheme and its versions, and the offices that acknowledge it."""

import frappe
from frappe.utils import add_days, getdate, today

from fanpin_app.coordination import policies
from fanpin_app.permissions.postings import AGENCY_DUTY
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_TOWN,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_DISTRICT,
	make_officer,
	make_region,
)
from fanpin_app.tests.support.coordination import make_policy
from fanpin_app.tests.support.procedure import as_user


class TestVersions(TestCase):
	def test_the_status_follows_the_days(self):
		policy = make_policy(in_force_from="2026-03-01", in_force_to="2026-06-30")
		days = {
			"2026-02-28": policies.AWAITED,
			"2026-03-01": policies.IN_FORCE,
			"2026-06-30": policies.IN_FORCE,
			"2026-07-01": policies.EXPIRED,
		}
		self.assertEqual({day: policies.status_on(policy, getdate(day)) for day in days}, days)

	def test_a_later_version_replaces_the_earlier_one_from_its_first_day_on(self):
		old = make_policy(title="第一版", content="<p>旧文</p>")
		make_policy(title="第二版", supersedes=old.name, in_force_from="2026-09-01")
		old.reload()
		self.assertEqual((old.status, old.content), (policies.SUPERSEDED, "<p>旧文</p>"))
		self.assertEqual(policies.status_on(old, getdate("2026-08-31")), policies.IN_FORCE)
		self.assertEqual(policies.status_on(old, getdate("2026-09-01")), policies.SUPERSEDED)

	def test_the_earlier_version_stays_in_force_until_the_day_comes(self):
		old = make_policy()
		new = make_policy(supersedes=old.name, in_force_from=add_days(today(), 1))
		old.reload()
		self.assertEqual((old.status, new.status), (policies.IN_FORCE, policies.AWAITED))
		frappe.db.set_value("Policy Document", old.name, "superseded_from", today())
		frappe.db.set_value("Policy Document", new.name, "in_force_from", today())
		policies.bring_up_to_date()
		statuses = [frappe.db.get_value("Policy Document", each.name, "status") for each in (old, new)]
		self.assertEqual(statuses, [policies.SUPERSEDED, policies.IN_FORCE])

	def test_a_version_is_in_force_later_than_the_one_it_replaces(self):
		old = make_policy(in_force_from="2026-05-01")
		with self.assertRaises(frappe.ValidationError):
			make_policy(supersedes=old.name, in_force_from="2026-05-01")

	def test_a_deleted_version_leaves_the_earlier_one_in_force(self):
		old = make_policy()
		new = make_policy(supersedes=old.name, in_force_from="2026-09-01")
		new.delete()
		old.reload()
		self.assertEqual((old.status, old.superseded_by), (policies.IN_FORCE, None))

	def test_days_in_the_wrong_order_are_refused(self):
		with self.assertRaises(frappe.ValidationError):
			make_policy(in_force_from="2026-05-01", in_force_to="2026-04-30")


class TestAcknowledging(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE)
		self.policy = make_policy()

	def acknowledge(self, user: str) -> None:
		with as_user(user):
			frappe.get_doc("Policy Document", self.policy.name).acknowledge()

	def made(self) -> list[tuple]:
		return frappe.get_all(
			"Policy Acknowledgement",
			{"policy": self.policy.name},
			["region", "agency", "acknowledged_by"],
			order_by="name",
			as_list=True,
		)

	def test_an_officer_does_it_for_the_own_office_once(self):
		officer = make_officer("Town Officer", TOWN)
		self.acknowledge(officer)
		self.acknowledge(officer)
		self.assertEqual(list(self.made()), [(TOWN, None, officer)])

	def test_a_town_officer_of_one_village_acts_for_the_town(self):
		officer = make_officer("Town Officer", VILLAGE)
		self.acknowledge(officer)
		self.assertEqual(list(self.made()), [(TOWN, None, officer)])

	def test_an_agency_does_it_for_its_office_in_the_district(self):
		agency = frappe.get_all("Sector Agency", pluck="name", limit=1)[0]
		officer = make_officer(AGENCY_DUTY, DISTRICT, agency=agency)
		self.acknowledge(officer)
		self.assertEqual(list(self.made()), [(DISTRICT, agency, officer)])

	def test_who_acts_for_no_office_that_is_asked_is_refused(self):
		for duty, region in (("Village Cadre", VILLAGE), ("City Officer", CITY)):
			officer = make_officer(duty, region)
			with self.subTest(duty), self.assertRaises(frappe.PermissionError):
				self.acknowledge(officer)

	def test_who_does_not_read_it_is_refused(self):
		for duty in ("Helper", "Window Clerk"):
			officer = make_officer(duty, TOWN)
			with self.subTest(duty), self.assertRaises(frappe.PermissionError):
				self.acknowledge(officer)

	def test_villages_do_it_where_they_are_asked(self):
		self.policy.update({"asks_villages": 1}).save()
		cadre, grid_member = make_officer("Village Cadre", VILLAGE), make_officer("Grid Member", VILLAGE)
		self.acknowledge(cadre)
		self.assertEqual(list(self.made()), [(VILLAGE, None, cadre)])
		with self.assertRaises(frappe.PermissionError):
			self.acknowledge(grid_member)

	def test_a_document_that_is_no_longer_in_force_is_not_acknowledged(self):
		make_policy(supersedes=self.policy.name, in_force_from="2026-09-01")
		with self.assertRaises(frappe.ValidationError):
			self.acknowledge(make_officer("Town Officer", TOWN))

	def test_nobody_writes_an_acknowledgement(self):
		with as_user(make_officer("Town Officer", TOWN)), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(doctype="Policy Acknowledgement", policy=self.policy.name, region=TOWN).insert()

	def test_who_has_not_done_it_is_listed_first(self):
		make_region(OTHER_TOWN)
		self.acknowledge(make_officer("Town Officer", TOWN))
		with as_user(make_officer("District Officer", DISTRICT)):
			found = frappe.get_doc("Policy Document", self.policy.name).get_acknowledgements()
		self.assertTrue(found["may_acknowledge"])
		done = [row["office"] for row in found["offices"] if row["acknowledged_on"]]
		self.assertEqual(done, [frappe.db.get_value("Administrative Region", TOWN, "full_name")])
		self.assertEqual(found["offices"][-1]["office"], done[0])
		names = [row["office"] for row in found["offices"]]
		self.assertIn(frappe.db.get_value("Administrative Region", OTHER_TOWN, "full_name"), names)

	def test_the_list_is_of_the_reader_s_regions(self):
		make_region(OTHER_TOWN)
		with as_user(make_officer("Town Officer", TOWN)):
			found = frappe.get_doc("Policy Document", self.policy.name).get_acknowledgements()
		own = frappe.db.get_value("Administrative Region", TOWN, "full_name")
		self.assertEqual([row["office"] for row in found["offices"]], [own])


class TestWriting(TestCase):
	def test_the_city_writes_it_and_no_other_office(self):
		make_region(VILLAGE_OF_OTHER_DISTRICT)
		for duty, region, expected in (
			("City Officer", CITY, True),
			("Monitoring Administrator", CITY, True),
			("Monitoring Administrator", DISTRICT, False),
			("District Officer", DISTRICT, False),
			("Town Officer", TOWN, False),
			("Village Cadre", VILLAGE, False),
		):
			with self.subTest(duty=duty, region=region):
				user = make_officer(duty, region)
				policy = frappe.new_doc("Policy Document")
				self.assertEqual(
					bool(frappe.has_permission("Policy Document", "create", policy, user=user)), expected
				)
