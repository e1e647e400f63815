"""Functions of Frappe that return rows by a right on the DocType: over HTTP, as village officer, helper,
agency and guest."""

import sys

import frappe
import requests
from frappe.desk.form import load
from frappe.utils import get_url

from fanpin_app.security.queries import function_guards
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import OTHER_VILLAGE, SYSTEM_MANAGER, VILLAGE, make_household
from fanpin_app.tests.support.security.guarded_readers import (
	MINE,
	STATE_COUNT,
	THEIRS,
	GuardedReadersTestCase,
)

WORD = "zebraword"
SEARCH = "frappe.utils.global_search.search"


class TestGlobalSearch(GuardedReadersTestCase):
	"""An administrator has chosen households for it, and notes of several households have the same word."""

	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		chosen = {"parent": "Global Search Settings", "document_type": "Household"}
		cls.addClassCleanup(frappe.cache.delete_value, "global_search")
		cls.addClassCleanup(frappe.db.delete, "Global Search DocType", chosen)
		cls.addClassCleanup(frappe.db.delete, "__global_search", {"content": WORD})
		place = {"parenttype": "Global Search Settings", "parentfield": "allowed_in_global_search"}
		frappe.get_doc({"doctype": "Global Search DocType"} | chosen | place).db_insert()
		frappe.cache.delete_value("global_search")
		cls.second = make_household(VILLAGE)
		search = frappe.qb.Table("__global_search")
		for household in (cls.theirs, cls.mine, cls.further, cls.second):
			row = ("Household", household.name, household.name, WORD, 0)
			frappe.qb.into(search).columns("doctype", "name", "title", "content", "published").insert(
				*row
			).run()

	def found(self, token: str, **page: int) -> list[str]:
		answer = self.call(token, SEARCH, text=WORD, **page)
		return [row["name"] for row in answer.json()["message"]]

	def test_finds_what_the_user_may_list(self):
		self.assertCountEqual(self.found(self.village), [self.mine.name, self.second.name])
		self.assertEqual(self.found(self.tokens["helper"]), [self.mine.name])

	def test_its_pages_do_not_reveal_how_many_documents_of_others_have_a_word(self):
		pages = [self.found(self.village, start=start, limit=1) for start in range(5)]
		self.assertEqual([len(page) for page in pages], [1, 1, 0, 0, 0])
		self.assertCountEqual([*pages[0], *pages[1]], [self.mine.name, self.second.name])


