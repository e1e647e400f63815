"""A household has one responsible helper at a time, and a helper sees the paired households only."""

import frappe
from frappe.utils import add_days, today

from fanpin_app.assistance.cases import open_case
from fanpin_app.oversight.report.helpers_of_households.helpers_of_households import execute
from fanpin_app.permissions import postings, scope
from fanpin_app.registry.regions import changes
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_alert,
	make_household,
	make_officer,
	make_pairing,
	make_posting,
	make_region,
	make_user,
	make_visit,
)

YESTERDAY = add_days(today(), -1)


class PairingCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(OTHER_VILLAGE)
		self.mine, self.theirs = make_household(VILLAGE), make_household(VILLAGE)
		self.helper = make_officer("Helper", TOWN)

	def seen(self, doctype: str = "Household") -> set[str]:
		return set(frappe.get_list(doctype, pluck="name", limit=0))


class TestWhatAHelperSees(PairingCase):
	def setUp(self) -> None:
		super().setUp()
		self.pairing = make_pairing(self.mine.name, self.helper)

	def test_a_helper_sees_the_paired_household_and_no_other_of_the_village(self):
		frappe.set_user(self.helper)
		self.assertEqual(self.seen(), {self.mine.name})
		self.assertTrue(self.mine.has_permission("read"))
		self.assertFalse(self.theirs.has_permission("read"))

	def test_documents_of_the_paired_household_are_seen_and_nothing_else(self):
		alerts = [make_alert(each.name) for each in (self.mine, self.theirs)]
		frappe.set_user(self.helper)
		self.assertEqual(self.seen("Risk Alert"), {alerts[0].name})
		self.assertFalse(alerts[1].has_permission("read"))
		members = frappe.get_list("Household Member", parent_doctype="Household", pluck="parent", limit=0)
		self.assertEqual(set(members), {self.mine.name})

	def test_a_helper_visits_the_paired_household_only(self):
		frappe.set_user(self.helper)
		make_visit(self.mine.name)
		self.assertRaises(frappe.PermissionError, make_visit, self.theirs.name)

	def test_a_helper_changes_nothing_in_the_register(self):
		frappe.set_user(self.helper)
		household = frappe.get_doc("Household", self.mine.name)
		household.address = "村口"
		self.assertRaises(frappe.PermissionError, household.save)
		self.assertRaises(frappe.PermissionError, make_pairing, self.theirs.name, self.helper)

	def test_a_query_of_a_report_holds_the_paired_household_only(self):
		frappe.set_user(self.helper)
		household = frappe.qb.DocType("Household")
		names = frappe.qb.from_(household).select(household.name).where(scope.criterion(household.region))
		self.assertEqual(names.run(pluck=True), [self.mine.name])

	def test_a_visit_of_another_household_is_not_changed_into_one_of_the_own(self):
		visit = make_visit(self.theirs.name)
		frappe.set_user(self.helper)
		visit.household = self.mine.name
		self.assertRaises(frappe.PermissionError, visit.save)

	def test_nothing_is_seen_before_and_after_the_pairing(self):
		for days in ({"from_date": add_days(today(), 1)}, {"to_date": YESTERDAY}):
			with self.subTest(days):
				frappe.db.set_value("Helper Pairing", self.pairing.name, days)
				frappe.set_user(self.helper)
				self.assertEqual(self.seen(), set())
				frappe.set_user("Administrator")
				frappe.db.set_value(
					"Helper Pairing", self.pairing.name, {"from_date": "2020-01-01", "to_date": None}
				)

	def test_nothing_is_seen_without_a_posting_in_force(self):
		posting = frappe.get_doc("Officer Posting", {"user": self.helper})
		posting.update({"to_date": YESTERDAY}).save()
		frappe.set_user(self.helper)
		self.assertEqual(self.seen(), set())

	def test_a_posting_as_helper_gives_access_to_no_region(self):
		self.assertEqual(postings.prefixes(self.helper), [])
		self.assertEqual(postings.prefixes(self.helper, "Household"), [])

	def test_a_cadre_who_helps_in_another_village_sees_the_own_village_and_that_household(self):
		cadre = make_officer("Village Cadre", OTHER_VILLAGE)
		make_posting(cadre, "Helper", TOWN)
		neighbour = make_household(OTHER_VILLAGE)
		make_pairing(self.theirs.name, cadre)
		frappe.set_user(cadre)
		self.assertEqual(self.seen(), {neighbour.name, self.theirs.name})
		self.assertTrue(neighbour.has_permission("write"))
		self.assertFalse(self.theirs.has_permission("write"))

	def test_a_household_that_moves_out_of_the_posting_s_region_is_no_longer_seen(self):
		make_region(VILLAGE_OF_OTHER_TOWN)
		changes.merge(VILLAGE, VILLAGE_OF_OTHER_TOWN, today(), "批复")
		pairing = frappe.get_doc("Helper Pairing", self.pairing.name)
		self.assertEqual(pairing.region, VILLAGE_OF_OTHER_TOWN)
		frappe.set_user(self.helper)
		self.assertEqual(self.seen(), set())


