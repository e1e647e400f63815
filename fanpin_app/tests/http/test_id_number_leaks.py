"""Every request is sent twice, with an ID number registered elsewhere and an unknown one: equal answers."""

import json
import re

import frappe
import requests
from frappe.utils import get_url

from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_id_number,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

MEMBERS = "Household Member"
# Keys that differ between any two answers, and the traceback for developers.
EXECUTION_TIME = re.compile(r'"execution_time": [\d.]+')
# Frappe gives each error a random number.
ERROR_NUMBER = re.compile(r"__frappe_exc_id\W+\w+")
VOLATILE_KEYS = ("exc", "_exc_source", "exc_source")


class TestNoAnswerReveals(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.registered = make_household(VILLAGE, phone="13800131234")
		cls.known = cls.registered.members[0].id_number
		cls.unknown = make_id_number()
		cls.own = make_household(OTHER_VILLAGE, members=[member(id_number=None)])
		agency = frappe.get_all("Data Feed", pluck="agency", limit=1)[0]
		cls.village = make_token(make_officer("Village Cadre", OTHER_VILLAGE))
		cls.inside = make_token(make_officer("Village Cadre", VILLAGE))
		cls.clerk = make_token(make_officer("Window Clerk", TOWN))
		cls.agency = make_token(make_officer("Agency Data Officer", TOWN, agency=agency))
		cls.tokens = {
			"guest": None,
			"village elsewhere": cls.village,
			"village of the household": cls.inside,
			"clerk": cls.clerk,
			"agency": cls.agency,
		}

	def send(self, token: str | None, verb: str, path: str, arguments: dict) -> requests.Response:
		headers = {"Accept": "application/json"} | ({"Authorization": token} if token else {})
		sent = {"json": arguments}
		if verb == "GET":
			texts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in arguments.items()}
			sent = {"params": texts}
		return requests.request(verb, get_url(path), headers=headers, timeout=60, **sent)

	def requests_about(self, number: str) -> list[tuple[str, str, dict]]:
		row = [[MEMBERS, "id_number", "=", number]]
		begins = [[MEMBERS, "id_number", "like", f"{number[:17]}%"]]
		method = "/api/method/"
		return [
			("GET", "/api/resource/Household", {"filters": row}),
			("GET", "/api/resource/Household", {"filters": begins}),
			("GET", "/api/resource/Household", {"or_filters": row}),
			("GET", "/api/resource/Household", {"fields": ["name", f"{MEMBERS}.id_number"], "filters": row}),
			("GET", "/api/resource/Household", {"order_by": f"`tab{MEMBERS}`.`id_number` = '{number}'"}),
			("GET", f"/api/resource/{MEMBERS}", {"filters": {"id_number": number}}),
			("GET", f"/api/resource/{MEMBERS}", {"filters": {"id_number": number}, "parent": "Household"}),
			("GET", f"/api/resource/Household/{number}", {}),
			("GET", "/api/v2/document/Household", {"filters": row}),
			("POST", f"{method}frappe.client.get_count", {"doctype": "Household", "filters": row}),
			("POST", f"{method}frappe.desk.reportview.get_count", {"doctype": "Household", "filters": row}),
			(
				"POST",
				f"{method}frappe.desk.reportview.get",
				{"doctype": "Household", "fields": ["name"], "filters": row},
			),
			(
				"POST",
				f"{method}frappe.desk.reportview.export_query",
				{"doctype": "Household", "fields": ["name"], "filters": row, "file_format_type": "CSV"},
			),
			(
				"POST",
				f"{method}frappe.client.get_value",
				{
					"doctype": MEMBERS,
					"parent": "Household",
					"fieldname": "name",
					"filters": {"id_number": number},
				},
			),
			(
				"POST",
				f"{method}frappe.client.get",
				{"doctype": MEMBERS, "parent": "Household", "filters": {"id_number": number}},
			),
			(
				"POST",
				f"{method}frappe.client.validate_link",
				{"doctype": MEMBERS, "docname": number, "fields": ["id_number"]},
			),
			(
				"POST",
				f"{method}frappe.desk.search.search_link",
				{"doctype": "Household", "txt": number, "searchfield": "members.id_number"},
			),
			("POST", f"{method}frappe.desk.search.search_link", {"doctype": "Household", "txt": number}),
			(
				"POST",
				f"{method}frappe.desk.search.search_link",
				{"doctype": "Household", "txt": "", "filters": row},
			),
			(
				"POST",
				f"{method}frappe.desk.search.search_widget",
				{"doctype": "Household", "txt": "", "filters": row, "reference_doctype": "Risk Alert"},
			),
			("POST", f"{method}frappe.utils.global_search.search", {"text": number}),
			(
				"POST",
				f"{method}frappe.desk.listview.get_group_by_count",
				{"doctype": "Household", "current_filters": row, "field": "owner"},
			),
			(
				"POST",
				f"{method}frappe.desk.query_report.run",
				{
					"report_name": "Monitored Household List",
					"filters": {"id_number": number, "household": number},
				},
			),
			(
				"POST",
				f"{method}frappe.desk.query_report.run",
				{"report_name": "Full Reads of Private Data", "filters": {"id_number": number}},
			),
			(
				"POST",
				f"{method}frappe.client.get_list",
				{"doctype": "Income Statement", "filters": [["Household", "phone", "=", number]]},
			),
			(
				"POST",
				f"{method}fanpin_app.registry.api.reveal_private_value",
				{
					"household": self.registered.name,
					"member": number,
					"what": "ID Number",
					"purpose": "Verify a Person",
				},
			),
			(
				"POST",
				"/api/resource/Household",
				{"region": OTHER_VILLAGE, "members": [member(id_number=number)]},
			),
		]

	def test_every_user_gets_the_same_answer_to_every_request(self):
		different = []
		for label, token in self.tokens.items():
			for known, unknown in zip(
				self.requests_about(self.known), self.requests_about(self.unknown), strict=True
			):
				answers = [
					self.answer(token, *known, self.known),
					self.answer(token, *unknown, self.unknown),
				]
				if answers[0] != answers[1]:
					different.append((label, known[0], known[1], answers))
		self.assertEqual(different, [])

	def answer(
		self, token: str | None, verb: str, path: str, arguments: dict, number: str
	) -> tuple[int, str]:
		answer = self.send(token, verb, path, arguments)
		try:
			content = {key: value for key, value in answer.json().items() if key not in VOLATILE_KEYS}
		except ValueError:
			content = answer.text
		text = EXECUTION_TIME.sub("", json.dumps(content, ensure_ascii=False))
		text = ERROR_NUMBER.sub("", text)
		# A column of the request may be cut off.
		return answer.status_code, re.sub(f"{number[:17]}.?", "NUMBER", text)

	def test_a_number_that_is_registered_elsewhere_is_written_like_any_other(self):
		answers = []
		for number in (self.known, self.unknown):
			arguments = {"household": self.own.name, "member": self.own.members[0].name, "what": "ID Number"}
			record = "/api/method/fanpin_app.registry.api.record_private_value"
			answers.append(self.answer(self.village, "POST", record, arguments | {"value": number}, number))
			frappe.db.rollback()
			frappe.db.set_value(MEMBERS, self.own.members[0].name, "id_number", None)
			frappe.db.commit()
		self.assertEqual(answers[0][0], 200)
		self.assertEqual(answers[0], answers[1])
