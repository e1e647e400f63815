"""A request whose path and `cmd` name different functions is refused: Frappe reads now the one, now the other."""

import requests
from frappe.utils import get_url
from frappe.utils.password import update_password

from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.browser import PASSWORD
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase

LIST = {
	"cmd": "frappe.client.get_list",
	"doctype": "Household",
	"fields": '["name"]',
	"limit_page_length": "5",
}
AS_JSON = {"Accept": "application/json"}
# One of each kind of path that Frappe serves.
PATHS = (
	"/api/method/ping",
	"/api/method/frappe.translate.load_all_translations",
	"/api/method/frappe.realtime.get_user_info",
	"/api/method/frappe.realtime.x",
	"/api/resource/Household",
	"/website_script.js",
	"/website_script.jsx",
	"/app",
	"/me",
	"/files/none.png",
	"/private/files/none.png",
	"/apply-for-help",
)


class TestTwoEndpoints(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE)
		cls.officer = make_officer("Village Cadre", VILLAGE)
		update_password(cls.officer, PASSWORD)
		cls.token = make_token(cls.officer)

	def test_are_refused_on_every_path(self):
		session = requests.Session()
		session.post(get_url("/api/method/login"), data={"usr": self.officer, "pwd": PASSWORD}, timeout=60)
		for path in PATHS:
			for headers in (AS_JSON, AS_JSON | {"Authorization": self.token}):
				with self.subTest(path=path, key="Authorization" in headers):
					answer = session.get(get_url(path), params=LIST, headers=headers, timeout=60)
					self.assertGreaterEqual(answer.status_code, 400)
					self.assertNotIn(self.household.name, answer.text)

	def test_are_no_obstacle_where_both_are_the_same(self):
		for path in ("/", "/login", f"/api/method/{LIST['cmd']}"):
			answer = requests.post(
				get_url(path), data=LIST, headers=AS_JSON | {"Authorization": self.token}, timeout=60
			)
			self.assertIn(self.household.name, answer.text, path)

	def test_a_session_in_the_address_reaches_the_realtime_server_s_functions_only(self):
		session = requests.Session()
		session.post(get_url("/api/method/login"), data={"usr": self.officer, "pwd": PASSWORD}, timeout=60)
		sid = {"sid": session.cookies["sid"]}
		for path, arguments in (
			("/api/method/frappe.realtime.x", LIST),
			("/api/method/frappe.realtime.x", {}),
			("/api/method/frappe.client.get_list", LIST),
		):
			for verb in ("GET", "POST"):
				answer = requests.request(
					verb, get_url(path), params=sid | arguments, headers=AS_JSON, timeout=60
				)
				with self.subTest(path=path, verb=verb):
					self.assertGreaterEqual(answer.status_code, 400)
					self.assertNotIn(self.household.name, answer.text)

	def test_start_no_session(self):
		for verb in ("GET", "HEAD", "POST"):
			answer = requests.request(
				verb,
				get_url("/api/method/login"),
				params={"usr": self.officer, "pwd": PASSWORD, "cmd": "ping"},
				headers=AS_JSON,
				timeout=60,
			)
			with self.subTest(verb=verb):
				self.assertEqual(answer.status_code, 401)
				self.assertIn(answer.cookies.get("sid"), (None, "Guest"))
