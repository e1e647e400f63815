"""Rights apply in the regions of the posting that grants them: for two postings, and for manually assigned
roles."""

import frappe

from fanpin_app.oversight.waiting import checks_for_me
from fanpin_app.permissions import postings, scope
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	DISTRICT,
	OTHER_TOWN,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_alert,
	make_household,
	make_officer,
	make_posting,
	make_user,
)
from fanpin_app.tests.support.procedure import OfficesTestCase, apply_action, as_user
from fanpin_app.tests.support.security.permission_matrix import call_method


class ScopeByRoleCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.mine = make_household(VILLAGE)
		self.neighbours = make_household(OTHER_VILLAGE)
		self.far = make_household(VILLAGE_OF_OTHER_TOWN)

	def listed(self, doctype: str, documents: list) -> set[str]:
		names = [doc.name for doc in documents]
		return set(frappe.get_list(doctype, filters={"name": ("in", names)}, pluck="name"))


class TestTwoPostings(ScopeByRoleCase):
	def setUp(self) -> None:
		super().setUp()
		self.alerts = [make_alert(each.name) for each in (self.mine, self.neighbours)]
		self.officer = make_officer("Village Cadre", VILLAGE)
		make_posting(self.officer, "Window Clerk", TOWN)
		frappe.set_user(self.officer)

	def test_a_list_has_what_one_of_the_roles_reads_where_it_applies(self):
		households = [self.mine, self.neighbours, self.far]
		self.assertEqual(self.listed("Household", households), {self.mine.name, self.neighbours.name})
		self.assertEqual(self.listed("Risk Alert", self.alerts), {self.alerts[0].name})

	def test_rows_of_a_table_follow_the_document(self):
		listed = frappe.get_list("Household Member", parent_doctype="Household", pluck="parent")
		self.assertIn(self.neighbours.name, listed)
		self.assertNotIn(self.far.name, listed)

	def test_a_household_that_the_clerk_reads_is_not_written_by_the_cadre(self):
		self.assertTrue(self.mine.has_permission("write"))
		self.assertTrue(self.neighbours.has_permission("read"))
		self.assertFalse(self.neighbours.has_permission("write"))
		doc = frappe.get_doc("Household", self.neighbours.name)
		doc.address = "村口"
		self.assertRaises(frappe.PermissionError, doc.save)

	def test_a_document_of_the_other_role_is_refused_by_name(self):
		self.assertTrue(self.alerts[0].has_permission("read"))
		self.assertFalse(self.alerts[1].has_permission("read"))

	def test_a_household_does_not_move_to_where_the_user_cannot_write_it(self):
		doc = frappe.get_doc("Household", self.mine.name)
		doc.region = OTHER_VILLAGE
		self.assertRaises(frappe.PermissionError, doc.save)

	def test_a_query_of_a_report_names_the_doctype_whose_regions_it_reads(self):
		alert, household = frappe.qb.DocType("Risk Alert"), frappe.qb.DocType("Household")
		self.assertEqual(self.found(alert, scope.criterion(alert.region)), {VILLAGE})
		self.assertEqual(self.found(household, scope.criterion(household.region)), {VILLAGE, OTHER_VILLAGE})
		by_alerts = scope.criterion(household.region, doctype="Risk Alert")
		self.assertEqual(self.found(household, by_alerts), {VILLAGE})

	def found(self, table, criterion) -> set[str]:
		ours = [self.mine.region, self.neighbours.region, self.far.region]
		query = frappe.qb.from_(table).select(table.region).where(table.region.isin(ours))
		return set(query.where(criterion).run(pluck=True))


class TestRightsOfTwoTiers(ScopeByRoleCase):
	"""Town officer of one town and clerk of another: may export in the first, and read in both."""

	def setUp(self) -> None:
		super().setUp()
		self.officer = make_officer("Town Officer", TOWN)
		make_posting(self.officer, "Window Clerk", OTHER_TOWN)
		frappe.set_user(self.officer)

	def exported(self) -> str:
		text, error = call_method(
			"frappe.desk.reportview.export_query",
			doctype="Household",
			fields=["`tabHousehold`.`name`"],
			file_format_type="CSV",
			title="Household",
		)
		self.assertIsNone(error)
		return text

	def test_an_export_has_what_may_be_exported_not_everything_that_is_read(self):
		self.assertTrue(self.far.has_permission("read"))
		self.assertFalse(self.far.has_permission("export"))
		text = self.exported()
		self.assertIn(self.mine.name, text)
		self.assertNotIn(self.far.name, text)

	def test_after_an_export_lists_have_what_is_read_again(self):
		self.exported()
		self.assertEqual(self.listed("Household", [self.mine, self.far]), {self.mine.name, self.far.name})

	def test_a_document_is_printed_where_the_role_prints(self):
		for household, printed in ((self.mine, True), (self.far, False)):
			self.assertEqual(household.has_permission("print"), printed)

	def test_a_household_is_created_where_the_role_creates_it(self):
		frappe.get_doc(
			doctype="Household", household_no="T-NEW-1", region=VILLAGE, members=[]
		).check_permission("create")
		far = frappe.get_doc(doctype="Household", household_no="T-NEW-2", region=VILLAGE_OF_OTHER_TOWN)
		self.assertRaises(frappe.PermissionError, far.insert)


