"""Which endpoint a request calls, the lists of open endpoints, and endpoints that administrators open."""

import frappe
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from fanpin_app.security.gate import open_endpoints
from fanpin_app.security.gate.requested_endpoint import requested_endpoint
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import CITY, SYSTEM_MANAGER, make_officer, make_region
from fanpin_app.tests.support.security import whitelisted_functions
from fanpin_app.tests.support.security.whitelisted_functions import UNLISTED


class TestVersion2(TestCase):
	def endpoint(self, path: str, verb: str = "GET", **form) -> str | None:
		return requested_endpoint(Request(EnvironBuilder(path, method=verb).get_environ()), form)

	def test_version_2_is_read_as_frappe_reads_it(self):
		if not hasattr(frappe.api, "API_URL_MAP"):
			return
		self.assertEqual(self.endpoint("/api/v2/method/a.b"), "a.b")
		self.assertEqual(self.endpoint("/api/v2/method/logout"), "logout")
		self.assertEqual(
			self.endpoint("/api/v2/method/User/generate_keys"), "frappe.core.doctype.user.user.generate_keys"
		)
		self.assertEqual(
			self.endpoint("/api/v2/document/Household/a/b/method/move", "POST"), "Household:move"
		)
		self.assertEqual(
			self.endpoint(
				"/api/v2/method/run_doc_method", "POST", document={"doctype": "Household"}, method="move"
			),
			"Household:move",
		)
		self.assertIsNone(self.endpoint("/api/v2/document/Household"))
		self.assertIsNone(self.endpoint("/api/v2/document/Household/x"))
		for path in ("/api/v2/doctype/Household/meta", "/api/v2/doctype/Household/count"):
			self.assertFalse(open_endpoints.is_open(self.endpoint(path), ["Village Officer"]))


class TestWhatTheShippedListsName(TestCase):
	def test_the_app_s_own_listed_endpoints_exist_and_may_be_called(self):
		functions = whitelisted_functions.by_name()
		for endpoints in open_endpoints.shipped_endpoints().values():
			for endpoint in endpoints:
				if endpoint.startswith("fanpin_app."):
					self.assertIn(endpoint, functions)
				elif ":" in endpoint:
					doctype, method = endpoint.split(":")
					self.assertTrue(hasattr(frappe.get_doc({"doctype": doctype}), method), endpoint)

	def test_each_function_of_the_app_that_clients_may_call_is_open_to_a_duty_or_overrides_one(self):
		known = {UNLISTED}.union(*open_endpoints.shipped_endpoints().values())
		known.update(*frappe.get_hooks("override_whitelisted_methods").values())
		own = {name for name in whitelisted_functions.canonical() if name.startswith("fanpin_app.")}
		self.assertEqual(own - known, set())


class TestPermittedEndpoint(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region()
		self.administrator = make_officer("Monitoring Administrator", CITY)

	def open(self, endpoint: str, role: str = "Village Officer", user: str = SYSTEM_MANAGER, **fields):
		frappe.set_user(user)
		return frappe.get_doc(
			{"doctype": "Permitted Endpoint", "endpoint": endpoint, "role": role, "reason": "对接需要"}
			| fields
		).insert()

	def test_it_must_name_a_whitelisted_method(self):
		for endpoint in (
			"nothing.at.all",
			"fanpin_app.tests.no_such_module.x",
			"fanpin_app.permissions.scope.criterion",
			"Risk Alert:no_such_method",
			"Risk Alert:validate",
			"No Such DocType:x",
			"/",
			"/*",
			"/a*b",
		):
			with self.assertRaises(frappe.ValidationError, msg=endpoint):
				self.open(endpoint)
		for endpoint in (
			UNLISTED,
			"Risk Alert:dismiss",
			"/about",
			"/shop/*",
			"frappe.utils.goal.get_monthly_goal_graph_data",
		):
			self.open(endpoint)

	def test_it_must_name_a_role(self):
		with self.assertRaises(frappe.ValidationError):
			self.open(UNLISTED, "No Such Role")

	def test_it_needs_a_reason_and_is_unique(self):
		with self.assertRaises(frappe.MandatoryError):
			self.open(UNLISTED, reason="")
		self.open(UNLISTED)
		with self.assertRaises(frappe.ValidationError):
			self.open(UNLISTED)

	def test_a_monitoring_administrator_opens_what_apps_offer_but_nothing_of_the_platform_or_to_guests(self):
		self.open(UNLISTED, user=self.administrator)
		for endpoint, role in (
			("frappe.core.api.file.zip_files", "Village Officer"),
			("Customize Form:save_customization", "Village Officer"),
			("/shop", "Village Officer"),
			("frappe.www.contact.send_message", "Guest"),
			(UNLISTED, "All"),
		):
			with self.assertRaises(frappe.PermissionError, msg=endpoint):
				self.open(endpoint, role, user=self.administrator)

	def test_officers_open_no_endpoint(self):
		officer = make_officer("City Officer", CITY)
		with self.assertRaises(frappe.PermissionError):
			self.open(UNLISTED, user=officer)

	def test_a_method_that_refuses_guests_is_not_opened_to_them(self):
		with self.assertRaises(frappe.ValidationError):
			self.open(UNLISTED, "Guest")
		self.open("frappe.www.contact.send_message", "Guest")
		self.assertTrue(
			any("登录" in str(message) or "logging in" in str(message) for message in frappe.message_log)
		)

	def test_an_api_script_is_opened_by_its_method(self):
		frappe.set_user("Administrator")
		frappe.get_doc(
			doctype="Server Script",
			name="Gate test",
			script_type="API",
			api_method="gate_test_script",
			script="frappe.response['message'] = 'yes'",
		).insert()
		frappe.cache.delete_value("server_script_map")
		self.addCleanup(frappe.cache.delete_value, "server_script_map")
		self.open("gate_test_script")

	def test_changes_are_tracked(self):
		self.assertTrue(frappe.get_meta("Permitted Endpoint").track_changes)
