"""Decisions of meetings as tasks: who sees them, who ends them."""

import frappe
from frappe.utils import add_days, today

from fanpin_app.coordination import decisions
from fanpin_app.permissions.postings import AGENCY_DUTY
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_TOWN,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_DISTRICT,
	make_officer,
	make_region,
)
from fanpin_app.tests.support.coordination import make_decision, make_group, make_meeting
from fanpin_app.tests.support.procedure import as_user


class DecisionCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		for region in (VILLAGE, OTHER_VILLAGE, OTHER_TOWN, VILLAGE_OF_OTHER_DISTRICT):
			make_region(region)
		self.agency, self.other_agency = frappe.get_all("Sector Agency", pluck="name", limit=2)
		self.meeting = make_meeting(make_group().name)

	def make_user(self, duty: str, region: str, agency: str | None = None) -> str:
		return make_officer(duty, region, **({"agency": agency} if agency else {}))

	def sees(self, user: str, decision) -> bool:
		with as_user(user):
			is_listed = bool(
				frappe.has_permission("Meeting Decision")
				and frappe.get_list("Meeting Decision", {"name": decision.name})
			)
		self.assertEqual(
			bool(frappe.has_permission("Meeting Decision", "read", decision.name, user=user)), is_listed
		)
		return is_listed

	def finish(self, user: str, decision) -> None:
		with as_user(user):
			frappe.get_doc("Meeting Decision", decision.name).finish("已回访核实，数据已更正")


class TestWhoSeesThem(DecisionCase):
	def check(self, decision, expected: dict[tuple, bool]) -> None:
		for who, reads in expected.items():
			with self.subTest(who):
				self.assertEqual(self.sees(self.make_user(*who), decision), reads)

	def test_one_of_a_village_is_seen_by_the_village_and_the_offices_above(self):
		self.check(
			make_decision(self.meeting.name, office=VILLAGE),
			{
				("Village Cadre", VILLAGE): True,
				("Town Officer", TOWN): True,
				("District Officer", DISTRICT): True,
				("City Officer", CITY): True,
				("Monitoring Administrator", CITY): True,
				("Village Cadre", OTHER_VILLAGE): False,
				("Town Officer", OTHER_TOWN): False,
				("Window Clerk", TOWN): False,
				("Helper", VILLAGE): False,
				(AGENCY_DUTY, DISTRICT, self.agency): False,
			},
		)

	def test_one_of_an_agency_is_seen_by_the_agency_of_the_district(self):
		self.check(
			make_decision(self.meeting.name, agency=self.agency),
			{
				(AGENCY_DUTY, DISTRICT, self.agency): True,
				(AGENCY_DUTY, VILLAGE, self.agency): True,
				(AGENCY_DUTY, DISTRICT, self.other_agency): False,
				(AGENCY_DUTY, VILLAGE_OF_OTHER_DISTRICT, self.agency): False,
				("Village Cadre", VILLAGE): False,
				("Town Officer", TOWN): True,
			},
		)

	def test_one_of_the_city_is_seen_by_the_agency_s_officers_in_the_districts(self):
		meeting = make_meeting(make_group(CITY).name)
		self.check(
			make_decision(meeting.name, agency=self.agency),
			{
				(AGENCY_DUTY, DISTRICT, self.agency): True,
				(AGENCY_DUTY, DISTRICT, self.other_agency): False,
				("Town Officer", TOWN): False,
			},
		)

	def test_one_of_a_district_is_seen_by_the_town_that_carries_it_out(self):
		meeting = make_meeting(make_group(DISTRICT).name)
		self.check(
			make_decision(meeting.name, office=TOWN),
			{("Town Officer", TOWN): True, ("Town Officer", OTHER_TOWN): False},
		)

	def test_a_posting_that_ended_shows_nothing(self):
		decision = make_decision(self.meeting.name, agency=self.agency)
		former = make_officer(AGENCY_DUTY, DISTRICT, agency=self.agency, to_date=add_days(today(), -1))
		self.assertFalse(self.sees(former, decision))


class TestWhoWritesThem(DecisionCase):
	def test_the_responsible_read_and_do_not_write(self):
		decision = make_decision(self.meeting.name, office=VILLAGE)
		for duty, region, writes in (
			("Village Cadre", VILLAGE, False),
			("Monitoring Administrator", CITY, False),
			("Town Officer", TOWN, True),
			("District Officer", DISTRICT, True),
		):
			with self.subTest(duty):
				user = self.make_user(duty, region)
				self.assertEqual(
					bool(frappe.has_permission("Meeting Decision", "write", decision, user=user)), writes
				)

	def test_a_town_decides_nothing_for_the_district_or_another_town(self):
		for office in (DISTRICT, OTHER_TOWN):
			with self.subTest(office), self.assertRaises(frappe.ValidationError):
				make_decision(self.meeting.name, office=office)

	def test_a_decision_is_of_one_office_or_agency(self):
		for fields in ({"office": None}, {"office": VILLAGE, "agency": self.agency}):
			with self.subTest(fields), self.assertRaises(frappe.ValidationError):
				make_decision(self.meeting.name, **fields)

	def test_a_meeting_elsewhere_gets_no_decision(self):
		with as_user(self.make_user("Town Officer", OTHER_TOWN)):
			with self.assertRaises((frappe.PermissionError, frappe.LinkValidationError)):
				make_decision(self.meeting.name)

	def test_it_is_due_after_its_meeting(self):
		with self.assertRaises(frappe.ValidationError):
			make_decision(self.meeting.name, due_on=add_days(today(), -1))


