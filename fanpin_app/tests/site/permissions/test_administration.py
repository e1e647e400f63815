"""Only administrators of the city change citywide settings; a region is changed by users posted to it."""

import frappe
from frappe.model.document import Document

from fanpin_app.patches.v0_2 import give_tags_one_spelling
from fanpin_app.permissions.administration import is_citywide
from fanpin_app.permissions.links import REGION, doctypes_with_rule
from fanpin_app.tests.http.test_document_rows import document_with_rows
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_officer,
	make_region,
	make_user,
)
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security import permission_matrix as matrix
from fanpin_app.tests.support.security.permission_matrix import call_method

ADMINISTRATOR = "Monitoring Administrator"
OTHER_DISTRICT = "449914000000"
CHANGES = ("write", "create", "delete")


def changes_of_administrators() -> list[tuple[str, str]]:
	"""Each DocType of the app with each change that the administrators' role allows."""
	modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
	doctypes = frappe.get_all(
		"DocType", filters={"module": ("in", modules), "istable": 0}, pluck="name", order_by="name"
	)
	return [
		(rule.parent, right)
		for doctype in doctypes
		for rule in frappe.get_meta(doctype).permissions
		for right in CHANGES
		if rule.role == ADMINISTRATOR and not rule.permlevel and rule.get(right)
	]


def may(doc: Document, right: str, user: str) -> bool:
	return bool(frappe.has_permission(doc.doctype, right, doc, user=user))


class AdministrationCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		for region in (VILLAGE, OTHER_VILLAGE, OTHER_DISTRICT):
			make_region(region)
		self.of_city = make_officer(ADMINISTRATOR, CITY)
		self.of_district = make_officer(ADMINISTRATOR, DISTRICT)
		self.of_other_district = make_officer(ADMINISTRATOR, OTHER_DISTRICT)


class TestWhatHoldsEverywhere(AdministrationCase):
	def test_each_doctype_has_a_known_scope(self):
		"""By region (tested in the permission matrix), citywide, or a region itself."""
		doctypes = {doctype for doctype, _right in changes_of_administrators()}
		by_place = doctypes_with_rule() & set(matrix.doctypes())
		left = {each for each in doctypes - by_place if not is_citywide(frappe.get_meta(each))}
		self.assertEqual(left - {REGION, "Data Batch"}, set())

	def test_citywide_documents_are_changed_by_the_city_and_read_by_all(self):
		wrong = []
		users = {self.of_city: True, self.of_district: False, self.of_other_district: False}
		for doctype, right in changes_of_administrators():
			if not is_citywide(frappe.get_meta(doctype)):
				continue
			doc = document_with_rows(doctype, rows=0)
			for user, expected in users.items():
				if may(doc, right, user) != expected:
					wrong.append((doctype, right, user))
				if not may(doc, "read", user):
					wrong.append((doctype, "read", user))
		self.assertEqual(wrong, [])

	def test_a_district_that_is_the_only_one_counts_as_the_city(self):
		frappe.db.delete(REGION, {"name": ("not like", "449913%"), "level": ("!=", "City")})
		agency = document_with_rows("Sector Agency")
		self.assertTrue(may(agency, "write", self.of_district))
		self.assertFalse(may(agency, "write", make_officer(ADMINISTRATOR, TOWN)))

	def test_a_system_manager_keeps_all(self):
		frappe.get_doc("User", self.of_district).add_roles("System Manager")
		self.assertTrue(may(document_with_rows("Outside Recipient"), "write", self.of_district))

	def test_the_refusal_says_who_changes_it(self):
		with as_user(self.of_district):
			_text, error = call_method(
				"frappe.client.set_value",
				doctype="Visit Plan",
				name="Visit Plan",
				fieldname="interval_days",
				value=7,
			)
		self.assertIsInstance(error, frappe.PermissionError)
		message = frappe.as_json(frappe.local.message_log)
		self.assertTrue("所有区县" in message or "in all districts" in message, message)

	def test_standards_and_screenings_are_created_where_their_administrator_is_posted(self):
		for doctype in ("Monitoring Standard", "Screening Run"):
			for region, users in (
				(DISTRICT, {self.of_district: True, self.of_other_district: False, self.of_city: True}),
				(None, {self.of_district: False, self.of_other_district: False, self.of_city: True}),
			):
				doc = frappe.new_doc(doctype).update({"region": region})
				for user, expected in users.items():
					with self.subTest(doctype=doctype, region=region, user=user):
						self.assertEqual(may(doc, "create", user), expected)
						self.assertTrue(may(doc, "read", user))


