"""Forms and lists offer no change that the server refuses: by role, by region, and in the own account."""

import frappe

from fanpin_app.permissions.administration import is_citywide
from fanpin_app.permissions.links import REGION
from fanpin_app.permissions.shown_rights import BOOT_LISTS, form_permissions, remove_from_boot
from fanpin_app.tests.http.test_document_rows import document_with_rows
from fanpin_app.tests.site.permissions.test_administration import (
	OTHER_DISTRICT,
	AdministrationCase,
	changes_of_administrators,
)
from fanpin_app.tests.support.builders import VILLAGE
from fanpin_app.tests.support.procedure import as_user


class TestShownRights(AdministrationCase):
	def test_a_form_offers_administrators_of_a_district_no_change_of_citywide_documents(self):
		wrong = []
		for doctype, right in changes_of_administrators():
			if right == "create" or not is_citywide(frappe.get_meta(doctype)):
				continue
			doc = document_with_rows(doctype, rows=0)
			for user, expected in ((self.of_city, 1), (self.of_district, 0)):
				with as_user(user):
					shown = form_permissions(doc)
				if shown.get(right) != expected or not shown.get("read"):
					wrong.append((doctype, right, user, shown.get(right)))
		self.assertEqual(wrong, [])

	def test_a_region_is_changed_on_the_form_by_officers_posted_to_it(self):
		with as_user(self.of_other_district):
			self.assertFalse(form_permissions(frappe.get_doc(REGION, VILLAGE))["write"])
			self.assertTrue(form_permissions(frappe.get_doc(REGION, OTHER_DISTRICT))["write"])

	def test_no_message_is_shown_for_a_right_that_nobody_asked_for(self):
		frappe.local.message_log = []
		with as_user(self.of_district):
			form_permissions(document_with_rows("Sector Agency", rows=0))
		self.assertEqual(frappe.local.message_log, [])

	def test_a_list_offers_them_no_new_document(self):
		of = {}
		for user in (self.of_city, self.of_district):
			with as_user(user):
				lists = frappe._dict(user=frappe.get_user().load_user())
				remove_from_boot(lists)
				of[user] = {listed: set(lists.user.get(listed) or []) for listed in BOOT_LISTS}
		for listed in ("can_create", "can_write", "can_delete"):
			removed = of[self.of_city][listed] - of[self.of_district][listed]
			self.assertIn("Sector Agency", removed)
			self.assertTrue(all(is_citywide(frappe.get_meta(each)) for each in removed))
		self.assertIn("Officer Posting", of[self.of_district]["can_create"])
