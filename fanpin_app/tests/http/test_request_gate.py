import json
from pathlib import Path

import frappe
import requests
from frappe.handler import execute_cmd
from frappe.utils import get_url
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from fanpin_app.permissions.postings import ROLE_OF_DUTY
from fanpin_app.security.gate import open_endpoints, patches, request_gate
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	TOWN,
	VILLAGE,
	make_household,
	make_officer,
	make_user,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security import whitelisted_functions
from fanpin_app.tests.support.security.whitelisted_functions import UNLISTED

DOCS = Path(__file__).parents[3] / "docs"
# Each style to call a method: verb, path, and where else the name is.
CALL_STYLES = {
	"POST /api/method": lambda name: ("POST", f"/api/method/{name}", {}),
	"GET /api/method": lambda name: ("GET", f"/api/method/{name}", {}),
	"GET cmd": lambda name: ("GET", "/", {"params": {"cmd": name}}),
	"POST cmd": lambda name: ("POST", "/", {"data": {"cmd": name}}),
	"POST cmd as JSON": lambda name: ("POST", "/", {"json": {"cmd": name}}),
	"a resource's path with cmd": lambda name: ("GET", "/api/resource/Household", {"params": {"cmd": name}}),
}
V1_AND_V2 = {
	"v1": lambda name: ("POST", f"/api/v1/method/{name}", {}),
	"v2": lambda name: ("POST", f"/api/v2/method/{name}", {}),
	"v2 by GET": lambda name: ("GET", f"/api/v2/method/{name}", {}),
}
if hasattr(frappe.api, "API_URL_MAP"):
	CALL_STYLES |= V1_AND_V2
DUTIES = {
	"Village Cadre": VILLAGE,
	"Town Officer": TOWN,
	"District Officer": DISTRICT,
	"City Officer": CITY,
	"Window Clerk": TOWN,
	"Helper": VILLAGE,
	"Monitoring Administrator": CITY,
}
_session = requests.Session()
# A path and `cmd` that differ are refused before the gate.
REFUSED = (
	"没有对您的角色开放",
	"不对未登录的人开放",
	"is not open",
	"指的不是同一功能",
	"name different functions",
)


def send(verb: str, path: str, token: str | None = None, **options) -> requests.Response:
	headers = {"Accept": "application/json"} | ({"Authorization": token} if token else {})
	return requests.request(
		verb, get_url(path), headers=headers, timeout=60, allow_redirects=False, **options
	)


def is_refused(answer: requests.Response) -> bool:
	"""Whether the gate refused with its message."""
	if answer.status_code != 403:
		return False
	body = answer.json()
	# The second version of the REST API reports errors in its own format.
	messages = [*map(json.loads, json.loads(body.get("_server_messages") or "[]")), *body.get("errors", [])]
	return any(sentence in message for sentence in REFUSED for message in map(str, messages))


def closed_to(role: str, names) -> list[str]:
	roles = [role, "All"] if role != "Guest" else ["Guest"]
	return [name for name in names if not open_endpoints.is_open(name, roles)]