class TestTheTask(DecisionCase):
	def tasks(self, decision) -> list[tuple]:
		found = frappe.get_all(
			"ToDo",
			{"reference_type": "Meeting Decision", "reference_name": decision.name},
			["allocated_to", "status"],
			order_by="creation, name",
			as_list=True,
		)
		return list(found)

	def test_the_responsible_officer_has_it_as_a_task_until_it_is_done(self):
		cadre = self.make_user("Village Cadre", VILLAGE)
		decision = make_decision(self.meeting.name, office=VILLAGE, responsible=cadre)
		self.assertEqual(self.tasks(decision), [(cadre, "Open")])
		self.finish(cadre, decision)
		self.assertEqual(self.tasks(decision), [(cadre, "Closed")])

	def test_another_officer_gets_it_when_the_responsible_changes(self):
		one, other = (self.make_user("Village Cadre", VILLAGE) for _number in range(2))
		decision = make_decision(self.meeting.name, office=VILLAGE, responsible=one)
		decision.update({"responsible": other}).save()
		self.assertEqual(set(self.tasks(decision)), {(one, "Cancelled"), (other, "Open")})

	def test_an_officer_who_may_not_read_it_is_refused(self):
		with self.assertRaises(frappe.PermissionError):
			make_decision(
				self.meeting.name, office=VILLAGE, responsible=self.make_user("Village Cadre", OTHER_VILLAGE)
			)


class TestTheEnd(DecisionCase):
	def test_it_is_done_by_the_responsible_or_who_prepares_the_meeting(self):
		for duty, region, agency in (
			("Village Cadre", VILLAGE, None),
			("Town Officer", TOWN, None),
			(AGENCY_DUTY, DISTRICT, self.agency),
		):
			with self.subTest(duty):
				given = {"agency": agency} if agency else {"office": VILLAGE}
				decision = make_decision(self.meeting.name, **given)
				user = self.make_user(duty, region, agency)
				self.finish(user, decision)
				decision.reload()
				self.assertEqual(
					(decision.status, decision.closed_by, str(decision.closed_on)), ("Done", user, today())
				)

	def test_others_are_refused(self):
		decision = make_decision(self.meeting.name, office=VILLAGE)
		for duty, region, agency in (
			("Village Cadre", OTHER_VILLAGE, None),
			("Monitoring Administrator", CITY, None),
			("Window Clerk", TOWN, None),
			("Helper", VILLAGE, None),
			(AGENCY_DUTY, DISTRICT, self.agency),
		):
			user = self.make_user(duty, region, agency)
			with self.subTest(duty), self.assertRaises(frappe.PermissionError):
				self.finish(user, decision)

	def test_only_who_prepares_the_meeting_withdraws_it(self):
		decision = make_decision(self.meeting.name, office=VILLAGE)
		with as_user(self.make_user("Village Cadre", VILLAGE)), self.assertRaises(frappe.PermissionError):
			frappe.get_doc("Meeting Decision", decision.name).withdraw("不办了")
		with as_user(self.make_user("Town Officer", TOWN)):
			frappe.get_doc("Meeting Decision", decision.name).withdraw("并入另一事项")
		decision.reload()
		self.assertEqual((decision.status, decision.result), ("Withdrawn", "并入另一事项"))

	def test_a_result_is_said_and_stays(self):
		decision = make_decision(self.meeting.name)
		with self.assertRaises(frappe.ValidationError):
			decision.finish("  ")
		decision.finish("已办结")
		with self.assertRaises(frappe.ValidationError):
			decision.finish("再次办结")
		with self.assertRaises(frappe.ValidationError):
			frappe.get_doc("Meeting Decision", decision.name).update({"subject": "改写"}).save()

	def test_the_office_of_a_merged_village_is_its_successor(self):
		decision = make_decision(self.meeting.name, office=VILLAGE)
		decisions.follow_region(VILLAGE, OTHER_VILLAGE)
		self.assertEqual(frappe.db.get_value("Meeting Decision", decision.name, "office"), OTHER_VILLAGE)