class TestViews(AdministrationCase):
	"""A saved filter; `test_documents_of_frappe` has the other views."""

	def saved(self, user: str) -> Document:
		with as_user(user):
			return frappe.get_doc(
				doctype="List Filter", filter_name="zq", reference_doctype="Household", filters="[]"
			).insert()

	def readers(self, saved: Document) -> set[str]:
		users = {self.of_city, self.of_district, self.of_other_district}
		found = set()
		for user in users:
			with as_user(user):
				if saved.name in frappe.get_list("List Filter", pluck="name"):
					found.add(user)
			self.assertEqual(may(saved, "read", user), user in found or user == self.of_city)
		return found

	def test_those_of_a_district_s_administrator_are_private(self):
		self.assertEqual(self.readers(self.saved(self.of_district)), {self.of_district})

	def test_those_of_a_city_s_administrator_are_public(self):
		users = {self.of_city, self.of_district, self.of_other_district}
		self.assertEqual(self.readers(self.saved(self.of_city)), users)

	def test_those_of_an_officer_are_changed_by_administrators_of_the_city_alone(self):
		saved = self.saved(make_officer("Village Cadre", VILLAGE))
		self.assertEqual(
			{user: may(saved, "write", user) for user in (self.of_district, self.of_city)},
			{self.of_district: False, self.of_city: True},
		)


class TestRegions(AdministrationCase):
	def setUp(self) -> None:
		super().setUp()
		self.village = frappe.get_doc(REGION, OTHER_VILLAGE)

	def results_of_changes(self, user: str) -> dict[str, Exception | None]:
		"""The result of each way to change the regions of the district, for the user."""
		new = {"parent_administrative_region": TOWN, "level": "Village", "region_name": "新村"}
		calls = {
			"change": (
				"frappe.client.set_value",
				{"name": OTHER_VILLAGE, "fieldname": "is_group", "value": 0},
			),
			"delete": ("frappe.client.delete", {"name": OTHER_VILLAGE}),
			"insert": (
				"frappe.client.insert",
				{"doc": {"region_code": "449913101209", "doctype": REGION} | new},
			),
			"tree": (
				"frappe.desk.treeview.add_node",
				{"region_code": "449913101209", "parent": TOWN, "is_root": False} | new,
			),
		}
		found = {}
		for way, (method, arguments) in calls.items():
			with as_user(user):
				found[way] = call_method(method, doctype=REGION, **arguments)[1]
		return found

	def test_those_of_another_district_are_neither_made_nor_changed_nor_deleted(self):
		for way, error in self.results_of_changes(self.of_other_district).items():
			with self.subTest(way=way):
				self.assertIsInstance(error, frappe.PermissionError)

	def test_own_ones_are_made_changed_and_deleted(self):
		for user in (self.of_district, self.of_city):
			found = self.results_of_changes(user)
			for way in ("change", "insert", "tree", "delete"):
				with self.subTest(way=way, user=user):
					self.assertIsNone(found[way])

	def test_all_are_read(self):
		for user in (self.of_other_district, make_officer("Village Cadre", VILLAGE)):
			self.assertTrue(may(self.village, "read", user))


