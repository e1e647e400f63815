"""Leading groups on any day."""

import frappe

from fanpin_app.coordination import groups
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_TOWN,
	TOWN,
	VILLAGE,
	make_officer,
	make_region,
)
from fanpin_app.tests.support.coordination import make_group
from fanpin_app.tests.support.procedure import as_user


class TestLeadingGroups(TestCase):
	def names(self, group, day: str) -> list[str]:
		return [row.member_name for row in groups.members_on(group, day)]

	def test_the_members_are_those_of_the_day(self):
		group = make_group(
			TOWN,
			{"member_name": "前组长", "unit": "镇党委", "group_role": "Group Head", "to_date": "2026-06-30"},
			{
				"member_name": "现组长",
				"unit": "镇党委",
				"group_role": "Group Head",
				"from_date": "2026-07-01",
			},
			{"member_name": "成员", "unit": "民政办"},
			to_date="2026-12-31",
		)
		self.assertEqual(self.names(group, "2026-06-30"), ["前组长", "成员"])
		self.assertEqual(self.names(group, "2026-07-01"), ["现组长", "成员"])
		self.assertEqual(self.names(group, "2025-12-31"), [])
		self.assertEqual(self.names(group, "2027-01-01"), [])

	def test_heads_come_before_members_whatever_the_order_of_the_rows(self):
		group = make_group(
			TOWN,
			{"member_name": "成员", "unit": "民政办"},
			{"member_name": "副组长", "unit": "镇政府", "group_role": "Deputy Head"},
			{"member_name": "组长", "unit": "镇党委", "group_role": "Group Head"},
		)
		self.assertEqual(self.names(group, "2026-07-01"), ["组长", "副组长", "成员"])

	def test_the_level_is_that_of_the_region_and_a_village_has_none(self):
		self.assertEqual(make_group(TOWN).level, "Town")
		with self.assertRaises(frappe.ValidationError):
			make_group(VILLAGE)

	def test_days_in_the_wrong_order_are_refused(self):
		with self.assertRaises(frappe.ValidationError):
			make_group(TOWN, to_date="2025-01-01")

	def test_first_secretaries_and_work_teams_are_shown_by_their_postings(self):
		group = make_group()
		make_officer("First Secretary", VILLAGE)
		make_officer("Work Team Member", TOWN, to_date="2026-03-31")
		with as_user(make_officer("Town Officer", TOWN)):
			shown = [group.get_composition(day)["posted"] for day in ("2026-03-31", "2026-04-01")]
		self.assertEqual([len(posted) for posted in shown], [2, 1])
		with as_user(make_officer("Village Cadre", VILLAGE)):
			self.assertEqual(group.get_composition("2026-03-31")["posted"], [])

	def test_it_is_read_in_its_region_and_written_by_its_office_and_above(self):
		make_region(OTHER_TOWN)
		group = make_group()
		for duty, region, reads, writes in (
			("Town Officer", TOWN, True, True),
			("District Officer", DISTRICT, True, True),
			("City Officer", CITY, True, True),
			("Village Cadre", VILLAGE, True, False),
			("Town Officer", VILLAGE, True, False),
			("Town Officer", OTHER_TOWN, False, False),
			("Helper", TOWN, False, False),
			("Window Clerk", TOWN, False, False),
		):
			with self.subTest(duty=duty, region=region):
				user = make_officer(duty, region)
				rights = [
					bool(frappe.has_permission("Leading Group", right, group, user=user))
					for right in ("read", "write")
				]
				self.assertEqual(rights, [reads, writes])
				with as_user(user):
					listed = frappe.has_permission("Leading Group") and frappe.get_list(
						"Leading Group", pluck="name"
					)
				self.assertEqual(group.name in (listed or []), reads)
