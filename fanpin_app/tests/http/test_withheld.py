"""Unreadable and missing documents get the same answer on every path that names a document."""

import json
import re

import frappe
import requests
from frappe.model.naming import is_autoincremented
from frappe.utils import get_url

from fanpin_app.permissions import scope
from fanpin_app.security.documents import shared_views
from fanpin_app.security.responses import withheld
from fanpin_app.tests.fuzz.answers import ERROR_ID
from fanpin_app.tests.http.test_document_rows import document_with_rows
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_alert,
	make_household,
	make_income,
	make_officer,
	make_user,
	make_visit,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security.clients import as_client

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
		cls.mine = make_household(VILLAGE, members=[member()])
		cls.theirs = household = make_household(OTHER_VILLAGE, members=[member()])
		cls.foreign = {
			"Household": household.name,
			"Income Statement": make_income(household.name).name,
			"Risk Alert": make_alert(household.name).name,
			"Household Visit": make_visit(household.name).name,
			"User": make_user(),
			"Tag": _tagged(household.name),
			**_views_of_another(),
		}
		cls.officer = make_token(make_officer("Village Cadre", VILLAGE))

	def call(self, verb: str, path: str, **options) -> requests.Response:
		headers = {"Authorization": self.officer, "Accept": options.pop("accept", "application/json")}
		return requests.request(verb, get_url(path), headers=headers, timeout=60, **options)

	def assert_same_answer(
		self, requests_of: list[tuple[str, str, dict]], doctypes: tuple[str, ...] = ()
	) -> None:
		"""`DOCTYPE` and `NAME` in path and options are replaced by the document; the answers for a foreign
		and a missing one must be equal."""
		differing = []
		for doctype in doctypes or [doctype for doctype, name in self.foreign.items() if name]:
			for verb, path, options in requests_of:
				foreign, missing = (
					self.answer(verb, path, options, doctype, name)
					for name in (self.foreign[doctype], MISSING)
				)
				if foreign != missing:
					differing.append(f"{verb} {path} {options} {doctype}\n  {foreign}\n  {missing}")
		self.assertFalse(differing, "\n".join(differing))

	def answer(self, verb: str, path: str, options: dict, doctype: str, name: str) -> tuple[int, str]:
		given = _filled(options, doctype, name)
		answer = self.call(verb, _filled(path, doctype, name), **given)
		text = TEXT.search(answer.text).group(1) if "<html" in answer.text else answer.text
		# 15.55 gives each error a random number.
		return answer.status_code, ERROR_ID.sub("", text.replace(name, "NAME"))

	def test_rest(self):
		path = "/api/resource/DOCTYPE/NAME"
		self.assert_same_answer(
			[(verb, path, {"json": {"address": "x"}}) for verb in ("GET", "PUT", "DELETE")]
		)

	def test_second_version_of_rest(self):
		path = "/api/v2/document/DOCTYPE/NAME"
		self.assert_same_answer(
			[(verb, path, {"json": {"address": "x"}}) for verb in ("GET", "PUT", "DELETE")]
		)

	def test_methods_of_a_document(self):
		arguments = {"dt": "DOCTYPE", "dn": "NAME", "method": "get_title"}
		self.assert_same_answer(
			[
				("GET", "/api/resource/DOCTYPE/NAME", {"params": {"run_method": "get_title"}}),
				("POST", "/api/method/run_doc_method", {"json": arguments}),
			]
		)

	def test_methods_of_a_document_that_is_sent(self):
		sent = '{"doctype": "DOCTYPE", "name": "NAME", "modified": "2026-01-01 00:00:00"}'
		arguments = {"docs": sent, "method": "get_evidence"}
		self.assert_same_answer(
			[("POST", "/api/method/run_doc_method", {"json": arguments})], ("Risk Alert",)
		)

	def test_methods_that_take_a_name(self):
		self.assert_same_answer(
			[("GET", f"/api/method/{method}", {"params": params}) for method, params in METHODS],
			# Names of colleagues can be selected; the others are private.
			tuple(doctype for doctype in self.foreign if doctype != "User"),
		)

	def test_functions_of_reports(self):
		module = "/api/method/frappe.desk.query_report"
		arguments = {"report_name": "NAME", "filters": "{}"}
		prepare = "/api/method/frappe.core.doctype.prepared_report.prepared_report.make_prepared_report"
		self.assert_same_answer(
			[
				("POST", f"{module}.run", {"json": arguments}),
				("POST", f"{module}.get_script", {"json": arguments}),
				("POST", f"{module}.export_query", {"json": arguments | {"file_format_type": "CSV"}}),
				("POST", prepare, {"json": arguments}),
			],
			("Report",),
		)

	def test_the_print_view(self):
		params = {"doctype": "DOCTYPE", "name": "NAME"}
		self.assert_same_answer([("GET", "/printview", {"params": params, "accept": "text/html"})])

	def test_a_link_to_a_document(self):
		values = {"household": "NAME", "year": 2026}
		self.assert_same_answer(
			[
				("POST", f"/api/resource/{doctype}", {"json": values})
				for doctype in ("Income Statement", "Household Visit", "Risk Alert")
			],
			("Household",),
		)

	def test_a_document_that_a_client_sends_with_an_old_time_or_state(self):
		states = ({}, {"docstatus": 1}, {"docstatus": 2}, {"modified": "2026-01-01 00:00:00"})
		for state in states:
			sent = json.dumps({"doctype": "DOCTYPE", "name": "NAME", **state})
			arguments = {"docs": sent, "method": "get_evidence"}
			self.assert_same_answer(
				[("POST", "/api/method/run_doc_method", {"json": arguments})], ("Risk Alert",)
			)

	def test_the_new_name_of_an_own_document(self):
		method = "/api/method/frappe.model.rename_doc.update_document_title"
		for merge in (0, 1):
			arguments = {"doctype": "Household", "docname": self.mine.name, "name": "NAME", "merge": merge}
			self.assert_same_answer([("POST", method, {"json": arguments})], ("Household",))

	def test_a_new_document_with_a_name(self):
		"""It is refused for its other fields, whatever its name."""
		wrong = {"household": self.mine.name, "year": 2026, "wage_income": -5, "name": "NAME"}
		self.assert_same_answer(
			[
				("POST", f"/api/resource/{doctype}", {"json": wrong})
				for doctype in self.foreign
				# Visits get the next number, tags their own names, and everybody creates views.
				if doctype not in ("Household Visit", "Tag", *VIEWS)
			],
			("Household", "Income Statement", "Household Visit", "Risk Alert"),
		)

	def test_several_documents_of_which_some_are_refused(self):
		method = "/api/method/fanpin_app.early_warning.api.acknowledge_alerts"
		self.assert_same_answer([("POST", method, {"json": {"alerts": '["NAME"]'}})], ("Risk Alert",))

	def test_rows_of_members_side_by_side(self):
		row = self.theirs.members[0].name
		path = "/api/method/fanpin_app.registry.api.compare_members"
		for other in (self.mine.members[0].name, "NAME"):
			first, second = (
				self.answer("GET", path, {"params": {"member": "NAME", "other": other}}, "", name)
				for name in (row, MISSING)
			)
			self.assertEqual(first, second)

	def test_deleting_by_method(self):
		arguments = {"doctype": "DOCTYPE", "name": "NAME"}
		self.assert_same_answer([("POST", "/api/method/frappe.client.delete", {"json": arguments})])

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


