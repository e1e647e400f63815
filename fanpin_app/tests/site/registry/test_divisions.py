"""A region is renamed, merged into another or gets a new code, and everything in it is moved."""

import frappe
from frappe.desk.search import search_widget
from frappe.utils import add_days, today

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.oversight.report.visit_coverage.visit_coverage import execute as coverage
from fanpin_app.permissions import postings
from fanpin_app.registry.regions import changes
from fanpin_app.tests.site.discovery.test_register_file import HEADERS, row
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_TOWN,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_alert,
	make_household,
	make_id_number,
	make_income,
	make_officer,
	make_region,
)

GRID = VILLAGE + "001"
OTHER_GRID = VILLAGE + "002"
WHY = "民政函〔2026〕12号"


def region(code: str):
	return frappe.get_doc("Administrative Region", code)


class DivisionsCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE, "东村")
		make_region(OTHER_VILLAGE, "西村")


class TestRenaming(DivisionsCase):
	def test_full_names_below_are_updated(self):
		name = changes.rename(TOWN, "新街道", today(), WHY)
		self.assertTrue(region(VILLAGE).full_name.endswith("新街道东村"))
		self.assertEqual(frappe.db.get_value("Region Change", name, "new_name"), "新街道")

	def test_the_old_name_is_stored_and_found(self):
		changes.rename(VILLAGE, "东风村", today(), WHY)
		self.assertEqual((region(VILLAGE).region_name, region(VILLAGE).former_names), ("东风村", "东村"))
		found = search_widget("Administrative Region", "东村") or frappe.response.get("values")
		self.assertIn(VILLAGE, str(found))

	def test_a_change_needs_a_reason_and_a_day_that_is_not_in_the_future(self):
		for arguments in (
			("东风村", today(), " "),
			("东风村", add_days(today(), 1), WHY),
			("东村", today(), WHY),
		):
			self.assertRaises(frappe.ValidationError, changes.rename, VILLAGE, *arguments)


class TestMerging(DivisionsCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(VILLAGE)
		self.alert = make_alert(self.household.name)
		self.income = make_income(self.household.name)

	def test_households_and_all_their_documents_are_in_the_other_village(self):
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		for document in (self.household, self.alert, self.income):
			self.assertEqual(frappe.db.get_value(document.doctype, document.name, "region"), OTHER_VILLAGE)

	def test_each_household_has_its_move_in_its_history(self):
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		change = frappe.get_doc("Registry Change", {"household": self.household.name})
		self.assertEqual(
			(change.kind, change.from_region, change.to_region, change.reason),
			("Household Moved", VILLAGE, OTHER_VILLAGE, WHY),
		)

	def test_households_of_a_grid_move_too_and_the_grid_ends(self):
		make_region(GRID)
		in_grid = make_household(GRID)
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		self.assertEqual(frappe.db.get_value("Household", in_grid.name, "region"), OTHER_VILLAGE)
		self.assertEqual((region(GRID).disabled, region(GRID).successor), (1, OTHER_VILLAGE))

	def test_the_old_village_links_to_its_successor_which_has_its_name(self):
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		self.assertEqual((region(VILLAGE).disabled, region(VILLAGE).successor), (1, OTHER_VILLAGE))
		self.assertEqual(region(OTHER_VILLAGE).former_names, "东村")

	def test_postings_are_moved_from_the_day_on(self):
		user = make_officer("Village Cadre", VILLAGE)
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		self.assertEqual(postings.prefixes(user), [OTHER_VILLAGE])
		old = frappe.get_doc("Officer Posting", {"user": user, "region": VILLAGE})
		self.assertEqual(str(old.to_date), add_days(today(), -1))

	def test_the_posting_of_a_disabled_account_ends(self):
		user = make_officer("Village Cadre", VILLAGE)
		frappe.db.set_value("User", user, "enabled", 0)
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		self.assertEqual(postings.prefixes(user), [])

	def test_postings_end_if_that_was_chosen(self):
		user = make_officer("Village Cadre", VILLAGE)
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY, postings="End")
		self.assertEqual(postings.prefixes(user), [])

	def test_a_user_posted_to_both_keeps_one_posting(self):
		user = make_officer("Village Cadre", VILLAGE)
		frappe.copy_doc(frappe.get_doc("Officer Posting", {"user": user})).update(
			{"region": OTHER_VILLAGE}
		).insert()
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		self.assertEqual(frappe.db.count("Officer Posting", {"user": user, "region": OTHER_VILLAGE}), 1)

	def test_a_register_file_that_names_the_old_code_leaves_the_household_where_it_is(self):
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		folder = make_folder(self)
		rows = [
			row(self.household.name, "林试", self.household.members[0].id_number, region=VILLAGE),
			row("T-NEW-9", "新人", make_id_number(), region=VILLAGE),
		]
		load_file(write_workbook(folder / "农户信息_202610.xlsx", HEADERS, rows))
		for name in (self.household.name, "T-NEW-9"):
			self.assertEqual(frappe.db.get_value("Household", name, "region"), OTHER_VILLAGE)

	def test_old_codes_lead_through_two_mergers_to_the_present_region(self):
		make_region(VILLAGE_OF_OTHER_TOWN)
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		changes.merge(OTHER_VILLAGE, VILLAGE_OF_OTHER_TOWN, today(), WHY)
		self.assertEqual(
			changes.codes_of_today([VILLAGE, VILLAGE_OF_OTHER_TOWN]), {VILLAGE: VILLAGE_OF_OTHER_TOWN}
		)

	def test_regions_of_different_levels_or_out_of_use_are_not_merged(self):
		for into in (TOWN, VILLAGE):
			self.assertRaises(frappe.ValidationError, changes.merge, VILLAGE, into, today(), WHY)
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		self.assertRaises(frappe.ValidationError, changes.merge, VILLAGE, OTHER_VILLAGE, today(), WHY)
		self.assertRaises(frappe.ValidationError, changes.merge, OTHER_VILLAGE, VILLAGE, today(), WHY)


