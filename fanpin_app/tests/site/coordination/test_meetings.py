"""Coordination meetings: the monthly proposal, the agenda from data, and the record."""

import frappe
from frappe.utils import add_days, add_months, getdate, now_datetime, today

from fanpin_app.coordination import agenda, meeting_schedule
from fanpin_app.tests.site.assistance.test_measures import case_of
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_TOWN,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_alert,
	make_household,
	make_measure,
	make_officer,
	make_region,
)
from fanpin_app.tests.support.coordination import make_decision, make_group, make_meeting
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.permission_matrix import call_method


def figures(meeting) -> dict[str, int]:
	return {row.item_kind: row.figure for row in meeting.agenda if row.item_kind != agenda.OPEN_DECISION}


class TestTheSchedule(TestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.get_doc("Meeting Plan").update({"day_of_month": 10, "days_ahead": 3, "monthly": 1}).save()
		self.group = make_group(from_date="2020-01-01")
		self.group.db_set("creation", "2020-01-01 00:00:00", update_modified=False)

	def propose(self, day: str) -> list[str]:
		"""The days of the group's meetings that are proposed on the day."""
		names = meeting_schedule.propose_meetings(day)
		found = frappe.get_all(
			"Coordination Meeting",
			{"name": ("in", names), "leading_group": self.group.name},
			pluck="meeting_on",
		)
		return [str(day) for day in found]

	def test_it_is_proposed_some_days_ahead_and_once_a_month(self):
		self.assertEqual(self.propose("2027-03-06"), [])
		self.assertEqual(self.propose("2027-03-07"), ["2027-03-10"])
		self.assertEqual(self.propose("2027-03-07"), [])
		self.assertEqual(self.propose("2027-03-31"), [])
		self.assertEqual(self.propose("2027-04-07"), ["2027-04-10"])

	def test_a_missed_day_is_made_up_for(self):
		self.assertEqual(self.propose("2027-03-25"), ["2027-03-25"])

	def test_a_meeting_at_the_beginning_of_the_month_is_proposed_in_the_month_before(self):
		frappe.get_doc("Meeting Plan").update({"day_of_month": 2, "days_ahead": 5}).save()
		make_meeting(self.group.name, meeting_on="2027-03-15")
		self.assertEqual(self.propose("2027-03-28"), ["2027-04-02"])

	def test_a_short_month_has_its_meeting_on_the_last_day(self):
		self.assertEqual(meeting_schedule.planned_day(getdate("2027-02-05"), 31), getdate("2027-02-28"))

	def test_a_group_that_met_in_the_month_gets_none(self):
		make_meeting(self.group.name, meeting_on="2027-03-02")
		self.assertEqual(self.propose("2027-03-07"), [])

	def test_a_cancelled_meeting_is_not_proposed_again(self):
		self.propose("2027-03-07")
		[meeting] = frappe.get_all("Coordination Meeting", {"leading_group": self.group.name}, pluck="name")
		frappe.get_doc("Coordination Meeting", meeting).update({"status": "Cancelled"}).save()
		self.assertEqual(self.propose("2027-03-08"), [])

	def test_a_meeting_that_was_moved_to_another_month_is_not_proposed_again(self):
		self.propose("2027-03-07")
		[meeting] = frappe.get_all("Coordination Meeting", {"leading_group": self.group.name}, pluck="name")
		frappe.get_doc("Coordination Meeting", meeting).update({"meeting_on": "2027-04-01"}).save()
		self.assertEqual(self.propose("2027-03-08"), [])

	def test_groups_that_do_not_meet_monthly_or_have_ended_get_none(self):
		self.group.update({"meets_monthly": 0}).save()
		self.assertEqual(self.propose("2027-03-07"), [])
		self.group.update({"meets_monthly": 1, "to_date": "2027-03-01"}).save()
		self.assertEqual(self.propose("2027-04-07"), [])

	def test_nothing_is_proposed_where_the_plan_says_so(self):
		frappe.get_doc("Meeting Plan").update({"monthly": 0}).save()
		self.assertEqual(self.propose("2027-03-07"), [])

	def test_the_day_of_the_plan_is_one_of_a_month(self):
		for wrong in ({"day_of_month": 0}, {"day_of_month": 32}, {"days_ahead": 31}):
			with self.subTest(wrong), self.assertRaises(frappe.ValidationError):
				frappe.get_doc("Meeting Plan").update(wrong).save()


class TestTheAgenda(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.group = make_group()

	def overdue_alert(self, village: str) -> None:
		alert = make_alert(make_household(village).name)
		alert.db_set("response_due", add_days(now_datetime(), -1))

	def overdue_check(self, village: str) -> None:
		check = frappe.get_doc(
			doctype="Risk Check", household=make_household(village).name, purpose="Inclusion"
		).insert()
		check.db_set("due_on", add_days(today(), -1))

	def late_measure(self, village: str, **fields) -> None:
		measure = make_measure(case_of(make_household(village).name), **fields)
		measure.db_set("creation", add_months(now_datetime(), -6), update_modified=False)

	def test_it_counts_what_is_overdue_in_the_region_of_the_meeting(self):
		for village in (VILLAGE, VILLAGE_OF_OTHER_TOWN):
			self.overdue_alert(village)
			self.overdue_check(village)
			self.late_measure(village)
		make_alert(make_household(VILLAGE).name)
		counted = figures(make_meeting(self.group.name))
		self.assertEqual(
			(counted[agenda.ALERTS], counted[agenda.CHECKS], counted[agenda.MEASURES]), (1, 1, 1)
		)
		of_district = make_meeting(make_group(DISTRICT).name)
		self.assertEqual(figures(of_district)[agenda.ALERTS], 2)

	def test_a_measure_is_undelivered_once_its_day_and_the_days_of_the_clock_have_passed(self):
		self.late_measure(VILLAGE, planned_for=add_days(today(), 30))
		make_measure(case_of(make_household(VILLAGE).name))
		self.assertEqual(figures(make_meeting(self.group.name))[agenda.MEASURES], 0)

	def test_late_files_are_those_of_the_reminders(self):
		self.assertEqual(
			figures(make_meeting(self.group.name))[agenda.FILES], agenda.late_files(getdate(today()))
		)

	def test_a_link_shows_as_many_documents_as_were_counted(self):
		self.overdue_alert(VILLAGE)
		self.overdue_check(VILLAGE)
		self.late_measure(VILLAGE)
		meeting = make_meeting(self.group.name)
		with as_user(make_officer("Town Officer", TOWN)):
			routes = agenda.routes(meeting.region)
			for kind in (agenda.ALERTS, agenda.CHECKS, agenda.MEASURES):
				[_list, doctype, _view] = routes[kind]["route"]
				listed = frappe.get_list(doctype, filters=routes[kind]["options"], pluck="name")
				self.assertEqual(len(listed), figures(meeting)[kind], kind)
		self.assertEqual(routes[agenda.FILES]["route"], ["query-report", "Data Ledger"])

	def test_the_figures_stay_as_they_were_until_they_are_counted_again(self):
		meeting = make_meeting(self.group.name)
		meeting.agenda[0].discussion = "请各村三日内响应"
		meeting.append("agenda", {"subject": "其他事项"})
		meeting.save()
		self.overdue_alert(VILLAGE)
		self.assertEqual(figures(frappe.get_doc(meeting.doctype, meeting.name))[agenda.ALERTS], 0)
		meeting.renew_agenda()
		meeting.reload()
		self.assertEqual(figures(meeting)[agenda.ALERTS], 1)
		self.assertEqual(meeting.agenda[0].discussion, "请各村三日内响应")
		self.assertEqual(meeting.agenda[-1].subject, "其他事项")

	def test_open_decisions_of_earlier_meetings_are_on_it_until_they_are_done(self):
		earlier = make_meeting(self.group.name, meeting_on=add_days(today(), -40))
		late = make_decision(earlier.name, due_on=add_days(today(), -30), subject="逾期事项")
		soon = make_decision(earlier.name, subject="未到期事项")
		rows = [row for row in make_meeting(self.group.name).agenda if row.item_kind == agenda.OPEN_DECISION]
		self.assertEqual([(row.decision, row.overdue) for row in rows], [(late.name, 1), (soon.name, 0)])
		late.finish("已办结")
		rows = [row.decision for row in make_meeting(self.group.name).agenda if row.decision]
		self.assertEqual(rows, [soon.name])

	def test_decisions_of_another_group_are_not_on_it(self):
		make_decision(make_meeting(make_group(DISTRICT).name).name)
		self.assertFalse([row for row in make_meeting(self.group.name).agenda if row.decision])

	def test_the_units_of_the_group_are_expected(self):
		units = [row.unit for row in make_meeting(self.group.name).attendance]
		self.assertEqual(units, ["镇党委", "民政办", "医保服务站", "乡村振兴办"])

	def test_a_client_does_not_write_the_figures(self):
		meeting = make_meeting(self.group.name)
		with as_user(make_officer("Town Officer", TOWN)):
			doc = frappe.get_doc(meeting.doctype, meeting.name)
			doc.agenda[0].update({"figure": 98765432, "discussion": "zq read"})
			# Changes of `call_method` are rolled back: the answer holds the saved document.
			text, error = call_method("frappe.client.save", doc=doc.as_json())
		self.assertIsNone(error)
		self.assertIn("zq read", text)
		self.assertNotIn("98765432", text)


class TestTheRecord(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.meeting = make_meeting(make_group().name)

	def test_a_meeting_is_held_with_minutes_and_not_before_its_day(self):
		with self.assertRaises(frappe.ValidationError):
			self.meeting.update({"status": "Took Place"}).save()
		self.meeting.reload()
		with self.assertRaises(frappe.ValidationError):
			self.meeting.update(
				{"status": "Took Place", "minutes": "略", "meeting_on": add_days(today(), 1)}
			).save()

	def test_a_meeting_that_was_held_stays_so_with_its_figures(self):
		self.meeting.update({"status": "Took Place", "minutes": "研究三项工作"}).save()
		with self.assertRaises(frappe.ValidationError):
			self.meeting.renew_agenda()
		with self.assertRaises(frappe.ValidationError):
			self.meeting.update({"status": "Proposed"}).save()

	def test_the_minutes_are_printed_with_decisions(self):
		self.meeting.update({"status": "Took Place", "minutes": "研究 <三> 项工作"}).save()
		make_decision(self.meeting.name, subject="核实预警 & 回访")
		with as_user(make_officer("Town Officer", TOWN)):
			html = frappe.get_print("Coordination Meeting", self.meeting.name, "议事协调会议纪要")
		for text in ("议事协调会议纪要", "研究 &lt;三&gt; 项工作", "核实预警 &amp; 回访", "乡村振兴办"):
			self.assertIn(text, html)


class TestWhoReadsAndPrepares(TestCase):
	def test_the_offices_of_the_region_prepare_and_others_see_nothing(self):
		make_region(OTHER_TOWN)
		meeting = make_meeting(make_group().name)
		agency = frappe.get_all("Sector Agency", pluck="name", limit=1)[0]
		for duty, region, reads, writes in (
			("Town Officer", TOWN, True, True),
			("District Officer", DISTRICT, True, True),
			("City Officer", CITY, True, True),
			("Monitoring Administrator", CITY, True, False),
			("Town Officer", OTHER_TOWN, False, False),
			("Village Cadre", VILLAGE, False, False),
			("Window Clerk", TOWN, False, False),
			("Helper", TOWN, False, False),
			("Agency Data Officer", DISTRICT, False, False),
		):
			with self.subTest(duty=duty, region=region):
				user = make_officer(duty, region, **({"agency": agency} if "Agency" in duty else {}))
				rights = [
					bool(frappe.has_permission("Coordination Meeting", right, meeting, user=user))
					for right in ("read", "write")
				]
				self.assertEqual(rights, [reads, writes])
				with as_user(user):
					if not writes:
						with self.assertRaises(frappe.PermissionError):
							frappe.get_doc("Coordination Meeting", meeting.name).renew_agenda()
