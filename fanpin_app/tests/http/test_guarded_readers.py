"""Functions of Frappe that return rows by a right on the DocType: over HTTP, as village officer, helper,
agency and guest."""

import sys

import frappe
import requests
from frappe.desk.form import load
from frappe.utils import get_url

from fanpin_app.security.queries import function_guards
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_household
from fanpin_app.tests.support.security.guarded_readers import MINE, STATE_COUNT, THEIRS, GuardedReaders


class TestRowsByARightOnTheDocType(GuardedReaders):
	def test_states_are_counted_within_the_scope(self):
		for doctype, field, secret in (
			("Household", "address", THEIRS),
			("Household", "phone", "13900139274"),
			("Income Statement", "wage_income", "7351"),
			("Household Visit", "latitude", "23.987"),
		):
			asked = {"doctype": doctype, "workflow_state_field": field, "states": []}
			self.assert_nobody_learns([secret], STATE_COUNT, **asked)

	def test_states_of_own_documents_are_counted(self):
		answer = self.ask(
			self.village, STATE_COUNT, doctype="Household", workflow_state_field="address", states=[]
		)
		self.assertEqual(answer.json()["message"], [{"address": MINE, "count": 1}])

	def test_a_private_field_is_no_state(self):
		asked = {"doctype": "Household", "workflow_state_field": "phone", "states": []}
		self.assertEqual(self.ask(self.village, STATE_COUNT, **asked).status_code, 403)

	def test_a_map_shows_places_within_the_scope(self):
		asked = {"doctype": "Household Visit", "filters": [], "type": "coordinates"}
		self.assert_nobody_learns(["23.987"], "frappe.geo.utils.get_coords", **asked)
		self.assertIn("23.111", self.ask(self.village, "frappe.geo.utils.get_coords", **asked).text)

	def test_a_filter_of_a_map_holds_no_sql(self):
		name = "ifnull((select address from `tabHousehold` limit 1), '')"
		asked = {"doctype": "Household Visit", "filters": [["Household Visit", name, "!=", "x"]]}
		answer = self.ask(self.village, "frappe.geo.utils.get_coords", type="coordinates", **asked)
		self.assertIn(answer.status_code, (403, 417))

	def test_links_to_a_foreign_document_are_not_listed(self):
		asked = {"doctype": "Household", "docname": self.theirs.name}
		self.assert_nobody_learns([THEIRS, "7351"], "frappe.desk.form.linked_with.get", **asked)
		self.assertEqual(self.ask(self.village, "frappe.desk.form.linked_with.get", **asked).status_code, 403)

	def test_links_to_a_region_name_no_comment_and_no_foreign_document(self):
		asked = {"doctype": "Administrative Region", "docname": OTHER_VILLAGE}
		names = [self.theirs.name, self.further.name, THEIRS]
		self.assert_nobody_learns(names, "frappe.desk.form.linked_with.get", **asked)

	def next_of(self, token: str | None, value: str, **asked) -> requests.Response:
		asked = {"doctype": "Household", "value": value, "prev": 0} | asked
		return self.ask(token, "frappe.desk.form.utils.get_next", **asked)

	def test_the_next_document_is_one_of_the_own_scope(self):
		for token in self.tokens.values():
			for value in (self.theirs.name, "R-none"):
				answer = self.next_of(token, value, sort_field="creation", sort_order="asc")
				self.assertEqual(answer.status_code, 403)
		second = make_household(VILLAGE)
		frappe.db.commit()
		answer = self.next_of(self.village, self.mine.name, sort_field="creation", sort_order="asc")
		self.assertIn(answer.json().get("message"), (second.name, None))
		order = {"sort_field": "name", "sort_order": "asc"}
		first, last = sorted([self.mine.name, second.name])
		self.assertEqual(self.next_of(self.village, first, **order).json()["message"], last)
		self.assertEqual(self.next_of(self.village, last, prev=1, **order).json()["message"], first)

	def test_documents_are_not_put_in_the_order_of_a_private_field(self):
		for field in ("phone", "sleep(1)", "phone desc"):
			self.assertNotEqual(self.next_of(self.village, self.mine.name, sort_field=field).status_code, 200)

	def test_a_document_is_found_by_filters_within_the_scope_alone(self):
		for filters in ({"address": THEIRS}, {"address": ("like", "theirs8%")}, [["address", "=", THEIRS]]):
			answers = [
				self.ask(self.village, "frappe.client.get", doctype="Household", filters=asked)
				for asked in (filters, {"address": "of nobody"})
			]
			self.assertEqual(*(answer.status_code for answer in answers))
		found = self.ask(self.village, "frappe.client.get", doctype="Household", filters={"address": MINE})
		self.assertEqual(found.json()["message"]["name"], self.mine.name)

	def test_a_name_is_no_condition(self):
		for name in ({"address": THEIRS}, [["address", "=", THEIRS]], [{"address": THEIRS}]):
			for method in ("frappe.client.get", "frappe.desk.form.load.getdoc", "frappe.client.delete"):
				answer = requests.post(
					get_url(f"/api/method/{method}"),
					headers={"Authorization": self.village, "Accept": "application/json"},
					json={"doctype": "Household", "name": name},
					timeout=60,
				)
				self.assertEqual(answer.status_code, 403, (method, name))
		frappe.db.rollback()
		self.assertTrue(frappe.db.exists("Household", self.theirs.name))

	def test_a_link_field_does_not_learn_whether_a_foreign_document_exists(self):
		answers = [
			self.ask(self.village, "frappe.client.validate_link", doctype="Household", docname=name)
			for name in (self.theirs.name, "R-none")
		]
		self.assertEqual(*(answer.json().get("message") for answer in answers))

	def test_the_title_of_a_linked_foreign_document_is_not_sent_with_an_own_one(self):
		visit = frappe.get_last_doc("Household Visit", {"household": self.mine.name})
		frappe.set_user(self.village_user)
		titles = load.get_title_values_for_link_and_dynamic_link_fields(visit)
		self.assertIn(f"Household::{self.mine.name}", titles)
		visit.household = self.theirs.name
		titles = load.get_title_values_for_link_and_dynamic_link_fields(visit)
		self.assertNotIn(f"Household::{self.theirs.name}", titles)