class TestRowsByARightOnTheDocType(GuardedReadersTestCase):
	def test_states_are_counted_within_the_scope(self):
		for doctype, field, secret in (
			("Household", "address", THEIRS),
			("Household", "phone", "13900139274"),
			("Income Statement", "wage_income", "7351"),
			("Household Visit", "latitude", "23.987"),
		):
			arguments = {"doctype": doctype, "workflow_state_field": field, "states": []}
			self.assert_not_revealed([secret], STATE_COUNT, **arguments)

	def test_states_of_own_documents_are_counted(self):
		answer = self.call(
			self.village, STATE_COUNT, doctype="Household", workflow_state_field="address", states=[]
		)
		self.assertEqual(answer.json()["message"], [{"address": MINE, "count": 1}])

	def test_states_of_a_workflow_are_counted_for_who_maintains_workflows(self):
		token = make_token(SYSTEM_MANAGER)
		frappe.db.commit()
		self.assertFalse(frappe.has_permission("Risk Check", "read", user=SYSTEM_MANAGER))
		for doctype, field, status in (
			("Risk Check", "workflow_state", 200),
			("Risk Check", "household", 403),
			("Household", "address", 403),
		):
			with self.subTest(doctype, field=field):
				answer = self.call(
					token, STATE_COUNT, doctype=doctype, workflow_state_field=field, states=["Unknown"]
				)
				self.assertEqual(answer.status_code, status, answer.text)

	def test_a_private_field_is_no_state(self):
		arguments = {"doctype": "Household", "workflow_state_field": "phone", "states": []}
		self.assertEqual(self.call(self.village, STATE_COUNT, **arguments).status_code, 403)

	def test_a_map_shows_places_within_the_scope(self):
		arguments = {"doctype": "Household Visit", "filters": [], "type": "coordinates"}
		self.assert_not_revealed(["23.987"], "frappe.geo.utils.get_coords", **arguments)
		self.assertIn("23.111", self.call(self.village, "frappe.geo.utils.get_coords", **arguments).text)

	def test_a_filter_of_a_map_holds_no_sql(self):
		name = "ifnull((select address from `tabHousehold` limit 1), '')"
		arguments = {"doctype": "Household Visit", "filters": [["Household Visit", name, "!=", "x"]]}
		answer = self.call(self.village, "frappe.geo.utils.get_coords", type="coordinates", **arguments)
		self.assertIn(answer.status_code, (403, 417))

	def test_links_to_a_foreign_document_are_not_listed(self):
		arguments = {"doctype": "Household", "docname": self.theirs.name}
		self.assert_not_revealed([THEIRS, "7351"], "frappe.desk.form.linked_with.get", **arguments)
		self.assertEqual(
			self.call(self.village, "frappe.desk.form.linked_with.get", **arguments).status_code, 403
		)

	def test_links_to_a_region_name_no_comment_and_no_foreign_document(self):
		arguments = {"doctype": "Administrative Region", "docname": OTHER_VILLAGE}
		names = [self.theirs.name, self.further.name, THEIRS]
		self.assert_not_revealed(names, "frappe.desk.form.linked_with.get", **arguments)

	def next_of(self, token: str | None, value: str, **arguments) -> requests.Response:
		arguments = {"doctype": "Household", "value": value, "prev": 0} | arguments
		return self.call(token, "frappe.desk.form.utils.get_next", **arguments)

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

	def test_documents_are_not_sorted_by_a_private_field(self):
		for field in ("phone", "sleep(1)", "phone desc"):
			self.assertNotEqual(self.next_of(self.village, self.mine.name, sort_field=field).status_code, 200)

	def test_a_document_is_found_by_filters_within_the_scope_alone(self):
		for filters in ({"address": THEIRS}, {"address": ("like", "theirs8%")}, [["address", "=", THEIRS]]):
			answers = [
				self.call(self.village, "frappe.client.get", doctype="Household", filters=arguments)
				for arguments in (filters, {"address": "of nobody"})
			]
			self.assertEqual(*(answer.status_code for answer in answers))
		found = self.call(self.village, "frappe.client.get", doctype="Household", filters={"address": MINE})
		self.assertEqual(found.json()["message"]["name"], self.mine.name)

	def test_a_name_cannot_be_a_condition(self):
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

	def test_a_link_field_does_not_reveal_whether_a_foreign_document_exists(self):
		answers = [
			self.call(self.village, "frappe.client.validate_link", doctype="Household", docname=name)
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


class TestDispatchers(GuardedReadersTestCase):
	"""The function is guarded, not one of its names."""

	def test_a_mapper_calls_the_guarded_function(self):
		arguments = {
			"method": "frappe.desk.query_report.get_data_for_custom_field",
			"source_names": ["Household"],
			"target_doc": "address",
		}
		self.assert_not_revealed([THEIRS], "frappe.model.mapper.map_docs", **arguments)
		arguments["method"] = "frappe.desk.doctype.tag.tag.get_tagged_docs"
		self.assert_not_revealed([self.theirs.name], "frappe.model.mapper.map_docs", **arguments)

	def test_a_tree_calls_the_guarded_function(self):
		arguments = {"doctype": "Household", "label": "x", "parent": "phone"}
		for method in (
			"frappe.desk.query_report.get_data_for_custom_field",
			"frappe.desk.reportview.get_count",
			"frappe.client.get_value",
		):
			arguments["tree_method"] = method
			self.assert_not_revealed(
				["13900139274", THEIRS], "frappe.desk.treeview.get_all_nodes", **arguments
			)

	def test_a_search_calls_the_guarded_function(self):
		arguments = {"doctype": "Household", "txt": "address", "query": STATE_COUNT, "searchfield": "[]"}
		for method in ("search_link", "search_widget"):
			self.assert_not_revealed([THEIRS], f"frappe.desk.search.{method}", **arguments)

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
		arguments = {"doctype": "Household", "txt": THEIRS, "searchfield": "address", "page_length": 100}
		self.assert_not_revealed([self.theirs.name], "frappe.desk.search.search_widget", **arguments)
		arguments = {"doctype": "Household", "names": [self.theirs.name], "field": "address"}
		self.assert_not_revealed([THEIRS], "frappe.desk.query_report.get_data_for_custom_field", **arguments)
