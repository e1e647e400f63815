import json

import frappe
import requests
from frappe.desk import query_report
from frappe.utils import get_url
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from fanpin_app.privacy.exports import MAX_PAGE_LENGTH
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import CITY, TOWN, VILLAGE, make_household, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase

REPORT = "Exports of Data"
MEMBERS_REPORT = "Monitored Household List"


class TestExports(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE).name
		cls.town_officer = make_officer("Town Officer", TOWN)
		cls.town = make_token(cls.town_officer)
		cls.village = make_token(make_officer("Village Cadre", VILLAGE))
		# Frappe permits its document exporters only to System Managers.
		manager = make_officer("Town Officer", TOWN)
		frappe.get_doc("User", manager).add_roles("System Manager")
		cls.manager = make_token(manager)
		cls.administrator = make_officer("Monitoring Administrator", CITY)
		cls.stranger = make_officer("Monitoring Administrator", "459913000000")

	def tearDown(self) -> None:
		super().tearDown()
		frappe.db.delete("Export Log")
		frappe.db.commit()

	def call(self, verb: str, path: str, token: str | None = None, **options) -> requests.Response:
		headers = {"Authorization": token or self.town, "Accept": "application/json"}
		answer = requests.request(verb, get_url(path), headers=headers, timeout=60, **options)
		frappe.db.rollback()
		return answer

	def logged(self) -> list[dict]:
		return frappe.get_all("Export Log", fields=["*"], order_by="exported_on asc")

	def export_list(self, token: str | None = None) -> requests.Response:
		arguments = {
			"doctype": "Household",
			"fields": json.dumps(["`tabHousehold`.`name`"]),
			"filters": json.dumps([["Household", "monitored", "=", 0]]),
			"file_format_type": "CSV",
			"title": "Household",
		}
		return self.call("POST", "/api/method/frappe.desk.reportview.export_query", token, data=arguments)

	def test_no_hook_after_a_request_fails_where_frappe_answers_not_found_by_itself(self):
		request = Request(EnvironBuilder("/private/files/there-is-none.txt").get_environ())
		for hook in frappe.get_hooks("after_request"):
			with self.subTest(hook):
				frappe.call(hook, response=None, request=request)

	def test_a_list_is_logged_with_who_what_and_how(self):
		self.assertEqual(self.export_list().status_code, 200)
		(log,) = self.logged()
		self.assertEqual((log.user, log.exported, log.file_type), (self.town_officer, "Household", "CSV"))
		self.assertIn("monitored", log.filters)
		self.assertTrue(log.request_address and log.exported_on)

	def test_a_report_is_logged(self):
		arguments = {
			"report_name": MEMBERS_REPORT,
			"file_format_type": "CSV",
			"filters": "{}",
			"visible_idx": "[]",
		}
		answer = self.call("POST", "/api/method/frappe.desk.query_report.export_query", data=arguments)
		self.assertEqual(answer.status_code, 200, answer.text[-500:])
		self.assertEqual([row.exported for row in self.logged()], [MEMBERS_REPORT])

	def test_both_of_frappes_exporters_of_documents_are_logged(self):
		self.call(
			"POST",
			"/api/method/frappe.core.doctype.data_export.exporter.export_data",
			self.manager,
			data={"doctype": "Household", "with_data": "1", "all_doctypes": "1"},
		)
		self.call(
			"POST",
			"/api/method/frappe.core.doctype.data_import.data_import.download_template",
			self.manager,
			data={
				"doctype": "Household",
				"export_fields": json.dumps({"Household": ["name"]}),
				"export_records": "all",
			},
		)
		self.assertEqual([row.exported for row in self.logged()], ["Household", "Household"])

	def test_a_refused_export_is_not_logged(self):
		self.assertEqual(self.export_list(self.village).status_code, 403)
		self.assertEqual(self.logged(), [])

	def test_a_list_that_is_longer_than_a_page_of_the_desk_is_an_export(self):
		for limit in (0, 501):
			self.call("GET", "/api/resource/Household", params={"limit_page_length": limit})
		arguments = {"doctype": "Household Member", "parent": "Household", "limit_page_length": 0}
		self.call("POST", "/api/method/frappe.client.get_list", data=arguments)
		self.assertEqual(
			[row.exported for row in self.logged()], ["Household", "Household", "Household Member"]
		)

	def test_an_argument_that_the_function_does_not_read_names_nothing(self):
		listed = {
			"doctype": "Household",
			"fields": json.dumps(["name"]),
			"limit_page_length": 0,
			"report_name": "公告栏",
		}
		self.call("POST", "/api/method/frappe.client.get_list", data=listed)
		report = {
			"report_name": MEMBERS_REPORT,
			"file_format_type": "CSV",
			"filters": "{}",
			"visible_idx": "[]",
		}
		self.call(
			"POST", "/api/method/frappe.desk.query_report.export_query", data=report | {"doctype": "Note"}
		)
		self.assertEqual([row.exported for row in self.logged()], ["Household", MEMBERS_REPORT])

	def test_a_longer_answer_is_an_export_whatever_function_gives_it(self):
		arguments = {"doctype": "Household", "fields": json.dumps(["name"]), "limit_page_length": "0"}
		answers = (
			("GET", "/api/method/frappe.client.get_list/", arguments),
			("GET", "/", arguments | {"cmd": "frappe.client.get_list"}),
			("POST", "/", arguments | {"cmd": "frappe.desk.reportview.get", "page_length": "20000"}),
			(
				"POST",
				"/api/method/frappe.desk.query_report.get_data_for_custom_field",
				{"doctype": "Household", "field": "head_name"},
			),
			(
				"POST",
				"/api/method/frappe.desk.calendar.get_events",
				{
					"doctype": "Household",
					"start": "2000-01-01",
					"end": "2100-01-01",
					"field_map": json.dumps({"start": "creation", "end": "modified"}),
					"fields": json.dumps(["name", "creation", "modified"]),
				},
			),
		)
		self.add_households()
		for verb, path, values in answers:
			with self.subTest(path, cmd=values.get("cmd")):
				frappe.db.delete("Export Log")
				frappe.db.commit()
				answer = self.call(verb, path, **{"params" if verb == "GET" else "data": values})
				self.assertEqual(answer.status_code, 200, answer.text[-500:])
				self.assertEqual([row.exported for row in self.logged()], ["Household"])

	def add_households(self) -> None:
		"""More households than a page of the desk shows, copies of the existing one."""
		columns = frappe.db.get_table_columns("Household")
		values = frappe.db.get_value("Household", self.household, columns)
		rows = [
			[
				f"T9{number:06d}" if column in ("name", "household_no") else value
				for column, value in zip(columns, values, strict=True)
			]
			for number in range(MAX_PAGE_LENGTH + 1)
		]
		frappe.db.bulk_insert("Household", columns, rows)
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.delete, "Household", {"name": ("like", "T9%")})

	def test_a_page_of_a_list_is_no_export(self):
		self.call("GET", "/api/resource/Household", params={"limit_page_length": 20})
		self.call("GET", "/api/resource/Household")
		self.call("GET", "/api/resource/DocType", params={"limit_page_length": 0})
		self.assertEqual(self.logged(), [])

	def test_administrators_read_of_the_officers_in_their_regions(self):
		self.export_list()
		for user, seen in ((self.administrator, 1), (self.stranger, 0)):
			frappe.set_user(user)
			rows = query_report.run(REPORT, filters={"user": self.town_officer})["result"]
			self.assertEqual(len(rows), seen, user)
			self.assertEqual(len(frappe.get_list("Export Log")), seen, user)
		log = self.logged()[0].name
		self.assertFalse(frappe.has_permission("Export Log", "read", log, user=self.stranger))
		self.assertTrue(frappe.has_permission("Export Log", "read", log, user=self.administrator))

	def test_others_do_not_read_it(self):
		frappe.set_user(self.town_officer)
		self.assertRaises(frappe.PermissionError, query_report.run, REPORT)

	def test_nobody_changes_or_deletes_it(self):
		self.export_list()
		log = frappe.get_doc("Export Log", self.logged()[0].name)
		self.assertRaises(frappe.PermissionError, log.save)
		self.assertRaises(frappe.PermissionError, log.delete)