class TestDispatchers(GuardedReaders):
	"""The function is guarded, not one of its names."""

	def test_a_mapper_calls_the_guarded_function(self):
		asked = {
			"method": "frappe.desk.query_report.get_data_for_custom_field",
			"source_names": ["Household"],
			"target_doc": "address",
		}
		self.assert_nobody_learns([THEIRS], "frappe.model.mapper.map_docs", **asked)
		asked["method"] = "frappe.desk.doctype.tag.tag.get_tagged_docs"
		self.assert_nobody_learns([self.theirs.name], "frappe.model.mapper.map_docs", **asked)

	def test_a_tree_calls_the_guarded_function(self):
		asked = {"doctype": "Household", "label": "x", "parent": "phone"}
		for method in (
			"frappe.desk.query_report.get_data_for_custom_field",
			"frappe.desk.reportview.get_count",
			"frappe.client.get_value",
		):
			asked["tree_method"] = method
			self.assert_nobody_learns(["13900139274", THEIRS], "frappe.desk.treeview.get_all_nodes", **asked)

	def test_a_search_calls_the_guarded_function(self):
		asked = {"doctype": "Household", "txt": "address", "query": STATE_COUNT, "searchfield": "[]"}
		for method in ("search_link", "search_widget"):
			self.assert_nobody_learns([THEIRS], f"frappe.desk.search.{method}", **asked)

	def test_every_name_of_a_guarded_function_is_the_guarded_one(self):
		unguarded = set()
		for path in function_guards._guards:
			module, name = path.rsplit(".", 1)
			original = getattr(getattr(sys.modules.get(module), name, None), "__wrapped__", None)
			for other in list(sys.modules.values()):
				members = list(getattr(other, "__dict__", {}).items())
				unguarded |= {
					(other.__name__, key) for key, value in members if original and value is original
				}
		self.assertEqual(unguarded, set())

	def test_an_alias_is_guarded(self):
		asked = {"doctype": "Household", "txt": THEIRS, "searchfield": "address", "page_length": 100}
		self.assert_nobody_learns([self.theirs.name], "frappe.desk.search.search_widget", **asked)
		asked = {"doctype": "Household", "names": [self.theirs.name], "field": "address"}
		self.assert_nobody_learns([THEIRS], "frappe.desk.query_report.get_data_for_custom_field", **asked)
