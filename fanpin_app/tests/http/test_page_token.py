"""Requests that write with a session cookie need the token that the pages of the session contain."""

import frappe
import requests
from frappe.utils import get_url
from frappe.utils.password import update_password

from fanpin_app.demo.page_token import TOKEN_HEADER
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.browser import PASSWORD
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security.page_token import page_token, send_page_token

NEW_PASSWORD = "Xq7-regen-Hof-19"


class TestPageToken(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.officer = make_officer("Village Cadre", VILLAGE)
		cls.household = make_household(VILLAGE).name
		cls.key = make_token(cls.officer)

	def setUp(self) -> None:
		super().setUp()
		update_password(self.officer, PASSWORD)
		frappe.db.commit()
		self.session = requests.Session()
		self.session.headers["Accept"] = "application/json"
		self.log_in()

	def log_in(self) -> None:
		login = {"usr": self.officer, "pwd": PASSWORD}
		answer = self.session.post(get_url("/api/method/login"), data=login, timeout=60)
		self.assertEqual(answer.status_code, 200, answer.text)

	def write(self, verb: str = "PUT", session: requests.Session | None = None, **headers: str) -> int:
		"""The status of a request that changes the household."""
		answer = (session or self.session).request(
			verb,
			get_url(f"/api/resource/Household/{self.household}"),
			json={"address": "一组 1 号"},
			headers=headers,
			timeout=60,
		)
		return answer.status_code

	def forget_token(self) -> None:
		"""Make the session one that started before sessions had a token from the start."""
		sid = self.session.cookies["sid"]
		stored = frappe.cache.hget("session", sid)
		del stored["data"]["csrf_token"]
		frappe.cache.hset("session", sid, stored)

	def test_nothing_is_written_before_a_page_was_opened(self):
		self.assertEqual(self.write(), 400)
		tag = {"tag": "x", "dt": "Household", "dn": self.household}
		path = get_url("/api/method/frappe.desk.doctype.tag.tag.add_tag")
		self.assertEqual(self.session.post(path, data=tag, timeout=60).status_code, 400)
		self.assertFalse(frappe.db.exists("Tag Link", {"document_name": self.household}))

	def test_an_older_session_without_a_token_writes_nothing_with_any_header(self):
		self.forget_token()
		for header in ("Negotiate YIIabc", "Basic", self.key):
			with self.subTest(header=header):
				self.assertEqual(self.write(Authorization=header), 400)

	def test_a_wrong_token_writes_nothing(self):
		self.assertEqual(self.write(**{TOKEN_HEADER: "None"}), 400)

	def test_an_older_session_without_a_token_writes_nothing_until_a_page_is_opened(self):
		self.forget_token()
		self.assertEqual(self.write(), 400)
		send_page_token(self.session)
		self.assertEqual(self.write(), 200)

	def test_every_page_contains_the_token_and_with_it_the_session_writes(self):
		tokens = {page_token(self.session, path) for path in ("/me", "/update-password", "/app")}
		self.assertEqual(len(tokens), 1)
		self.assertEqual(self.write(**{TOKEN_HEADER: tokens.pop()}), 200)

	def test_the_public_form_contains_the_token_of_the_officer_s_session(self):
		page = self.session.get(get_url("/apply-for-help"), timeout=60).text
		self.assertIn(f'name="csrf_token" value="{page_token(self.session)}"', page)

	def test_a_password_is_changed_on_its_page(self):
		token = page_token(self.session, "/update-password")
		answer = self.session.post(
			get_url("/api/method/frappe.core.doctype.user.user.update_password"),
			data={"old_password": PASSWORD, "new_password": NEW_PASSWORD},
			headers={TOKEN_HEADER: token},
			timeout=60,
		)
		self.assertEqual(answer.status_code, 200, answer.text)

	def test_somebody_who_is_logged_in_can_log_in_again(self):
		send_page_token(self.session)
		self.log_in()
		self.assertEqual(self.write(), 400)
		send_page_token(self.session)
		self.assertEqual(self.write(), 200)

	def test_a_program_s_key_needs_no_token(self):
		for cookie in ({}, {"Cookie": "sid=Guest"}):
			self.assertEqual(self.write(session=requests.Session(), Authorization=self.key, **cookie), 200)