class TestTheGateOverHttp(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		agency = frappe.get_all("Data Feed", pluck="agency", limit=1)[0]
		cls.household = make_household(VILLAGE)
		cls.users = {duty: make_officer(duty, region) for duty, region in DUTIES.items()}
		cls.users["Agency Data Officer"] = make_officer("Agency Data Officer", DISTRICT, agency=agency)
		cls.tokens = {duty: make_token(user) for duty, user in cls.users.items()}
		cls.village = cls.tokens["Village Cadre"]
		cls.manager = make_token(make_user(role="System Manager"))

	def assert_refused(self, answer: requests.Response, what: str) -> None:
		self.assertTrue(is_refused(answer), f"{what}: {answer.status_code} {answer.text[:200]}")

	def test_each_duty_is_refused_every_function_that_is_on_none_of_its_lists(self):
		styles = list(CALL_STYLES.items())
		for number, (duty, token) in enumerate(self.tokens.items()):
			for name in closed_to(ROLE_OF_DUTY[duty], whitelisted_functions.canonical()):
				number += 1
				style, request_of = styles[number % len(styles)]
				verb, path, options = request_of(name)
				self.assert_refused(send(verb, path, token, **options), f"{duty}, {style}: {name}")

	def test_guests_are_refused_every_function_that_is_not_on_their_list(self):
		styles = list(CALL_STYLES.items())
		for number, name in enumerate(closed_to("Guest", whitelisted_functions.canonical())):
			style, request_of = styles[number % len(styles)]
			verb, path, options = request_of(name)
			self.assert_refused(send(verb, path, **options), f"guest, {style}: {name}")

	def test_a_function_is_refused_however_it_is_called(self):
		for style, request_of in CALL_STYLES.items():
			for name in (UNLISTED, "frappe.core.api.file.zip_files"):
				verb, path, options = request_of(name)
				self.assert_refused(send(verb, path, self.village, **options), style)

	def test_other_spellings_of_an_open_name_open_nothing(self):
		for path in (
			f"/api/method/{UNLISTED}/",
			f"/api/method/{UNLISTED}/frappe.ping",
			"/api/method/frappe.ping%20",
			"/api/method/frappe.handler.frappe.ping",
			f"/api/method/%66{UNLISTED[1:]}",
			f"/api/method/frappe.ping?cmd={UNLISTED}",
			f"/api/method/login?cmd={UNLISTED}",
			f"/login?cmd={UNLISTED}",
		):
			self.assertEqual(send("GET", path, self.village).status_code == 200, False, path)
			self.assertNotIn('"yes"', send("GET", path, self.village).text, path)

	def test_what_is_on_a_duty_s_list_is_not_refused_by_the_gate(self):
		lists = open_endpoints.shipped_endpoints()
		calls = [(self.village, endpoint) for endpoint in lists["Desk"]]
		calls += [
			(token, endpoint) for duty, token in self.tokens.items() for endpoint in lists[ROLE_OF_DUTY[duty]]
		]
		for token, endpoint in calls:
			if ":" in endpoint:
				doctype, method = endpoint.split(":")
				answer = send(
					"POST", "/api/method/run_doc_method", token, data={"dt": doctype, "method": method}
				)
			elif endpoint.startswith("/"):
				answer = send("GET", endpoint.replace("/*", "/x"), token)
			else:
				answer = send("GET", f"/api/method/{endpoint}", token)
			self.assertNotIn("开放接口", answer.text, endpoint)

	def test_aliases_of_functions_that_are_open_or_overridden_open_nothing(self):
		aliases = set(whitelisted_functions.by_name()) - set(whitelisted_functions.canonical())
		self.assertTrue(aliases)
		for name in closed_to("Village Officer", sorted(aliases)):
			self.assert_refused(send("POST", f"/api/method/{name}", self.village), name)

	def test_an_open_dispatcher_calls_nothing_that_is_closed(self):
		administrator = self.tokens["Monitoring Administrator"]
		nodes = {"doctype": "Household Member", "label": "x", "parent": "phone"}
		for method in (UNLISTED, "frappe.geo.utils.get_coords"):
			answer = send(
				"POST",
				"/api/method/frappe.desk.treeview.get_all_nodes",
				administrator,
				data=nodes | {"tree_method": method},
			)
			self.assert_refused(answer, method)
		answer = send("POST", "/api/method/upload_file", self.village, data={"method": UNLISTED})
		self.assert_refused(answer, "upload_file")
		for search in ("search_link", "search_widget"):
			answer = send(
				"POST",
				f"/api/method/frappe.desk.search.{search}",
				self.village,
				data={"doctype": "Household", "txt": "", "query": UNLISTED},
			)
			# Frappe shows its own page for functions that may not be called here.
			self.assertNotIn('"yes"', answer.text)

	def test_methods_of_documents_are_open_by_document_and_name(self):
		def run(**arguments) -> requests.Response:
			return send("POST", "/api/method/run_doc_method", self.village, data=arguments)

		household = {"doctype": "Household", "name": self.household.name}
		for method in ("get_title", "submit", "_rename", "add_comment", "run_method"):
			self.assert_refused(run(dt="Household", dn=self.household.name, method=method), method)
			self.assert_refused(run(docs=json.dumps(household), method=method), method)
			path = f"/api/resource/Household/{self.household.name}"
			self.assert_refused(send("GET", path, self.village, params={"run_method": method}), method)
			self.assert_refused(send("POST", path, self.village, data={"run_method": method}), method)
		self.assert_refused(run(docs="[]", method="get_title"), "no document")

	def test_unlisted_pages_are_refused_and_those_of_the_app_are_open(self):
		for path in (
			"/about",
			"/contact",
			"/blog",
			"/third_party_apps",
			"/list",
			"/search",
			"/Household/x",
			"/backups/x.sql.gz",
		):
			self.assertEqual(send("GET", path, self.village).status_code, 403, path)
			self.assertEqual(send("GET", path).status_code, 403, path)
		for path in ("/login", "/apply-for-help", "/application-progress"):
			self.assertEqual(send("GET", path).status_code, 200, path)

	def test_rest_of_a_new_doctype_is_open_to_the_role_that_may_read_it(self):
		doctype = frappe.get_doc(
			doctype="DocType",
			name="Gate Test Note",
			module="Security",
			custom=1,
			fields=[{"fieldname": "note", "fieldtype": "Data", "label": "Note"}],
			permissions=[{"role": "Village Officer", "read": 1, "write": 1, "create": 1}],
		).insert()
		self.addCleanup(self.drop, doctype.name)
		frappe.db.commit()
		created = send("POST", f"/api/resource/{doctype.name}", self.village, json={"note": "一"})
		self.assertEqual(created.status_code, 200, created.text)
		self.assertEqual(send("GET", f"/api/resource/{doctype.name}", self.village).status_code, 200)
		other = send("GET", f"/api/resource/{doctype.name}", self.tokens["Window Clerk"])
		self.assertEqual(other.status_code, 403)
		self.assertFalse(is_refused(other))

	def drop(self, doctype: str) -> None:
		frappe.delete_doc("DocType", doctype, force=True)
		frappe.db.sql_ddl(f"drop table if exists `tab{doctype}`")
		frappe.db.commit()

	def test_a_system_manager_may_call_what_is_closed_and_is_logged_once_an_hour(self):
		for _time in range(2):
			answer = send("GET", f"/api/method/{UNLISTED}", self.manager)
			self.assertEqual(answer.json().get("message"), "yes", answer.text)
		send("GET", "/api/method/frappe.auth.get_logged_user", self.manager)
		frappe.db.rollback()
		logged = frappe.get_all(
			"Access Log", filters={"export_from": "Permitted Endpoint"}, pluck="reference_document"
		)
		self.assertEqual([name for name in logged if name == UNLISTED], [UNLISTED])
		self.assertNotIn("frappe.auth.get_logged_user", logged)

	def test_what_an_administrator_opens_is_open_to_its_role_until_it_is_closed(self):
		opened = frappe.get_doc(
			doctype="Permitted Endpoint", endpoint=UNLISTED, role="Village Officer", reason="测试"
		).insert()
		frappe.db.commit()
		path = f"/api/method/{UNLISTED}"
		self.assertEqual(send("GET", path, self.village).json().get("message"), "yes")
		self.assert_refused(send("GET", path, self.tokens["Town Officer"]), "another role")
		opened.enabled = 0
		opened.save()
		frappe.db.commit()
		self.assert_refused(send("GET", path, self.village), "closed again")


class TestTheGateInsideOfDispatchers(TestCase):
	"""If a function is not called by its name, the gate checks the function itself."""

	def setUp(self) -> None:
		super().setUp()
		before = frappe.whitelisted
		patches.install()
		self.addCleanup(setattr, frappe, "whitelisted", before)
		self.officer = make_officer("Village Cadre", VILLAGE)
		frappe.set_user(self.officer)
		frappe.local.request = Request(EnvironBuilder(method="POST").get_environ())
		self.addCleanup(setattr, frappe.local, "request", None)

	def test_every_dispatcher_refuses_every_closed_function(self):
		function = whitelisted_functions.answer_yes
		with self.assertRaises(frappe.PermissionError):
			frappe.is_whitelisted(function)
		with self.assertRaises(frappe.PermissionError):
			function in frappe.whitelisted  # noqa: B015 -- as map_docs asks
		for arguments in (
			{"cmd": UNLISTED},
			{
				"cmd": "frappe.model.mapper.map_docs",
				"method": UNLISTED,
				"source_names": "[]",
				"target_doc": "{}",
			},
			{"cmd": "frappe.model.mapper.make_mapped_doc", "method": UNLISTED, "source_name": "x"},
		):
			frappe.local.form_dict = frappe._dict(arguments)
			with self.assertRaises(frappe.PermissionError):
				execute_cmd(arguments["cmd"])

	def test_the_function_behind_an_override_is_closed_and_the_override_open(self):
		for name, (override, *_others) in frappe.get_hooks("override_whitelisted_methods").items():
			if not open_endpoints.is_open(name, ["Village Officer"]):
				continue
			self.assertIn(frappe.get_attr(override), frappe.whitelisted)
			module, _dot, function = name.rpartition(".")
			if not hasattr(frappe.get_module(module), function):
				continue  # Early Frappe 15 lacks some of them.
			with self.assertRaises(frappe.PermissionError, msg=name):
				frappe.get_attr(name) in frappe.whitelisted  # noqa: B015

	def test_jobs_and_server_scripts_are_not_checked(self):
		frappe.flags.in_safe_exec = True
		self.addCleanup(frappe.flags.pop, "in_safe_exec", None)
		self.assertIn(whitelisted_functions.answer_yes, frappe.whitelisted)
		frappe.flags.in_safe_exec = False
		frappe.local.request = None
		self.assertIn(whitelisted_functions.answer_yes, frappe.whitelisted)

	def test_a_gate_that_cannot_read_its_lists_opens_nothing(self):
		frappe.local.form_dict = frappe._dict(cmd="frappe.client.get_list")
		before = open_endpoints._SITE_CACHE.read

		def broken():
			raise OSError

		open_endpoints._SITE_CACHE.read = broken
		self.addCleanup(setattr, open_endpoints._SITE_CACHE, "read", before)
		self.addCleanup(open_endpoints.forget_permitted)
		open_endpoints.forget_permitted()
		with self.assertRaises(OSError):
			request_gate.check_request()