class TestRolesGivenByHand(ScopeByRoleCase):
	def give(self, user: str, role: str) -> None:
		frappe.get_doc("User", user).add_roles(role)
		postings.clear_postings()

	def make_role(self, **rights: int) -> str:
		role = frappe.get_doc(doctype="Role", role_name="Auditor of Tests").insert().name
		frappe.permissions.setup_custom_perms("Household")
		frappe.get_doc(
			{"doctype": "Custom DocPerm", "parent": "Household", "role": role, "permlevel": 0, "read": 1}
			| rights
		).insert()
		frappe.clear_cache(doctype="Household")
		self.addCleanup(frappe.clear_cache, doctype="Household")
		return role

	def test_the_role_of_a_duty_applies_nowhere_without_a_posting_of_the_duty(self):
		user = make_officer("Window Clerk", TOWN)
		self.give(user, "Town Officer")
		frappe.set_user(user)
		self.assertTrue(self.mine.has_permission("read"))
		self.assertFalse(self.mine.has_permission("write"))
		self.assertEqual(postings.prefixes(user, "Risk Alert"), [])

	def test_a_role_of_no_duty_applies_in_all_regions_of_the_postings_and_no_other(self):
		role = self.make_role(export=1)
		user = make_officer("Village Cadre", VILLAGE)
		make_posting(user, "Window Clerk", OTHER_VILLAGE)
		self.assertEqual(postings.prefixes(user, "Household", "export"), [])
		self.give(user, role)
		self.assertEqual(postings.prefixes(user, "Household", "export"), [VILLAGE, OTHER_VILLAGE])

	def test_a_role_of_no_duty_shows_nothing_without_a_posting(self):
		user = make_user(role=self.make_role())
		frappe.set_user(user)
		self.assertEqual(frappe.get_list("Household"), [])
		self.assertFalse(self.mine.has_permission("read"))

	def test_a_right_that_an_administrator_removes_from_a_role_no_longer_applies_in_its_regions(self):
		frappe.permissions.setup_custom_perms("Household")
		frappe.db.set_value("Custom DocPerm", {"parent": "Household", "role": "Village Officer"}, "write", 0)
		frappe.clear_cache(doctype="Household")
		self.addCleanup(frappe.clear_cache, doctype="Household")
		user = make_officer("Village Cadre", VILLAGE)
		self.assertEqual(postings.prefixes(user, "Household"), [VILLAGE])
		self.assertEqual(postings.prefixes(user, "Household", "write"), [])

	def test_a_role_that_was_removed_from_the_user_applies_nowhere(self):
		user = make_officer("Village Cadre", VILLAGE)
		frappe.get_doc("User", user).remove_roles("Village Officer")
		self.assertEqual(postings.prefixes(user, "Household"), [])


class TestTheWorkflowOfAnOfficerOfTwoOffices(OfficesTestCase):
	"""Cadre of a village and officer of another town: may not verify what the village screened."""

	def setUp(self) -> None:
		super().setUp()
		self.both = make_officer("Village Cadre", VILLAGE)
		make_posting(self.both, "Town Officer", OTHER_TOWN)
		self.check = self.offices.review(self.offices.start(make_household(VILLAGE).name))

	def test_the_action_of_a_check_needs_the_role_in_the_region_of_the_household(self):
		with self.assertRaises(frappe.PermissionError):
			apply_action(self.both, self.check, "Submit to District")
		self.offices.verify(self.check)

	def test_a_check_waits_for_the_role_in_the_region_of_the_household(self):
		with as_user(self.both):
			self.assertEqual(checks_for_me()["value"], 0)
		with as_user(self.offices.town):
			self.assertEqual(checks_for_me()["value"], 1)


class TestRolesInARegion(ScopeByRoleCase):
	def test_the_roles_in_a_region_are_those_of_the_postings_that_cover_it(self):
		user = make_officer("Village Cadre", VILLAGE)
		make_posting(user, "Town Officer", OTHER_TOWN)
		duties = ("Village Officer", "Town Officer")
		self.assertEqual(postings.roles_in(VILLAGE, user).intersection(duties), {"Village Officer"})
		self.assertEqual(
			postings.roles_in(VILLAGE_OF_OTHER_TOWN, user).intersection(duties), {"Town Officer"}
		)
		self.assertEqual(postings.roles_in(OTHER_VILLAGE, user), set())

	def test_postings_are_read_again_after_one_was_created_or_deleted(self):
		user = make_officer("Village Cadre", VILLAGE)
		self.assertEqual(postings.prefixes(user), [VILLAGE])
		posting = make_posting(user, "Town Officer", OTHER_TOWN)
		self.assertEqual(postings.prefixes(user), [VILLAGE, "449913102"])
		posting.delete()
		self.assertEqual(postings.prefixes(user), [VILLAGE])

	def test_postings_are_read_once_for_many_checks(self):
		user = make_officer("District Officer", DISTRICT)
		frappe.set_user(user)
		postings.prefixes(user, "Household")
		queries = self.queries_of(lambda: [self.mine.has_permission("read") for _time in range(3)])
		self.assertFalse([query for query in queries if "Officer Posting" in query])

	def queries_of(self, work) -> list[str]:
		queries, run = [], frappe.db.sql
		frappe.db.sql = lambda query, *args, **kwargs: (
			queries.append(str(query)),
			run(query, *args, **kwargs),
		)[1]
		try:
			work()
		finally:
			frappe.db.sql = run
		return queries
