"""Headers of every answer, cookies, and what an error reveals."""

from collections.abc import Iterator
from urllib.parse import urlencode, urljoin, urlsplit

import requests
from frappe.utils import get_url
from frappe.utils.password import update_password

from fanpin_app.security.responses.headers import POLICY, STRICT_HEADERS
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase

PASSWORD = "fanpin-test-4711"
MAX_REDIRECTS = 9


class TestHeaders(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE)
		cls.officer = make_officer("Village Cadre", VILLAGE)
		update_password(cls.officer, PASSWORD)
		cls.token = make_token(cls.officer)

	def log_in(self, **headers) -> requests.Response:
		return requests.post(
			get_url("/api/method/login"),
			data={"usr": self.officer, "pwd": PASSWORD},
			headers=headers,
			timeout=60,
		)

	def get(self, path: str, cookies=None, **headers) -> requests.Response:
		return requests.get(get_url(path), cookies=cookies, headers=headers, timeout=60)

	def redirects(self, address: str, cookies) -> Iterator[str]:
		"""The addresses to which a browser is redirected from this one, until an answer or another site."""
		for _ in range(MAX_REDIRECTS):
			answer = requests.get(address, cookies=cookies, allow_redirects=False, timeout=60)
			if "Location" not in answer.headers:
				return
			# A browser treats a backslash as a slash.
			address = urljoin(address, answer.headers["Location"].replace("\\", "/"))
			yield address
			if not address.startswith(get_url("/")):
				return
		self.fail(f"{address} redirects again")

	def test_a_link_to_this_site_never_redirects_to_another(self):
		cookies = self.log_in().cookies
		for target in (
			"https://evil.example/",
			"//evil.example/",
			"/\\evil.example/",
			"https:\\\\evil.example",
			f"{get_url()}.evil.example/",
			f"{get_url()}@evil.example/",
		):
			address = f"{get_url('/login')}?{urlencode({'redirect-to': target})}"
			passed = list(self.redirects(address, cookies))
			self.assertTrue(passed, target)
			for address in passed:
				self.assertEqual(urlsplit(address)[:2], urlsplit(get_url())[:2], (target, passed))
		answer = requests.get(
			get_url("/login"),
			params={"redirect-to": "/app/household"},
			cookies=cookies,
			allow_redirects=False,
			timeout=60,
		)
		self.assertTrue(answer.headers["Location"].endswith("/app/household"))

	def test_every_answer_has_them(self):
		cookies = self.log_in().cookies
		for path, reader in (
			("/login", None),
			("/apply-for-help", None),
			("/no-such-page", None),
			("/api/resource/Household", None),
			("/app", cookies),
			("/api/resource/Household", cookies),
			(f"/api/resource/Household/{self.household.name}", cookies),
			(f"/printview?doctype=Household&name={self.household.name}", cookies),
			("/api/method/frappe.auth.no_such_method", cookies),
			("/private/files/none.xlsx", cookies),
			("/assets/fanpin_app/js/list_count.js", None),
		):
			answer = self.get(path, reader)
			for name, value in STRICT_HEADERS.items():
				self.assertEqual(answer.headers.get(name), value, f"{name} of {path}")
			policy = answer.headers["Content-Security-Policy"]
			for name in ("default-src", "object-src", "base-uri", "form-action", "frame-ancestors"):
				self.assertIn(f"{name} {POLICY[name]}", policy, path)

	def test_data_of_households_is_cached_nowhere(self):
		cookies = self.log_in().cookies
		for path in ("/app", f"/api/resource/Household/{self.household.name}", "/me", "/website_script.jsx"):
			self.assertEqual(self.get(path, cookies).headers["Cache-Control"], "no-store", path)

	def test_assets_are_cached(self):
		self.assertNotIn("no-store", self.get("/assets/fanpin_app/js/list_count.js").headers["Cache-Control"])

	def test_the_session_s_cookie_is_hidden_from_scripts_and_other_sites(self):
		cookie = self.log_in().headers["Set-Cookie"]
		session = next(part for part in cookie.split(", ") if part.startswith("sid="))
		rest = cookie[cookie.index(session) :]
		self.assertIn("HttpOnly", rest)
		self.assertIn("SameSite=Lax", rest)

	def test_over_https_cookies_are_secure_and_the_browser_keeps_using_https(self):
		answer = self.log_in(**{"X-Forwarded-Proto": "https"})
		self.assertIn("Secure", answer.headers["Set-Cookie"])
		self.assertIn("max-age", answer.headers["Strict-Transport-Security"])
		self.assertNotIn("Strict-Transport-Security", self.get("/login").headers)

	def test_an_error_reveals_to_nobody_where_in_the_code_it_happened(self):
		cookies = self.log_in().cookies
		broken = "/api/resource/Household?filters={"
		for reader in (None, cookies):
			for path in (
				broken,
				"/api/method/frappe.client.get?doctype=No+Such",
				"/api/method/no.such",
			):
				for accepted in ("application/json", "text/html"):
					answer = self.get(path, reader, Accept=accepted)
					self.assertNotIn("Traceback", answer.text, path)
					self.assertNotIn("apps/frappe", answer.text, path)

	def test_a_request_that_fails_gets_a_sentence(self):
		cookies = self.log_in().cookies
		failed = 0
		for path in (
			"/api/resource/Household?filters={",
			"/api/resource/System Settings",
			"/api/resource/Statutory Clock",
			'/api/resource/Household Visit?filters={"hh.head_name":"x"}',
			"/api/method/frappe.client.get_list?doctype=Household&fields=%5B",
		):
			answer = self.get(path, cookies, Accept="application/json")
			failed += answer.status_code == 500
			self.assertTrue({"_server_messages", "_error_message"} & set(answer.json()), (path, answer.text))
		self.assertGreater(failed, 0)

	def test_a_value_of_a_wrong_type_gets_a_sentence(self):
		for values in (
			{"household": {"a": 1}},
			{"household": [1], "member": None},
			{"household": 1.5, "reason": []},
		):
			answer = requests.post(
				get_url("/api/method/fanpin_app.registry.api.add_member"),
				json={"household": "x", "member": {}, "effective_on": "2026-10-01", "reason": "x"} | values,
				headers={"Authorization": self.token, "Accept": "application/json"},
				timeout=60,
			)
			with self.subTest(**values):
				self.assertGreaterEqual(answer.status_code, 400)
				self.assertIn("_server_messages", answer.json(), answer.text)

	def test_nobody_is_shown_the_database_s_queries(self):
		cookies = self.log_in().cookies
		for path in (
			"/api/resource/Household?debug=1",
			"/api/method/frappe.client.get_list?doctype=Household&debug=1",
		):
			answer = self.get(path, cookies)
			self.assertEqual(answer.status_code, 200, answer.text)
			self.assertNotIn("tabHousehold", answer.text)
