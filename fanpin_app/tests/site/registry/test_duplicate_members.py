import frappe
from frappe.desk import query_report
from frappe.utils import today

from fanpin_app.registry.households.duplicates import compare
from fanpin_app.registry.operations import members
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_id_number,
	make_officer,
	member,
)
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user


def pairs(**filters) -> list[dict]:
	return query_report.run("Duplicate Members", filters=filters)["result"]


class TestDuplicateMembers(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.number = make_id_number()
		self.one = self.register(VILLAGE)

	def register(self, region: str, **fields):
		"""A household of two in the region, whose second member is always the same person."""
		person = member(member_name="林双", relation="Son", id_number=self.number, **fields)
		return make_household(region, members=[member(), person])

	def found(self, user: str, **filters) -> list[set[str]]:
		ours = self.one.members[1].id_number_masked
		with as_user(user):
			rows = [row for row in pairs(**filters) if row["id_number_masked"] == ours]
			self.assertNotIn(self.number, frappe.as_json(rows))
		return [{row["one_household"], row["other_household"]} for row in rows]

	def test_an_officer_of_both_places_finds_the_pair_once(self):
		other = self.register(OTHER_VILLAGE)
		for user in (self.offices.town, self.offices.district):
			self.assertEqual(self.found(user), [{self.one.name, other.name}])

	def test_an_officer_of_one_place_finds_nothing(self):
		self.register(OTHER_VILLAGE)
		self.assertEqual(self.found(self.offices.village), [])
		self.assertEqual(self.found(self.offices.stranger), [])

	def test_a_pair_across_towns_is_for_the_district(self):
		other = self.register(VILLAGE_OF_OTHER_TOWN)
		self.assertEqual(self.found(self.offices.town), [])
		self.assertEqual(self.found(self.offices.district), [{self.one.name, other.name}])

	def test_people_who_moved_out_or_died_are_no_duplicates(self):
		self.register(OTHER_VILLAGE, status="Moved Out")
		self.register(OTHER_VILLAGE, status="Deceased")
		self.assertEqual(self.found(self.offices.town), [])

	def test_a_region_filter_keeps_pairs_with_one_side_in_it(self):
		other = self.register(OTHER_VILLAGE)
		self.assertEqual(self.found(self.offices.town, region=OTHER_VILLAGE), [{self.one.name, other.name}])
		self.assertEqual(self.found(self.offices.district, region=VILLAGE_OF_OTHER_TOWN), [])

	def test_the_pair_disappears_once_the_person_moved_out_of_one(self):
		other = self.register(OTHER_VILLAGE)
		with as_user(self.offices.town):
			members.record_moving_out(other.name, other.members[1].name, today(), "重复登记")
		self.assertEqual(self.found(self.offices.town), [])

	def test_both_registrations_are_shown_side_by_side_without_the_number(self):
		other = self.register(OTHER_VILLAGE, employment_status="Not Employed")
		with as_user(self.offices.town):
			facts = compare(self.one.members[1].name, other.members[1].name)
		self.assertNotIn(self.number, frappe.as_json(facts))
		values = {fact["label"]: (fact["one"], fact["other"], fact["differs"]) for fact in facts}
		self.assertEqual(values["Employment Status"], ("Employed", "Not Employed", True))
		self.assertEqual(values["Household Number"], (self.one.name, other.name, True))
		self.assertFalse(values["Member Name"][2])

	def test_nothing_is_compared_with_a_place_outside(self):
		other = self.register(OTHER_VILLAGE)
		with as_user(self.offices.village):
			for name in (other.members[1].name, "no such row"):
				with self.assertRaises(frappe.PermissionError):
					compare(self.one.members[1].name, name)

	def test_a_user_without_the_roles_is_refused(self):
		clerk = make_officer("Window Clerk", VILLAGE)
		with as_user(clerk):
			self.assertRaises(frappe.PermissionError, pairs)