VIEWS = {
	"Custom HTML Block": {"private": 1, "html": "x"},
	"Dashboard Chart": {
		"chart_name": "zq chart",
		"chart_type": "Count",
		"type": "Line",
		"document_type": "Household",
		"based_on": "creation",
		"filters_json": "[]",
	},
	"Event": {"subject": "zq event", "event_type": "Private", "starts_on": "2026-11-28 10:00:00"},
	"Kanban Board": {
		"kanban_board_name": "zq board",
		"reference_doctype": "Risk Alert",
		"field_name": "status",
		"private": 1,
		"columns": [{"column_name": "Open"}],
	},
	"List Filter": {"filter_name": "zq filter", "reference_doctype": "Household", "filters": "[]"},
	"Note": {"title": "zq note", "content": "x"},
	"Number Card": {
		"label": "zq card",
		"type": "Document Type",
		"document_type": "Household",
		"filters_json": "[]",
	},
	"Report": {
		"report_name": "zq report",
		"ref_doctype": "Household",
		"report_type": "Report Builder",
		"is_standard": "No",
		"json": "{}",
	},
}


def _views_of_another() -> dict[str, str]:
	"""One private view of each kind, of another officer."""
	assert set(VIEWS) == set(shared_views.VIEWS)
	names, owner = {}, make_officer("Village Cadre", VILLAGE)
	for doctype, fields in VIEWS.items():
		view = frappe.get_doc({"doctype": doctype, "name": f"zq-{frappe.scrub(doctype)}"} | fields).insert()
		view.db_set("owner", owner)
		names[doctype] = view.name
	return names


