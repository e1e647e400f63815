"""Passwords, secrets and keys cannot be guessed, and failed logins do not reveal which accounts exist."""

import json

import frappe
import requests
from frappe.utils import get_url
from frappe.utils.password import update_password

from fanpin_app.security.accounts import lockout, password_strength
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security.page_token import send_page_token

PASSWORD = "fanpin-test-4711"

# Addresses for documentation (RFC 5737), sent by the proxy on this machine.
OFFICE, OTHER_ADDRESS = "192.0.2.17", "198.51.100.4"
ATTEMPTS_OF_ADDRESS = 30


class TestLockOut(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.officer = make_officer("Village Cadre", VILLAGE)
		cls.disabled = make_officer("Village Cadre", VILLAGE)
		for user in (cls.officer, cls.disabled):
			update_password(user, PASSWORD)
		frappe.db.set_value("User", cls.disabled, "enabled", 0)
		cls.token = make_token(cls.officer)
		# Five on a new site; an older one may have the ten of later Frappe 15.
		cls.attempts = frappe.get_system_settings("allow_consecutive_login_attempts")

	def setUp(self) -> None:
		super().setUp()
		self.reset_counters()
		self.addCleanup(self.reset_counters)

	def reset_counters(self) -> None:
		if keys := frappe.cache.keys(frappe.cache.make_key("fanpin_wrong_secrets:") + b"*"):
			frappe.cache.delete(*keys)
		frappe.cache.delete_keys("fanpin_judged_passwords:")
		frappe.cache.delete_value(["login_failed_count", "login_failed_time"])

	def log_in(
		self, user: str, password: str = "wrong", address: str = OFFICE, command: str = "", **headers
	) -> requests.Response:
		return requests.post(
			get_url("/api/method/login"),
			data={"usr": user, "pwd": password} | ({"cmd": command} if command else {}),
			headers={"Accept": "application/json", "X-Forwarded-For": address} | headers,
			timeout=60,
		)

	def read(self, token: str, address: str = OFFICE) -> int:
		headers = {"Authorization": token, "X-Forwarded-For": address, "Accept": "application/json"}
		return requests.get(get_url("/api/resource/Household"), headers=headers, timeout=60).status_code

	def test_an_account_is_locked_after_too_many_wrong_passwords(self):
		for _attempt in range(self.attempts):
			self.assertEqual(self.log_in(self.officer).status_code, 401)
		answer = self.log_in(self.officer, PASSWORD, OTHER_ADDRESS)
		self.assertEqual(answer.status_code, 401)
		self.assertIn("分钟", answer.json()["message"])

	def test_a_lock_ends_by_itself_and_by_the_operator_s_command(self):
		for _attempt in range(self.attempts):
			self.log_in(self.officer)
		keys = frappe.cache.keys(frappe.cache.make_key("fanpin_wrong_secrets:") + b"*")
		longest = frappe.get_system_settings("allow_login_after_fail") or 60
		self.assertEqual([key for key in keys if not 0 < frappe.cache.ttl(key) <= longest], [])
		self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 401)
		frappe.cache.delete_keys("fanpin_wrong_secrets:")
		self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 200)

	def test_the_right_password_resets_the_count_of_wrong_ones(self):
		for _attempt in range(self.attempts - 1):
			self.log_in(self.officer)
		self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 200)
		self.log_in(self.officer)
		self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 200)

	def test_an_address_is_locked_whatever_accounts_it_tries(self):
		for attempt in range(ATTEMPTS_OF_ADDRESS):
			self.log_in(f"nobody{attempt}@fanpin.example")
		self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 401)
		self.assertEqual(self.log_in(self.officer, PASSWORD, OTHER_ADDRESS).status_code, 200)

	def test_an_address_is_locked_whatever_else_its_requests_call(self):
		for attempt in range(ATTEMPTS_OF_ADDRESS):
			self.log_in(f"nobody{attempt}@fanpin.example", command="ping")
		self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 401)

	def test_a_client_does_not_change_its_address_by_a_header(self):
		for attempt in range(ATTEMPTS_OF_ADDRESS):
			self.log_in(f"nobody{attempt}@fanpin.example", address=f"203.0.113.{attempt}, {OFFICE}")
		self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 401)

	def test_a_header_of_another_name_does_not_change_the_address_either(self):
		for attempt in range(ATTEMPTS_OF_ADDRESS):
			headers = {"Remote-Addr": f"203.0.113.{attempt}", "X-Real-IP": f"203.0.113.{attempt}"}
			self.log_in(f"nobody{attempt}@fanpin.example", **headers)
		self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 401)

	def test_failed_logins_get_the_same_answer(self):
		answers = {
			(who, command): self.log_in(user, password, command=command)
			for who, user, password in (
				("unknown", "nobody@fanpin.example", PASSWORD),
				("wrong password", self.officer, "wrong"),
				("disabled", self.disabled, PASSWORD),
				("disabled, wrong password", self.disabled, "wrong"),
				("by name", "Guest", "wrong"),
			)
			for command in ("", "ping")
		}
		self.assertEqual(len({(answer.status_code, answer.text) for answer in answers.values()}), 1, answers)

	def test_unknown_and_known_accounts_are_locked_alike(self):
		def answers(user: str) -> list[tuple[int, str]]:
			answered = [self.log_in(user) for _attempt in range(self.attempts + 4)]
			return [(answer.status_code, answer.text) for answer in answered]

		self.assertEqual(answers("nobody@fanpin.example"), answers(self.officer))

	def test_an_api_key_is_locked_after_too_many_wrong_secrets(self):
		for _attempt in range(self.attempts):
			self.assertEqual(self.read(self.token + "x"), 401)
		self.assertEqual(self.read(self.token, OTHER_ADDRESS), 401)

	def test_the_right_secret_is_read_from_an_address_without_failures(self):
		self.assertEqual(self.read(self.token), 200)

	def test_wrong_secrets_lock_the_address_for_passwords_too(self):
		for attempt in range(ATTEMPTS_OF_ADDRESS):
			self.read(f"token {attempt}:{attempt}")
		self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 401)

	def test_requests_that_are_refused_are_no_wrong_secrets(self):
		for name in ({"phone": "13800138000"}, "no-such-household") * self.attempts:
			refused = requests.post(
				get_url("/api/method/frappe.client.get"),
				headers={"Authorization": self.token, "X-Forwarded-For": OFFICE},
				json={"doctype": "Household", "name": name},
				timeout=60,
			)
			self.assertEqual(refused.status_code, 403)
		self.assertEqual(self.read(self.token), 200)

	def test_keys_for_new_passwords_are_counted(self):
		for _attempt in range(ATTEMPTS_OF_ADDRESS):
			answer = requests.post(
				get_url("/api/method/frappe.core.doctype.user.user.update_password"),
				data={"key": "x" * 32, "new_password": "Xq7-regen-Hof-19"},
				headers={"X-Forwarded-For": OFFICE},
				timeout=60,
			)
			self.assertEqual(answer.status_code, 410, answer.text)
		self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 401)

	def test_a_guessed_key_is_counted_however_it_is_sent(self):
		method = "frappe.core.doctype.user.user.update_password"
		ways = [(f"/api/method/{method}", {}), ("/", {"cmd": method})]
		if hasattr(frappe.api, "API_URL_MAP"):
			later = (f"v1/method/{method}", f"v2/method/{method}", "v2/method/User/update_password")
			ways += [(f"/api/{path}", {}) for path in later]
		for path, form in ways:
			with self.subTest(path=path):
				self.reset_counters()
				answer = requests.post(
					get_url(path),
					data={"key": "x" * 32, "new_password": "Xq7-regen-Hof-19", **form},
					headers={"X-Forwarded-For": OFFICE},
					timeout=60,
				)
				self.assertEqual(answer.status_code, 410, answer.text)
				self.assertEqual(int(frappe.cache.get(lockout._key(lockout.ADDRESS, OFFICE)) or 0), 1)

	def test_a_password_cannot_be_guessed_in_an_open_session(self):
		user = "frappe.core.doctype.user.user"
		ways = (
			(f"{user}.verify_password", lambda password: {"password": password}),
			(
				f"{user}.update_password",
				lambda password: {"old_password": password, "new_password": "Xq7-regen-Hof-19"},
			),
		)
		for method, sent in ways:
			with self.subTest(method):
				self.reset_counters()
				session = requests.Session()
				session.headers["X-Forwarded-For"] = OTHER_ADDRESS
				answer = session.post(
					get_url("/api/method/login"), data={"usr": self.officer, "pwd": PASSWORD}, timeout=60
				)
				self.assertEqual(answer.status_code, 200)
				send_page_token(session)
				for password in (*("wrong",) * self.attempts, PASSWORD):
					path = get_url(f"/api/method/{method}")
					self.assertEqual(session.post(path, data=sent(password), timeout=60).status_code, 401)
				self.assertEqual(self.log_in(self.officer, PASSWORD).status_code, 401)
				self.assertLess(
					int(frappe.cache.get(lockout._key(lockout.ADDRESS, OTHER_ADDRESS)) or 0),
					ATTEMPTS_OF_ADDRESS,
				)

	def test_a_weak_password_is_refused(self):
		session = requests.Session()
		answer = session.post(
			get_url("/api/method/login"), data={"usr": self.officer, "pwd": PASSWORD}, timeout=60
		)
		self.assertEqual(answer.status_code, 200)
		send_page_token(session)
		for weak in ("12345678", "password1", "woaini1314", "Abcd1234"):
			answer = session.post(
				get_url("/api/method/frappe.core.doctype.user.user.update_password"),
				data={"old_password": PASSWORD, "new_password": weak},
				timeout=60,
			)
			self.assertEqual(answer.status_code, 417, weak)

	def test_few_passwords_of_guests_are_judged_in_a_minute(self):
		def judge(address: str) -> requests.Response:
			return requests.post(
				get_url("/api/method/frappe.core.doctype.user.user.test_password_strength"),
				data={"new_password": "a"},
				headers={"X-Forwarded-For": address, "Accept-Language": "zh-CN"},
				timeout=60,
			)

		for _password in range(password_strength.GUESTS_PER_MINUTE):
			self.assertEqual(judge(OFFICE).status_code, 200)
		refused = judge(OFFICE)
		self.assertIn(refused.status_code, (417, 429))
		self.assertIn(
			"一分钟后再试", json.loads(json.loads(refused.json()["_server_messages"])[0])["message"]
		)
		self.assertEqual(judge(OTHER_ADDRESS).status_code, 200)

	def test_a_request_for_a_new_password_gets_the_same_answer_without_an_account(self):
		def answer(user: str, address: str) -> tuple[int, str]:
			response = requests.post(
				get_url("/api/method/frappe.core.doctype.user.user.reset_password"),
				data={"user": user},
				headers={"X-Forwarded-For": address},
				timeout=60,
			)
			return response.status_code, response.text

		users = (self.officer, self.disabled, "nobody@fanpin.example", "Administrator")
		answers = {answer(user, f"198.51.100.{number}") for number, user in enumerate(users)}
		self.assertEqual(len(answers), 1)


class TestLimits(TestCase):
	def test_without_a_limit_nothing_is_locked(self):
		settings = frappe.get_doc("Account Security")
		settings.attempts_per_address = 0
		settings.save()
		self.assertFalse(lockout._is_locked(lockout.ADDRESS, OFFICE))
