"""DocTypes whose fields link to the scope because a Property Setter changes them."""

import frappe
from frappe.custom.doctype.property_setter.property_setter import (
	delete_property_setter,
	make_property_setter,
)

from fanpin_app.permissions import links
from fanpin_app.tests.http.test_linked_doctypes import NOTE, delete_doctypes, link, make_doctype
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_household, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import as_user

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