class TestPairings(PairingCase):
	def test_a_household_has_one_helper_at_a_time(self):
		first = make_pairing(self.mine.name, self.helper)
		other = make_officer("Helper", TOWN)
		self.assertRaises(frappe.ValidationError, make_pairing, self.mine.name, other, from_date=today())
		first.update({"to_date": YESTERDAY}).save()
		make_pairing(self.mine.name, other, from_date=today())

	def test_a_pairing_cannot_end_before_it_begins(self):
		self.assertRaises(
			frappe.ValidationError, make_pairing, self.mine.name, self.helper, to_date="2019-12-31"
		)

	def test_a_helper_needs_a_posting_that_covers_the_household(self):
		far = make_household(VILLAGE_OF_OTHER_TOWN)
		for household, user in ((far, self.helper), (self.mine, make_user())):
			self.assertRaises(frappe.ValidationError, make_pairing, household.name, user)

	def test_town_officers_pair_within_the_town_and_villages_do_not(self):
		far, far_helper = make_household(VILLAGE_OF_OTHER_TOWN), make_officer("Helper", DISTRICT)
		frappe.set_user(make_officer_as_administrator("Town Officer", TOWN))
		make_pairing(self.mine.name, self.helper)
		self.assertRaises(frappe.PermissionError, make_pairing, far.name, far_helper)
		for duty, place in (("Village Cadre", VILLAGE), ("Window Clerk", TOWN), ("City Officer", CITY)):
			with self.subTest(duty):
				frappe.set_user(make_officer_as_administrator(duty, place))
				self.assertRaises(frappe.PermissionError, make_pairing, self.theirs.name, self.helper)

	def test_the_open_case_names_the_helper(self):
		pairing = make_pairing(self.mine.name, self.helper)
		case = open_case(self.mine.name, "Marginal", today(), "Imported")
		self.assertEqual(case.helper, self.helper)
		pairing.update({"to_date": YESTERDAY}).save()
		self.assertFalse(frappe.db.get_value("Monitoring Case", case.name, "helper"))

	def test_the_households_are_handed_over_with_the_posting(self):
		make_pairing(self.mine.name, self.helper)
		successor = make_user(role="Helper")
		posting = frappe.get_doc("Officer Posting", {"user": self.helper})
		handover = frappe.get_doc("Posting Handover", posting.hand_over(successor, today(), "调离"))
		self.assertIn("Helper Pairing", [row.reference_doctype for row in handover.documents])
		frappe.set_user(successor)
		self.assertEqual(self.seen(), {self.mine.name})
		frappe.set_user(self.helper)
		self.assertRaises(frappe.PermissionError, self.seen)


class TestTheBoard(PairingCase):
	def setUp(self) -> None:
		super().setUp()
		for household in (self.mine, self.theirs):
			open_case(household.name, "Marginal", today(), "Imported")
		make_pairing(self.mine.name, self.helper, unit="某局")

	def rows(self, **filters) -> list[tuple]:
		_columns, rows = execute(filters)
		return [(row["household"], row["unit"]) for row in rows]

	def test_households_that_nobody_helps_come_first(self):
		frappe.set_user(make_officer("Town Officer", TOWN))
		self.assertEqual(self.rows(), [(self.theirs.name, None), (self.mine.name, "某局")])
		self.assertEqual(self.rows(without_helper=1), [(self.theirs.name, None)])

	def test_it_holds_the_reader_s_regions(self):
		frappe.set_user(make_officer("Village Cadre", OTHER_VILLAGE))
		self.assertEqual(self.rows(), [])


def make_officer_as_administrator(duty: str, place: str) -> str:
	frappe.set_user("Administrator")
	return make_officer(duty, place)
