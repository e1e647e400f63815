from unittest import TestCase

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from fanpin_app.security.gate import open_endpoints
from fanpin_app.security.gate.requested_endpoint import NO_ENDPOINT, requested_endpoint


class TestRequestedEndpoint(TestCase):
	def endpoint(self, path: str, verb: str = "GET", **form) -> str | None:
		return requested_endpoint(Request(EnvironBuilder(path, method=verb).get_environ()), form)

	def test_cmd_is_asked_for_before_the_path(self):
		for path in ("/", "/login", "/api/method/frappe.ping", "/api/resource/User", "/private/files/x"):
			self.assertEqual(self.endpoint(path, cmd="a.b"), "a.b")

	def test_what_is_no_name_of_a_method_is_never_open(self):
		for cmd in ("/login", "Risk Alert:dismiss", ["a.b"], {"a": 1}, 7):
			self.assertEqual(self.endpoint("/", cmd=cmd), NO_ENDPOINT)
		self.assertFalse(open_endpoints.is_open(NO_ENDPOINT, ["Village Officer"]))

	def test_documents_files_and_options_are_left_to_permissions(self):
		for path in ("/api/resource/Household", "/api/resource/Household/x", "/files/x", "/private/files/x"):
			self.assertIsNone(self.endpoint(path))
		self.assertIsNone(self.endpoint("/api/method/a.b", "OPTIONS"))

	def test_a_method_of_a_document_is_named_by_document_and_method(self):
		expected = "Household:move"
		self.assertEqual(self.endpoint("/api/method/run_doc_method", dt="Household", method="move"), expected)
		self.assertEqual(
			self.endpoint("/", cmd="run_doc_method", docs='{"doctype": "Household"}', method="move"), expected
		)
		self.assertEqual(self.endpoint("/api/resource/Household/x", run_method="move"), expected)
		self.assertEqual(
			self.endpoint(
				"/api/method/run_doc_method", dt="Household", docs='{"doctype": "X"}', method="move"
			),
			expected,
		)
		self.assertEqual(
			self.endpoint("/api/method/run_doc_method", dt={"doctype": "X"}, method="m"), NO_ENDPOINT
		)