class TestTags(TestCase):
	TAG = "zq-debts"

	def setUp(self) -> None:
		super().setUp()
		self.mine, self.theirs = make_household(VILLAGE), make_household(OTHER_VILLAGE)
		self.village = make_officer("Village Cadre", VILLAGE)
		self.neighbour = make_officer("Village Cadre", OTHER_VILLAGE)
		with as_user(self.neighbour):
			self.tag(self.theirs)

	def tag(self, household: Document) -> None:
		frappe.call("frappe.desk.doctype.tag.tag.add_tag", tag=self.TAG, dt="Household", dn=household.name)

	def messages(self) -> list[str]:
		"""The ways in which the current user can see the tag."""
		calls = {
			"frappe.desk.doctype.tag.tag.get_tags": {"doctype": "Household", "txt": "zq"},
			"frappe.desk.doctype.tag.tag.get_tags_list_for_awesomebar": {},
			"frappe.desk.doctype.tag.tag.get_documents_for_tag": {"tag": f"#{self.TAG}"},
			"frappe.client.get_list": {"doctype": "Tag", "fields": ["*"], "limit_page_length": 0},
			"frappe.client.get": {"doctype": "Tag", "name": self.TAG},
			"frappe.desk.search.search_link": {"doctype": "Tag", "txt": "zq"},
		}
		return [method for method, arguments in calls.items() if self.is_revealed(method, arguments)]

	def is_revealed(self, method: str, arguments: dict) -> bool:
		text, _error = call_method(method, **arguments)
		return self.TAG in text or self.theirs.name in text

	def test_a_tag_of_foreign_documents_is_not_revealed(self):
		with as_user(self.village):
			self.assertEqual(self.messages(), [])

	def test_a_tag_is_visible_to_who_reads_a_document_that_has_it(self):
		with as_user(self.neighbour):
			self.assertEqual(len(self.messages()), 6)
		with as_user(make_officer("Town Officer", TOWN)):
			self.assertEqual(len(self.messages()), 6)

	def test_the_same_tag_is_added_to_an_own_document_and_removed(self):
		with as_user(self.village):
			self.tag(self.mine)
			self.assertEqual(frappe.get_list("Tag", pluck="name"), [self.TAG])
			tagged = frappe.get_list("Tag Link", filters={"tag": self.TAG}, pluck="document_name")
			self.assertEqual(tagged, [self.mine.name])
			frappe.call(
				"frappe.desk.doctype.tag.tag.remove_tag", tag=self.TAG, dt="Household", dn=self.mine.name
			)
			self.assertEqual(frappe.get_list("Tag", pluck="name"), [])

	def test_an_own_tag_is_visible_with_its_document_only(self):
		frappe.db.set_value("Household", self.theirs.name, "region", VILLAGE)
		with as_user(self.neighbour):
			self.assertEqual(frappe.get_list("Tag"), [])
			self.assertEqual(frappe.get_list("Tag Link", {"tag": self.TAG}), [])

	def test_tags_of_before_get_their_spelling_and_lose_their_author(self):
		frappe.get_doc(doctype="Tag", name="Zq-Été", owner=self.neighbour).db_insert()
		frappe.get_doc(
			doctype="Tag Link", tag="Zq-Été", document_type="Household", document_name=self.mine.name
		).db_insert()
		frappe.db.set_value("Household", self.mine.name, "_user_tags", ",Zq-Été")
		give_tags_one_spelling.execute()
		self.assertEqual(frappe.db.get_value("Tag", "zq-ete", ("name", "owner")), ("zq-ete", "Administrator"))
		self.assertEqual(frappe.db.get_value("Household", self.mine.name, "_user_tags"), ",zq-ete")
		with as_user(self.village):
			self.assertEqual(frappe.get_list("Tag Link", pluck="tag"), ["zq-ete"])

	def test_officers_neither_rename_nor_describe_nor_delete_tags(self):
		link = frappe.db.get_value("Tag Link", {"tag": self.TAG})
		calls = (
			("frappe.client.set_value", {"doctype": "Tag", "name": self.TAG, "fieldname": "description", "value": "x"}),
			("frappe.model.rename_doc.update_document_title", {"doctype": "Tag", "docname": self.TAG, "name": "x"}),
			("frappe.client.delete", {"doctype": "Tag", "name": self.TAG}),
			("frappe.client.set_value", {"doctype": "Tag Link", "name": link, "fieldname": "tag", "value": self.TAG}),
		)  # fmt: skip
		for user in (self.village, self.neighbour):
			for method, arguments in calls:
				with self.subTest(method=method, user=user), as_user(user):
					self.assertIsInstance(call_method(method, **arguments)[1], frappe.PermissionError)

	def test_officers_make_tags_by_adding_them_to_documents_only(self):
		for name in (self.TAG, "zq-free"):
			doc = {"doctype": "Tag", "name": name}
			for method, arguments in (
				("frappe.client.insert", {"doc": doc}),
				("frappe.client.save", {"doc": doc}),
			):
				with self.subTest(method=method, name=name), as_user(self.village):
					self.assertIsInstance(call_method(method, **arguments)[1], frappe.PermissionError)

	def test_a_system_manager_who_reads_the_documents_renames_a_tag(self):
		tag = frappe.get_doc("Tag", self.TAG)
		self.assertFalse(may(tag, "read", make_user(role="System Manager")))
		frappe.get_doc("User", self.neighbour).add_roles("System Manager")
		self.assertTrue(may(tag, "write", self.neighbour))
