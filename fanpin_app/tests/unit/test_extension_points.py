from inspect import getsource
from unittest import TestCase

import frappe

from fanpin_app import extension_points, hooks

# Hooks of Frappe that the app uses, besides those named app_….
OF_FRAPPE = {
	"after_install",
	"after_migrate",
	"after_request",
	"auth_hooks",
	"before_job",
	"before_request",
	"before_uninstall",
	"clear_cache",
	"doc_events",
	"doctype_js",
	"doctype_list_js",
	"export_python_type_annotations",
	"extend_bootinfo",
	"has_permission",
	"jinja",
	"on_login",
	"override_doctype_class",
	"override_whitelisted_methods",
	"permission_query_conditions",
	"require_type_annotated_api_methods",
	"scheduler_events",
	"website_context",
}
# For one release (security/gate/renamed_endpoints.py).
OF_ENDPOINTS = {"renamed_endpoints"}
EVENTS = {"follow_move", "follow_split", "follow_merge", "follow_head"}


class TestExtensionPoints(TestCase):
	def test_every_hook_of_our_own_is_declared_with_its_meaning(self):
		own = {
			name
			for name in vars(hooks)
			if not name.startswith(("_", "app_")) and name not in OF_FRAPPE | OF_ENDPOINTS
		}
		source = getsource(extension_points)
		self.assertEqual([name for name in sorted(own) if f'"{name}"' not in source], [])
		self.assertGreater(len(own), 10)

	def test_every_module_that_follows_households_follows_an_event(self):
		for path in hooks.household_followers:
			with self.subTest(path):
				self.assertTrue(EVENTS & vars(frappe.get_module(path)).keys())

	def test_every_event_has_a_follower(self):
		followed = {name for path in hooks.household_followers for name in vars(frappe.get_module(path))}
		self.assertEqual(EVENTS - followed, set())
