"""What may not be read and what does not exist are answered alike, on every path that names a document."""

import re

import frappe
import requests
from frappe.utils import get_url

from fanpin_app import scope
from fanpin_app.tests.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_alert,
	make_household,
	make_income,
	make_officer,
	make_user,
	make_visit,
)
from fanpin_app.tests.committed import CommittedTestCase
from fanpin_app.tests.fuzz.answers import ERROR_ID
from fanpin_app.tests.test_rest import make_token

MISSING = "NO-SUCH-ONE"
TEXT = re.compile(r"<main.*?>(.*)</main>|$", re.DOTALL)
METHODS = (
	("frappe.desk.form.load.getdoc", {"doctype": "DOCTYPE", "name": "NAME"}),
	("frappe.desk.form.load.get_docinfo", {"doctype": "DOCTYPE", "name": "NAME"}),
	("frappe.client.get", {"doctype": "DOCTYPE", "name": "NAME"}),
	("frappe.client.get", {"doctype": "DOCTYPE", "filters": '{"name": "NAME"}'}),
	("frappe.client.get_value", {"doctype": "DOCTYPE", "fieldname": "name", "filters": '{"name": "NAME"}'}),
	("frappe.client.validate_link", {"doctype": "DOCTYPE", "docname": "NAME"}),
	("frappe.client.has_permission", {"doctype": "DOCTYPE", "docname": "NAME", "perm_type": "read"}),
	("frappe.client.get_doc_permissions", {"doctype": "DOCTYPE", "docname": "NAME"}),
	("frappe.desk.form.linked_with.get", {"doctype": "DOCTYPE", "docname": "NAME"}),
	("frappe.desk.search.get_link_title", {"doctype": "DOCTYPE", "docname": "NAME"}),
	("frappe.utils.print_format.download_pdf", {"doctype": "DOCTYPE", "name": "NAME"}),
	("frappe.www.printview.get_html_and_style", {"doc": "DOCTYPE", "name": "NAME"}),
)


class TestWithheldDocuments(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.mine, household = make_household(VILLAGE), make_household(OTHER_VILLAGE)
		cls.foreign = {
			"Household": household.name,
			"Income Statement": make_income(household.name).name,
			"Risk Alert": make_alert(household.name).name,
			"Household Visit": make_visit(household.name).name,
			"User": make_user(),
			"Tag": _tagged(household.name),
		}
		cls.officer = make_token(make_officer("Village Cadre", VILLAGE))

	def call(self, verb: str, path: str, **options) -> requests.Response:
		headers = {"Authorization": self.officer, "Accept": options.pop("accept", "application/json")}
		return requests.request(verb, get_url(path), headers=headers, timeout=60, **options)

	def assert_alike(self, requests_of: list[tuple[str, str, dict]], doctypes: tuple[str, ...] = ()) -> None:
		"""`DOCTYPE` and `NAME` in path and options stand for the document; the answers to a foreign one and to a
		missing one are the same."""
		differing = []
		for doctype in doctypes or [doctype for doctype, name in self.foreign.items() if name]:
			for verb, path, options in requests_of:
				foreign, missing = (
					self.told(verb, path, options, doctype, name) for name in (self.foreign[doctype], MISSING)
				)
				if foreign != missing:
					differing.append(f"{verb} {path} {options} {doctype}\n  {foreign}\n  {missing}")
		self.assertFalse(differing, "\n".join(differing))

	def told(self, verb: str, path: str, options: dict, doctype: str, name: str) -> tuple[int, str]:
		given = _filled(options, doctype, name)
		answer = self.call(verb, _filled(path, doctype, name), **given)
		text = TEXT.search(answer.text).group(1) if "<html" in answer.text else answer.text
		# 15.55 numbers each error by chance.
		return answer.status_code, ERROR_ID.sub("", text.replace(name, "NAME"))

	def test_rest(self):
		path = "/api/resource/DOCTYPE/NAME"
		self.assert_alike([(verb, path, {"json": {"address": "x"}}) for verb in ("GET", "PUT", "DELETE")])

	def test_second_version_of_rest(self):
		path = "/api/v2/document/DOCTYPE/NAME"
		self.assert_alike([(verb, path, {"json": {"address": "x"}}) for verb in ("GET", "PUT", "DELETE")])

	def test_methods_of_a_document(self):
		asked = {"dt": "DOCTYPE", "dn": "NAME", "method": "get_title"}
		self.assert_alike(
			[
				("GET", "/api/resource/DOCTYPE/NAME", {"params": {"run_method": "get_title"}}),
				("POST", "/api/method/run_doc_method", {"json": asked}),
			]
		)

	def test_methods_of_a_document_that_is_sent(self):
		sent = '{"doctype": "DOCTYPE", "name": "NAME", "modified": "2026-01-01 00:00:00"}'
		asked = {"docs": sent, "method": "get_evidence"}
		self.assert_alike([("POST", "/api/method/run_doc_method", {"json": asked})], ("Risk Alert",))

	def test_methods_that_take_a_name(self):
		self.assert_alike(
			[("GET", f"/api/method/{method}", {"params": params}) for method, params in METHODS],
			# Names of colleagues are chosen from; the others are nobody's business.
			tuple(doctype for doctype in self.foreign if doctype != "User"),
		)

	def test_the_print_view(self):
		params = {"doctype": "DOCTYPE", "name": "NAME"}
		self.assert_alike([("GET", "/printview", {"params": params, "accept": "text/html"})])

	def test_a_link_to_a_document(self):
		values = {"household": "NAME", "year": 2026}
		self.assert_alike(
			[
				("POST", f"/api/resource/{doctype}", {"json": values})
				for doctype in ("Income Statement", "Household Visit", "Risk Alert")
			],
			("Household",),
		)

	def test_deleting_by_method(self):
		asked = {"doctype": "DOCTYPE", "name": "NAME"}
		self.assert_alike([("POST", "/api/method/frappe.client.delete", {"json": asked})])

	def test_an_own_document_that_is_refused_for_another_reason_says_so(self):
		answer = self.call("DELETE", f"/api/resource/Household/{self.mine.name}")
		self.assertEqual(answer.status_code, 403)
		self.assertNotIn("_error_message", answer.json().get("message") or {})
		self.assertNotIn("没有这份资料", answer.text)

	def test_a_document_that_everybody_reads_is_not_found(self):
		self.assertEqual(self.call("GET", f"/api/resource/Risk Rule/{MISSING}").status_code, 404)

	def test_every_scoped_doctype_answers_a_missing_name_with_403(self):
		for doctype in sorted(scope.scoped_doctypes()):
			answer = self.call("GET", f"/api/resource/{doctype}/{MISSING}")
			self.assertEqual(answer.status_code, 403, doctype)


def _tagged(household: str) -> str:
	tag = frappe.get_doc(doctype="Tag", name="zq-tag-of-theirs").insert()
	frappe.get_doc(
		doctype="Tag Link", tag=tag.name, document_type="Household", document_name=household, title="x"
	).insert()
	return tag.name


def _filled(value, doctype: str, name: str):
	if isinstance(value, dict):
		return {key: _filled(each, doctype, name) for key, each in value.items()}
	return value.replace("DOCTYPE", doctype).replace("NAME", name) if isinstance(value, str) else value
