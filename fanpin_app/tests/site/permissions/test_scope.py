import json

import frappe
from frappe.utils import add_days, today

from fanpin_app.permissions import scope
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_income,
	make_officer,
	make_posting,
	make_record,
	make_region,
	make_user,
)


class TestPrefixes(TestCase):
	def test_a_wider_posting_includes_a_narrower_one(self):
		user = make_officer("Village Cadre", VILLAGE)
		make_posting(user, "Town Officer", TOWN)
		self.assertEqual(scope.prefixes(user), ["449913101"])

	def test_postings_that_have_ended_or_not_begun_give_no_access(self):
		ended = make_officer("Village Cadre", VILLAGE, to_date=add_days(today(), -1))
		coming = make_officer("Village Cadre", VILLAGE, from_date=add_days(today(), 1))
		self.assertEqual(scope.prefixes(ended), [])
		self.assertEqual(scope.prefixes(coming), [])


class TestWhoSeesWhichHousehold(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.mine = make_household(VILLAGE)
		self.theirs = make_household(OTHER_VILLAGE)
		self.far = make_household(VILLAGE_OF_OTHER_TOWN)

	def seen_by(self, user: str) -> set[str]:
		frappe.set_user(user)
		ours = [self.mine.name, self.theirs.name, self.far.name]
		return set(frappe.get_list("Household", filters={"name": ("in", ours)}, pluck="name"))

	def test_a_village_officer_sees_the_village(self):
		self.assertEqual(self.seen_by(make_officer("Village Cadre", VILLAGE)), {self.mine.name})

	def test_a_town_officer_sees_the_town(self):
		self.assertEqual(self.seen_by(make_officer("Town Officer", TOWN)), {self.mine.name, self.theirs.name})

	def test_a_district_officer_sees_the_district(self):
		self.assertEqual(
			self.seen_by(make_officer("District Officer", DISTRICT)),
			{self.mine.name, self.theirs.name, self.far.name},
		)

	def test_without_a_posting_nothing_is_seen(self):
		user = make_officer("Village Cadre", VILLAGE, to_date="2020-12-31")
		self.assertEqual(self.seen_by(user), set())
		self.assertEqual(frappe.get_list("Household"), [])
		self.assertEqual(frappe.get_list("Household", fields=["count(name) as n"])[0].n, 0)
		self.assertFalse(self.mine.has_permission("read"))

	def test_a_system_manager_without_a_posting_sees_no_household(self):
		user = make_officer("Village Cadre", VILLAGE, to_date="2020-12-31")
		frappe.get_doc("User", user).add_roles("System Manager", "Monitoring Administrator")
		self.assertEqual(self.seen_by(user), set())

	def test_members_are_listed_only_for_households_in_scope(self):
		frappe.set_user(make_officer("Town Officer", TOWN))
		parents = frappe.get_list("Household Member", parent_doctype="Household", pluck="parent")
		self.assertIn(self.mine.name, parents)
		self.assertNotIn(self.far.name, parents)

	def count(self, **arguments) -> int:
		frappe.local.form_dict = frappe._dict(doctype="Household", **arguments)
		return frappe.call(frappe.get_attr("frappe.client.get_count"), **frappe.local.form_dict)

	def test_a_list_is_counted_up_to_a_limit_where_one_is_asked_for(self):
		make_household(VILLAGE)
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		seen = len(frappe.get_list("Household"))
		self.assertGreater(seen, 1)
		for limit, counted in ((0, seen), (seen - 1, seen - 1), (seen + 5, seen)):
			with self.subTest(limit=limit):
				self.assertEqual(self.count(limit=limit), counted)
		inside_and_outside = json.dumps([["region", "in", [VILLAGE, OTHER_VILLAGE]]])
		self.assertEqual(self.count(filters=inside_and_outside, limit=1000), seen)

	def test_records_of_all_indicators_and_years_are_listed(self):
		for year in (1999, 2026):
			make_income(self.mine.name, year)
		make_record(self.mine, "housing_grade", "D", "2026-10-01")
		make_record(self.mine, "medical_self_paid", 100, "2026-10-01")
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		for doctype in ("Income Statement", "Indicator Record"):
			with self.subTest(doctype=doctype):
				self.assertEqual(len(frappe.get_list(doctype, {"household": self.mine.name})), 2)

	def test_a_link_search_offers_only_households_in_scope(self):
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		from frappe.desk.search import search_widget

		found = search_widget("Household", "T0", page_length=1000) or frappe.response.get("values")
		names = {row[0] if isinstance(row, list | tuple) else row["value"] for row in found}
		self.assertIn(self.mine.name, names)
		self.assertNotIn(self.theirs.name, names)


class TestWhoWritesWhichHousehold(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.mine = make_household(VILLAGE)
		self.theirs = make_household(OTHER_VILLAGE)
		self.officer = make_officer("Village Cadre", VILLAGE)
		frappe.set_user(self.officer)

	def test_the_own_village_can_be_written(self):
		doc = frappe.get_doc("Household", self.mine.name)
		doc.address = "村口"
		doc.save()
		self.assertEqual(frappe.db.get_value("Household", self.mine.name, "address"), "村口")

	def test_another_village_cannot_be_written(self):
		doc = frappe.get_doc("Household", self.theirs.name)
		doc.address = "村口"
		self.assertRaises(frappe.PermissionError, doc.save)

	def test_another_village_s_household_cannot_be_moved_into_the_own(self):
		doc = frappe.get_doc("Household", self.theirs.name)
		doc.region = VILLAGE
		self.assertRaises(frappe.PermissionError, doc.save)

	def test_an_own_household_cannot_be_moved_into_another_village(self):
		doc = frappe.get_doc("Household", self.mine.name)
		doc.region = OTHER_VILLAGE
		self.assertRaises(frappe.PermissionError, doc.save)

	def test_an_income_statement_of_another_village_cannot_be_added(self):
		statement = frappe.get_doc(
			doctype="Income Statement", household=self.theirs.name, region=VILLAGE, year=2026, wage_income=1
		)
		self.assertRaises(frappe.PermissionError, statement.insert)

	def test_the_village_reads_masked_numbers_only(self):
		doc = frappe.get_doc("Household", self.mine.name)
		doc.apply_fieldlevel_read_permissions()
		self.assertIsNone(doc.members[0].get("id_number"))
		self.assertTrue(doc.members[0].id_number_masked)


class TestRegions(TestCase):
	def test_a_region_is_named_with_the_district_and_town_above_it(self):
		make_region(DISTRICT, "某区")
		make_region(TOWN, "某镇")
		frappe.get_doc(
			doctype="Administrative Region",
			region_code=VILLAGE,
			region_name="某村",
			level="Village",
			parent_administrative_region=TOWN,
		).insert()
		self.assertEqual(frappe.db.get_value("Administrative Region", VILLAGE, "full_name"), "某区某镇某村")

	def test_a_code_must_fit_its_level(self):
		make_region(TOWN)
		region = frappe.get_doc(
			doctype="Administrative Region", region_code="449913101000", region_name="x", level="Village"
		)
		self.assertRaises(frappe.ValidationError, region.insert)

	def test_a_code_must_begin_with_its_parents(self):
		make_region(TOWN)
		region = frappe.get_doc(
			doctype="Administrative Region",
			region_code="449913102201",
			region_name="x",
			level="Village",
			parent_administrative_region=TOWN,
		)
		self.assertRaises(frappe.ValidationError, region.insert)


class TestPostings(TestCase):
	def test_a_posting_gives_the_role_of_its_duty_and_hides_frappe_s_workspaces(self):
		name = make_user()
		make_posting(name, "Town Officer", TOWN)
		user = frappe.get_doc("User", name)
		self.assertEqual([row.role for row in user.roles], ["Town Officer"])
		self.assertIn("Core", user.get_blocked_modules())

	def test_an_administrator_keeps_frappe_s_workspaces(self):
		user = make_user(role="System Manager")
		make_posting(user, "City Officer", CITY)
		self.assertEqual(frappe.get_doc("User", user).get_blocked_modules(), [])

	def test_a_posting_cannot_end_before_it_begins(self):
		self.assertRaises(
			frappe.ValidationError,
			make_officer,
			"Town Officer",
			TOWN,
			from_date="2026-01-02",
			to_date="2026-01-01",
		)