class TestNewCodes(DivisionsCase):
	def test_a_village_moves_to_another_town_with_its_grids_and_households(self):
		make_region(OTHER_TOWN, "邻镇")
		make_region(GRID)
		in_grid, in_village = make_household(GRID), make_household(VILLAGE)
		user = make_officer("Grid Member", GRID)
		code = "449913102301"
		changes.give_new_code(VILLAGE, code, today(), WHY, "东社区")
		self.assertEqual(frappe.db.get_value("Household", in_village.name, "region"), code)
		self.assertEqual(frappe.db.get_value("Household", in_grid.name, "region"), code + "001")
		self.assertEqual(region(code).parent_administrative_region, OTHER_TOWN)
		self.assertEqual(region(code + "001").parent_administrative_region, code)
		self.assertTrue(region(code).full_name.endswith("邻镇东社区"))
		self.assertEqual((region(VILLAGE).successor, region(code).former_names), (code, "东村"))
		self.assertEqual(postings.prefixes(user), [code + "001"])

	def test_a_code_that_is_taken_or_does_not_fit_is_refused(self):
		for code in (OTHER_VILLAGE, "449913101000", "44991310130", "449955102301"):
			self.assertRaises(frappe.ValidationError, changes.give_new_code, VILLAGE, code, today(), WHY)


class TestWhoChangesRegions(DivisionsCase):
	def test_officers_do_not_at_any_level(self):
		for duty, place in (
			("Village Cadre", VILLAGE),
			("Town Officer", TOWN),
			("District Officer", DISTRICT),
			("City Officer", CITY),
			("Window Clerk", TOWN),
		):
			frappe.set_user(make_officer(duty, place))
			with self.subTest(duty):
				self.assertRaises(frappe.PermissionError, changes.merge, VILLAGE, OTHER_VILLAGE, today(), WHY)
				self.assertRaises(frappe.PermissionError, changes.rename, VILLAGE, "x", today(), WHY)
				self.assertRaises(
					frappe.PermissionError, changes.give_new_code, VILLAGE, "449913101301", today(), WHY
				)
			frappe.set_user("Administrator")

	def test_an_administrator_does_within_the_posting(self):
		make_region(VILLAGE_OF_OTHER_TOWN)
		frappe.set_user(make_officer("Monitoring Administrator", TOWN))
		self.assertRaises(frappe.PermissionError, changes.merge, VILLAGE, VILLAGE_OF_OTHER_TOWN, today(), WHY)
		self.assertTrue(changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY))


class TestGrids(DivisionsCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(GRID)
		make_region(OTHER_GRID)
		self.households = [make_household(VILLAGE) for _each in range(3)]
		self.names = [household.name for household in self.households]

	def test_the_village_moves_its_households_into_grids_with_their_documents(self):
		alert = make_alert(self.names[0])
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		self.assertEqual(changes.put_into_grid(frappe.as_json(self.names), GRID), 3)
		self.assertEqual(frappe.db.count("Household", {"name": ("in", self.names), "region": GRID}), 3)
		self.assertEqual(frappe.db.get_value("Risk Alert", alert.name, "region"), GRID)

	def test_a_grid_member_sees_the_own_grid_only(self):
		changes.put_into_grid(self.names[:1], GRID)
		changes.put_into_grid(self.names[1:2], OTHER_GRID)
		frappe.set_user(make_officer("Grid Member", GRID))
		listed = frappe.get_list("Household", filters={"name": ("in", self.names)}, pluck="name")
		self.assertEqual(listed, self.names[:1])

	def test_visits_are_counted_by_grid(self):
		changes.put_into_grid(self.names[:2], GRID)
		_columns, rows = coverage({"region": VILLAGE})
		self.assertEqual({row["region"]: row["households"] for row in rows}, {VILLAGE: 1, GRID: 2})

	def test_a_household_of_another_village_is_not_moved_into_a_grid(self):
		elsewhere = make_household(OTHER_VILLAGE)
		self.assertRaises(frappe.ValidationError, changes.put_into_grid, [elsewhere.name], GRID)

	def test_a_user_who_may_not_write_a_household_does_not_move_it_into_a_grid(self):
		for duty, place in (("Window Clerk", TOWN), ("City Officer", CITY), ("Village Cadre", OTHER_VILLAGE)):
			frappe.set_user(make_officer(duty, place))
			with self.subTest(duty):
				self.assertRaises(frappe.PermissionError, changes.put_into_grid, self.names, GRID)
			frappe.set_user("Administrator")

	def test_a_grid_member_does_not_move_households_into_another_grid(self):
		changes.put_into_grid(self.names, GRID)
		frappe.set_user(make_officer("Grid Member", GRID))
		self.assertRaises(frappe.PermissionError, changes.put_into_grid, self.names, OTHER_GRID)
