"""A link or a picture uses the session of whoever opens it: it may read, but change nothing."""

import frappe
import requests
from frappe.utils import get_url

from fanpin_app.security.gate import get_requests
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.browser import PASSWORD
from fanpin_app.tests.support.builders import VILLAGE, make_household
from fanpin_app.tests.support.security import whitelisted_functions
from fanpin_app.tests.support.security.bulk_update import BULK_UPDATE, CHANGED, BulkUpdateTestCase

# Names of functions that write, in this app and in Frappe.
AS_JSON = {"Accept": "application/json"}
# Functions of Frappe that write with GET on purpose.
WRITE_BY_LINK = (
	# A picture in sent mails, which records that one was opened.
	"frappe.core.doctype.communication.email.mark_email_as_seen",
	# The link on pages for logging out.
	"frappe.handler.web_logout",
	# The callback of a service that an administrator connects.
	"frappe.integrations.google_oauth.callback",
)
# Headers that authenticate nobody; browsers add the first one by themselves where a proxy asks for it.
EMPTY_HEADERS = ("Negotiate YIIabc", "Basic", "x")
WRITING = ("commit", "db_set", "delete", "delete_doc", "insert", "save", "set_value", "submit")


class TestLinks(BulkUpdateTestCase):
	def logged_in(self, user: str) -> requests.Session:
		session = requests.Session()
		login = {"usr": user, "pwd": PASSWORD}
		self.assertEqual(session.post(get_url("/api/method/login"), data=login, timeout=60).status_code, 200)
		return session

	def test_no_link_writes_with_the_session_of_its_reader(self):
		ways = (
			(f"/api/method/{BULK_UPDATE}", self.change()),
			("/", {"cmd": BULK_UPDATE} | self.change()),
			(f"/api/resource/Household/{self.household}", {"run_method": "save"}),
			(
				"/api/method/frappe.desk.search.search_link",
				{"query": BULK_UPDATE, "doctype": "Household", "txt": "[]"},
			),
			("/api/method/run_doc_method", {"dt": "Household", "dn": self.household, "method": "add_tag"}),
		)
		for user in (self.town, self.manager):
			session = self.logged_in(user)
			for path, params in ways:
				for verb in ("GET", "HEAD"):
					with self.subTest(user=user, path=path, verb=verb):
						answer = session.request(
							verb, get_url(path), params=params, headers=AS_JSON, timeout=60
						)
						self.assertGreaterEqual(answer.status_code, 400)
						self.assertNotEqual(self.address(), CHANGED)

	def test_what_the_desk_reads_by_get_is_answered(self):
		session = self.logged_in(self.town)
		household = {"doctype": "Household", "name": self.household}
		for method, params in (
			("frappe.desk.reportview.get_list", {"doctype": "Household"}),
			("frappe.client.get_value", {"doctype": "Household", "fieldname": "name"}),
			("frappe.desk.form.load.getdoc", household),
			("frappe.desk.form.load.getdoctype", {"doctype": "Household"}),
			("frappe.desk.search.search_link", {"doctype": "Household", "txt": ""}),
			("frappe.desk.query_report.run", {"report_name": "Alert Responses", "filters": "{}"}),
			("fanpin_app.registry.api.get_household_changes", {"household": self.household}),
			("frappe.utils.print_format.download_pdf", household),
		):
			answer = session.get(get_url(f"/api/method/{method}"), params=params, headers=AS_JSON, timeout=60)
			with self.subTest(method=method):
				self.assertEqual(answer.status_code, 200, answer.text[:300])

	def test_programs_send_get_requests_with_their_key(self):
		frappe.set_user("Administrator")
		token = make_token(self.manager)
		frappe.db.commit()
		path = f"/api/method/{whitelisted_functions.UNLISTED}"
		answer = requests.get(get_url(path), headers={"Authorization": token}, timeout=60)
		self.assertEqual(answer.json().get("message"), "yes")
		self.assertEqual(self.logged_in(self.manager).get(get_url(path), timeout=60).status_code, 403)

	def test_a_key_counts_with_the_cookie_of_a_guest(self):
		frappe.set_user("Administrator")
		token = make_token(self.manager)
		frappe.db.commit()
		answer = requests.get(
			get_url(f"/api/method/{whitelisted_functions.UNLISTED}"),
			headers={"Authorization": token, "Cookie": "sid=Guest"},
			timeout=60,
		)
		self.assertEqual(answer.json().get("message"), "yes")

	def test_a_session_counts_as_a_session_whatever_header_comes_with_it(self):
		frappe.set_user("Administrator")
		headers = (*EMPTY_HEADERS, make_token(self.manager))
		frappe.db.commit()
		for user in (self.town, self.manager):
			for header in headers:
				session = self.logged_in(user)
				session.headers.update(AS_JSON | {"Authorization": header})
				for path in (f"/api/method/{BULK_UPDATE}", "/api/method/logout"):
					with self.subTest(user=user, header=header, path=path):
						answer = session.get(get_url(path), params=self.change(), timeout=60)
						self.assertEqual(answer.status_code, 403, answer.text[:300])
				self.assertNotEqual(self.address(), CHANGED)
				who = session.get(get_url("/api/method/frappe.auth.get_logged_user"), timeout=60)
				self.assertEqual(who.json()["message"], user)

	def test_a_session_is_read_from_no_address(self):
		theirs = self.logged_in(self.user).cookies["sid"]
		for path in (
			"/app",
			"/api/method/ping",
			"/api/method/frappe.auth.get_logged_user",
			"/files/none.png",
		):
			for session in (requests.Session(), self.logged_in(self.town)):
				before = session.cookies.get("sid")
				answer = session.get(get_url(path), params={"sid": theirs}, timeout=60, allow_redirects=False)
				with self.subTest(path=path):
					self.assertNotIn(theirs, answer.headers.get("Set-Cookie", ""))
					self.assertNotIn(theirs, answer.text)
					self.assertNotIn(self.user, answer.text)
					self.assertEqual(session.cookies.get("sid"), before)

	def test_the_realtime_server_asks_for_a_session_s_user_and_is_given_no_cookie(self):
		theirs = self.logged_in(self.user).cookies["sid"]
		answer = requests.get(
			get_url("/api/method/frappe.realtime.get_user_info"), params={"sid": theirs}, timeout=60
		)
		self.assertEqual(answer.json()["message"]["user"], self.user)
		self.assertNotIn("sid", answer.headers.get("Set-Cookie", ""))

	def test_nobody_is_logged_in_by_a_link(self):
		login = {"usr": self.user, "pwd": PASSWORD}
		for path, params in (("/api/method/login", login), ("/", {"cmd": "login"} | login)):
			for header in ({}, {"Authorization": EMPTY_HEADERS[0]}):
				answer = requests.get(get_url(path), params=params, headers=AS_JSON | header, timeout=60)
				with self.subTest(path=path, header=header):
					self.assertEqual(answer.status_code, 401)
					self.assertIn(answer.cookies.get("sid"), (None, "Guest"))


class TestFunctions(TestCase):
	def test_functions_of_this_app_that_answer_links_write_nothing(self):
		found = []
		for name, function in whitelisted_functions.canonical().items():
			if name.startswith("fanpin_app.") and get_requests.only_reads(function):
				found.append(name)
				work = whitelisted_functions.work_of(function)
				self.assertFalse(set(work.__code__.co_names) & set(WRITING), name)
		self.assertIn("fanpin_app.discovery.api.get_load_progress", found)

	def test_no_function_that_commits_answers_links(self):
		refused = 0
		for name, function in whitelisted_functions.canonical().items():
			work = whitelisted_functions.work_of(function)
			code = getattr(work, "__wrapped__", work).__code__
			if "commit" in code.co_names and name not in WRITE_BY_LINK:
				refused += 1
				self.assertFalse(get_requests.only_reads(function), name)
		self.assertGreater(refused, 10)


class TestPictures(TestCase):
	def test_a_comment_keeps_no_picture_of_another_site(self):
		household = make_household(VILLAGE)
		comment = household.add_comment("Comment", '<p>见<img src="/api/method/logout"></p>')
		self.assertNotIn("logout", frappe.db.get_value("Comment", comment.name, "content"))
