"""Link fields only search in columns that the user may read, whichever function searches."""

import inspect
import re

import frappe

from fanpin_app.security.documents.field_access import VISIBLE_FIELDS
from fanpin_app.security.queries.link_guards import SEARCH_FUNCTIONS
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_officer
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security import whitelisted_functions
from fanpin_app.tests.support.security.permission_matrix import call_method

USERS = "frappe.core.doctype.user.user.user_query"
# These use a list, for which `query_guard` does the same check.
LISTING = {"frappe.desk.search.search_link", "frappe.desk.search.search_widget"}


class TestLinkQueries(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.known = make_officer("Town Officer", VILLAGE)
		frappe.db.set_value("User", self.known, {"reset_password_key": "zqkey", "mobile_no": "13800138000"})
		self.village = make_officer("Village Cadre", VILLAGE)

	def found(self, method: str, searchfield: str, txt: str, **arguments) -> str:
		sent = {"doctype": "User", "txt": txt, "searchfield": searchfield, "filters": None, **arguments}
		with as_user(self.village):
			return call_method(method, start=0, page_len=100, page_length=100, **sent)[0]

	def test_no_user_is_found_by_an_unreadable_field(self):
		revealed = []
		for column in set(frappe.get_meta("User").get_valid_columns()) - VISIBLE_FIELDS["User"]:
			for method, arguments in (
				(USERS, {}),
				("frappe.desk.search.search_link", {"query": USERS}),
				("frappe.desk.search.search_widget", {"query": USERS}),
				("frappe.desk.search.search_link", {}),
			):
				# Every column contains the empty text.
				if self.known in self.found(method, column, "", **arguments):
					revealed.append((column, method, arguments))
		self.assertEqual(revealed, [])

	def test_sql_is_refused_as_a_column(self):
		for column in ("reset_password_key like 'zq%' or name", "`reset_password_key`", "tabUser.mobile_no"):
			self.assertNotIn(self.known, self.found(USERS, column, ""))

	def test_users_are_found_by_name_and_address(self):
		for column in ("name", "email", "full_name"):
			txt = frappe.db.get_value("User", self.known, column)
			self.assertIn(self.known, self.found(USERS, column, txt))
		self.assertIn(self.known, self.found("frappe.desk.search.search_link", "name", self.known))

	def test_every_function_that_takes_the_column_from_a_client_is_guarded(self):
		taking = {
			name
			for name, function in whitelisted_functions.canonical().items()
			if "searchfield" in inspect.signature(function).parameters
			and len(re.findall(r"\bsearchfield\b", inspect.getsource(inspect.unwrap(function)))) > 1
		}
		self.assertEqual(taking - set(SEARCH_FUNCTIONS) - LISTING, set())
