"""DocTypes created in the desk whose links to the scope are not in their own definition: what a Property Setter makes
of a field, and comments, tasks and other documents of Frappe about scoped documents."""

import frappe
from frappe.custom.doctype.property_setter.property_setter import (
	delete_property_setter,
	make_property_setter,
)

from fanpin_app.permissions import links
from fanpin_app.tests.http.test_linked_doctypes import ABOUT, NOTE, delete_doctypes, link, make, make_doctype
from fanpin_app.tests.support.builders import OTHER_VILLAGE, TOWN, VILLAGE, make_household, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import as_user

SECRET = "zqtheirs"
# DocType of Frappe → a document of it about a household, with a column that a custom DocType may fetch.
COMPANIONS = {
	"Comment": (
		{"reference_doctype": "Household", "reference_name": "{}", "comment_type": "Comment"},
		"content",
	),
	"ToDo": ({"reference_type": "Household", "reference_name": "{}"}, "description"),
	"Communication": ({"reference_doctype": "Household", "reference_name": "{}"}, "subject"),
	"File": (
		{
			"attached_to_doctype": "Household",
			"attached_to_name": "{}",
			"is_private": 1,
			"file_url": "/private/files/{}",
		},
		"file_name",
	),
	"Tag Link": ({"document_type": "Household", "document_name": "{}"}, "title"),
}


class TestLinksToCompanions(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(delete_doctypes)
		cls.village, cls.town = make_officer("Village Cadre", VILLAGE), make_officer("Town Officer", TOWN)
		households = {"own": make_household(VILLAGE).name, "foreign": make_household(OTHER_VILLAGE).name}
		cls.documents = {}
		make_doctype("Zz To Any", link("DocType", "about"), ABOUT, NOTE)
		for companion, (fields, column) in COMPANIONS.items():
			fetched = {"fieldname": "fetched", "fieldtype": "Data", "fetch_from": f"about.{column}"}
			doctype = make_doctype(f"Zz To {companion}", link(companion, "about"), fetched, NOTE)
			for whose, household in households.items():
				values = {key: value.format(household) if value != 1 else 1 for key, value in fields.items()}
				about = frappe.get_doc({"doctype": companion, column: SECRET} | values)
				about.name = f"zq-{frappe.scrub(companion)}-{whose}"
				about.db_insert()
				cls.documents[doctype, whose] = make(doctype, about=about.name).name
				cls.documents["Zz To Any", companion, whose] = make(
					"Zz To Any", about=companion, about_name=about.name
				).name

	def test_they_are_scoped(self):
		doctypes = {f"Zz To {companion}" for companion in COMPANIONS}
		self.assertEqual(doctypes - links.links().documents, set())

	def test_what_links_to_a_companion_follows_it(self):
		for (doctype, *of, whose), name in self.documents.items():
			with self.subTest(doctype=doctype, of=of, whose=whose), as_user(self.village):
				listed = name in frappe.get_list(doctype, pluck="name", limit=0)
				self.assertEqual(bool(frappe.has_permission(doctype, "read", name)), listed)
				if whose == "foreign":
					self.assertFalse(listed)

	def test_what_links_to_a_readable_companion_is_read(self):
		for doctype in ("Zz To ToDo", "Zz To Comment", "Zz To File"):
			with self.subTest(doctype=doctype):
				companion = doctype.removeprefix("Zz To ")
				with as_user(self.village):
					readable = bool(
						frappe.has_permission(companion, "read", f"zq-{frappe.scrub(companion)}-own")
					)
					name = self.documents[doctype, "own"]
					self.assertEqual(name in frappe.get_list(doctype, pluck="name", limit=0), readable)

	def test_lists_and_tags_of_what_is_attached_to_them_follow_them(self):
		"""Files and tags of custom DocTypes, too."""
		doctype = make_doctype("Zz Tagged", link("Household"))
		with as_user("Administrator"):
			foreign = make(
				doctype, household=frappe.db.get_value("ToDo", "zq-todo-foreign", "reference_name")
			)
		for companion, values in (
			(
				"File",
				{"attached_to_doctype": doctype, "attached_to_name": foreign.name, "owner": self.village},
			),
			("Tag Link", {"document_type": doctype, "document_name": foreign.name}),
		):
			frappe.get_doc({"doctype": companion, "name": f"zq-{companion}", **values}).db_insert()
			with self.subTest(companion=companion), as_user(self.village):
				self.assertNotIn(f"zq-{companion}", frappe.get_list(companion, pluck="name", limit=0))


class TestPropertySetters(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(delete_doctypes)
		cls.village = make_officer("Village Cadre", VILLAGE)
		cls.foreign = make_household(OTHER_VILLAGE).name
		make_doctype("Zz Set", link("User", "whose"), {"fieldname": "which", "fieldtype": "Data"}, NOTE)

	def set_property(self, fieldname: str, **properties: str) -> None:
		for name, value in properties.items():
			make_property_setter("Zz Set", fieldname, name, value, "Text", validate_fields_for_doctype=False)

	def listed(self) -> list[str]:
		with as_user(self.village):
			return frappe.get_list("Zz Set", pluck="name", limit=0)

	def test_a_link_whose_target_is_changed_scopes_its_doctype(self):
		for fieldname, properties in (
			("whose", {"options": "Household"}),
			("which", {"fieldtype": "Link", "options": "Household"}),
		):
			with self.subTest(fieldname=fieldname):
				self.assertNotIn("Zz Set", links.links().documents)
				self.set_property(fieldname, **properties)
				self.assertIn("Zz Set", links.links().documents)
				foreign = frappe.get_doc({"doctype": "Zz Set", fieldname: self.foreign})
				foreign.insert(ignore_links=True)
				self.assertNotIn(foreign.name, self.listed())
				with as_user(self.village):
					self.assertFalse(frappe.has_permission("Zz Set", "read", foreign.name))
				frappe.delete_doc("Zz Set", foreign.name)
				for name in properties:
					frappe.delete_doc("Property Setter", f"Zz Set-{fieldname}-{name}")

	def test_a_customization_that_is_reset_is_noticed(self):
		"""Customize Form deletes Property Setters without their events."""
		self.set_property("whose", options="Household")
		self.assertIn("Zz Set", links.links().documents)
		delete_property_setter("Zz Set", "options", "whose")
		frappe.clear_cache(doctype="Zz Set")
		self.assertNotIn("Zz Set", links.links().documents)