class TestEveryScopedDocType(TestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		withheld.install()

	def refusals(self, ask) -> dict[str, tuple]:
		"""Results of `ask(doctype, name)` that differ between an unreadable and a missing document."""
		officer, differing = make_officer("Village Cadre", VILLAGE), {}
		of_frappe = frappe.get_all("DocType", filters={"istable": 0, "is_virtual": 0}, pluck="name")
		differ = {doctype for doctype in of_frappe if scope.differs_between_readers(doctype)}
		self.assertLess({"Notification Log", "ToDo"}, differ)
		for doctype in sorted(scope.scoped_doctypes() | differ):
			meta = frappe.get_meta(doctype)
			if meta.istable or meta.issingle or is_autoincremented(doctype):
				continue
			frappe.db.savepoint("one_doctype")
			name = document_with_rows(doctype, rows=0).name
			frappe.set_user(officer)
			if not frappe.has_permission(doctype, "read", name):
				outcomes = [self.outcome_of(ask, doctype, each) for each in (name, MISSING)]
				if outcomes[0] != outcomes[1]:
					differing[doctype] = tuple(outcomes)
			frappe.set_user("Administrator")
			frappe.db.rollback(save_point="one_doctype")
		return differing

	def outcome_of(self, ask, doctype: str, name: str) -> tuple:
		frappe.flags.error_message = frappe.flags.document_withheld = None
		frappe.clear_messages()
		with as_client():
			try:
				ask(doctype, name)
			except Exception as error:
				return type(error), str(error), frappe.flags.error_message
		return None, "", frappe.flags.error_message

	def test_a_document_that_a_client_sends_is_not_compared_with_the_stored_one(self):
		def compare(docstatus: int):
			def ask(doctype: str, name: str) -> None:
				sent = {"doctype": doctype, "name": name, "modified": "2026-01-01 00:00:00"}
				doc = frappe.get_doc(sent | {"docstatus": docstatus})
				doc._original_modified = doc.modified
				doc.check_if_latest()

			return ask

		for docstatus in (0, 1, 2):
			self.assertEqual(self.refusals(compare(docstatus)), {}, docstatus)

	def test_a_link_to_an_unreadable_document_is_refused_like_one_to_a_missing_document(self):
		def ask(doctype: str, name: str) -> None:
			reminder = frappe.new_doc("Reminder", remind_at="2099-01-01 08:00:00", description="x")
			reminder.update({"reminder_doctype": doctype, "reminder_docname": name})
			try:
				reminder.insert()
			except frappe.LinkValidationError as error:
				raise frappe.LinkValidationError(str(error).replace(name, "…")) from error

		# Everybody may choose any account as the one that a task is for.
		self.assertLessEqual(set(self.refusals(ask)), {"User"})

	def test_a_refusal_that_is_caught_has_no_effect(self):
		for right in ("read", "write"):
			self.assertEqual(
				self.refusals(lambda *named, right=right: frappe.get_doc(*named).check_permission(right)), {}
			)

	def test_the_name_of_a_new_document_is_not_looked_up(self):
		def ask(doctype: str, name: str) -> None:
			doc = frappe.get_doc({"doctype": doctype, "name": name, "__islocal": 1})
			doc.check_permission("create")

		self.assertEqual(self.refusals(ask), {})


def _filled(value, doctype: str, name: str):
	if isinstance(value, dict):
		return {key: _filled(each, doctype, name) for key, each in value.items()}
	return value.replace("DOCTYPE", doctype).replace("NAME", name) if isinstance(value, str) else value
