"""A disabled user, a former officer and the officer of a disabled agency, with every way to authenticate."""

import base64
from contextlib import contextmanager

import frappe
import requests
from frappe.utils import add_days, get_url, today
from frappe.utils.password import update_password

from fanpin_app.security.accounts import account_check
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	DISTRICT,
	VILLAGE,
	make_household,
	make_officer,
	make_posting,
	make_user,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

PASSWORD = "fanpin-test-4711"
YESTERDAY = add_days(today(), -1)


def get(path: str, **options) -> requests.Response:
	options.setdefault("headers", {}).setdefault("Accept", "application/json")
	return requests.get(get_url(path), timeout=60, allow_redirects=False, **options)


def log_in(user: str) -> requests.Session:
	session = requests.Session()
	session.headers["Accept"] = "application/json"
	answer = session.post(get_url("/api/method/login"), data={"usr": user, "pwd": PASSWORD}, timeout=60)
	assert answer.status_code == 200, answer.text
	return session


@contextmanager
def committed(doctype: str, name: str, **values):
	"""Values written to the database without the controllers while the block runs."""
	before = frappe.db.get_value(doctype, name, list(values), as_dict=True)
	frappe.db.set_value(doctype, name, values)
	frappe.db.commit()
	try:
		yield
	finally:
		frappe.db.set_value(doctype, name, before)
		frappe.db.commit()


def make_bearer_token(user: str) -> str:
	"""The value of the header Authorization for `user`."""
	client = frappe.get_doc(
		doctype="OAuth Client",
		app_name="测试",
		scopes="all openid",
		redirect_uris="http://localhost",
		default_redirect_uri="http://localhost",
		grant_type="Authorization Code",
	).insert()
	token = frappe.get_doc(
		doctype="OAuth Bearer Token",
		client=client.name,
		user=user,
		scopes="all openid",
		access_token=frappe.generate_hash(length=30),
		refresh_token=frappe.generate_hash(length=30),
		expires_in=3600,
		expiration_time="2099-01-01 00:00:00",
		status="Active",
	)
	return f"Bearer {token.insert(ignore_permissions=True).access_token}"


class TestAccountsOverHttp(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE)
		cls.officer = make_officer("Village Cadre", VILLAGE)
		cls.posting = frappe.db.get_value("Officer Posting", {"user": cls.officer})
		update_password(cls.officer, PASSWORD)
		cls.token = make_token(cls.officer)
		key, secret = cls.token.removeprefix("token ").split(":")
		cls.basic = "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()
		cls.bearer = make_bearer_token(cls.officer)
		cls.reading = f"/api/resource/Household/{cls.household.name}"

	def answers(self, session: requests.Session) -> dict[str, int]:
		"""The status of reading a household of the own village with every way to authenticate."""
		ways = {
			"token": get(self.reading, headers={"Authorization": self.token}),
			"basic": get(self.reading, headers={"Authorization": self.basic}),
			"bearer": get(self.reading, headers={"Authorization": self.bearer}),
			"cookie": session.get(get_url(self.reading), timeout=60),
		}
		return {way: answer.status_code for way, answer in ways.items()}

	def test_an_officer_reads_on_every_path(self):
		self.assertEqual(set(self.answers(log_in(self.officer)).values()), {200})

	def test_a_disabled_user_reads_on_none(self):
		session = log_in(self.officer)
		with committed("User", self.officer, enabled=0):
			for way, status in self.answers(session).items():
				self.assertIn(status, (401, 403), way)

	def test_a_disabled_user_s_session_is_over_when_the_user_is_enabled_again(self):
		session = log_in(self.officer)
		with committed("User", self.officer, enabled=0):
			session.get(get_url(self.reading), timeout=60)
		self.assertEqual(session.get(get_url(self.reading), timeout=60).status_code, 403)

	def test_a_former_officer_reads_on_no_path(self):
		session = log_in(self.officer)
		with committed("Officer Posting", self.posting, to_date=YESTERDAY):
			self.assertEqual(set(self.answers(session).values()), {403})

	def test_a_former_officer_gets_nothing_from_any_other_address(self):
		session = log_in(self.officer)
		with committed("Officer Posting", self.posting, to_date=YESTERDAY):
			for path in (
				"/api/resource/Risk Rule",
				"/api/method/frappe.client.get_list?doctype=Sector Agency",
				"/api/method/frappe.desk.form.load.getdoctype?doctype=Household",
				"/private/files/list.xlsx",
				"/printview?doctype=Risk Rule&name=R1a",
				"/?cmd=frappe.client.get_list&doctype=Sector Agency",
			):
				answer = session.get(get_url(path), timeout=60)
				self.assertEqual(answer.status_code, 403, f"{path}: {answer.text[:300]}")
			answer = session.get(get_url("/app/household"), timeout=60, allow_redirects=False)
			self.assertEqual((answer.status_code, answer.headers["Location"]), (302, "/me"))

	def test_a_former_officer_logs_in_sees_the_own_profile_and_logs_out(self):
		with committed("Officer Posting", self.posting, to_date=YESTERDAY):
			session = log_in(self.officer)
			self.assertEqual(session.get(get_url("/me"), timeout=60).status_code, 200)
			self.assertEqual(
				session.get(get_url("/"), params={"cmd": "web_logout"}, timeout=60).status_code, 200
			)

	def test_an_officer_whose_posting_begins_later_is_no_former_officer(self):
		with committed("Officer Posting", self.posting, from_date=add_days(today(), 1)):
			answer = get("/api/resource/Risk Rule", headers={"Authorization": self.token})
			self.assertEqual(answer.status_code, 200)

	def test_the_link_for_a_new_password_gives_a_disabled_user_no_access(self):
		user = frappe.get_doc("User", self.officer)
		link = user._reset_password() if hasattr(user, "_reset_password") else user.reset_password()
		frappe.db.commit()
		key = link.split("key=")[1].split("&")[0]
		with committed("User", self.officer, enabled=0):
			answer = requests.post(
				get_url("/api/method/frappe.core.doctype.user.user.update_password"),
				data={"key": key, "new_password": "Xq7-regen-Hof-19"},
				timeout=60,
			)
			self.assertNotEqual(answer.status_code, 200, answer.text)
		log_in(self.officer)

	def test_a_login_link_gives_a_disabled_user_no_access(self):
		key = frappe.generate_hash()
		frappe.cache.set_value(f"one_time_login_key:{key}", self.officer, expires_in_sec=60)
		with committed("User", self.officer, enabled=0):
			session = requests.Session()
			session.get(
				get_url("/api/method/frappe.www.login.login_via_key"), params={"key": key}, timeout=60
			)
			self.assertIn(session.get(get_url(self.reading), timeout=60).status_code, (401, 403))

	def test_a_signed_link_of_a_mail_does_not_act_for_a_disabled_user(self):
		params = {"user": self.officer, "_signature": "x"}
		path = "/api/method/frappe.workflow.doctype.workflow_action.workflow_action.confirm_action"
		with committed("User", self.officer, enabled=0):
			self.assertEqual(get(path, params=params).status_code, 401)

	def test_the_realtime_server_gets_no_disabled_user(self):
		session = log_in(self.officer)
		with committed("User", self.officer, enabled=0):
			answer = session.get(get_url("/api/method/frappe.realtime.get_user_info"), timeout=60)
			self.assertNotIn(self.officer, answer.text)


class TestAccounts(TestCase):
	def test_disabling_a_user_deletes_sessions_and_bearer_tokens(self):
		user = make_officer("Village Cadre", VILLAGE)
		session = self.add_session(user)
		doc = frappe.get_doc("User", user)
		doc.enabled = 0
		doc.save()
		self.assertFalse(self.is_there(session))

	def test_ending_the_last_posting_deletes_sessions(self):
		user = make_officer("Village Cadre", VILLAGE)
		session = self.add_session(user)
		self.end_posting(user, "Village Cadre")
		self.assertFalse(self.is_there(session))

	def test_ending_one_of_two_postings_leaves_sessions(self):
		user = make_officer("Village Cadre", VILLAGE)
		make_posting(user, "Window Clerk", VILLAGE)
		session = self.add_session(user)
		self.end_posting(user, "Village Cadre")
		self.assertTrue(self.is_there(session))

	def test_a_user_with_another_role_is_no_former_officer(self):
		user = make_officer("Village Cadre", VILLAGE, to_date=YESTERDAY)
		self.assertTrue(account_check.is_former_officer(user))
		frappe.get_doc("User", user).add_roles("Website Manager")
		self.assertFalse(account_check.is_former_officer(user))

	def test_a_user_who_was_never_posted_is_no_former_officer(self):
		self.assertFalse(account_check.is_former_officer(make_user(role="Village Officer")))

	def test_a_disabled_agency_has_no_officers(self):
		agency = frappe.get_all("Sector Agency", pluck="name")[0]
		user = make_officer("Agency Data Officer", DISTRICT, agency=agency)
		frappe.set_user(user)
		self.assertTrue(frappe.get_list("Data Feed"))
		frappe.db.set_value("Sector Agency", agency, "disabled", 1)
		frappe.local.postings_in_force = {}
		self.assertEqual(frappe.get_list("Data Feed"), [])
		self.assertTrue(account_check.is_former_officer(user))

	def test_a_job_of_a_disabled_user_is_not_run(self):
		user = make_officer("Village Cadre", VILLAGE)
		frappe.set_user(user)
		account_check.check_job()
		frappe.db.set_value("User", user, "enabled", 0)
		self.assertRaises(frappe.PermissionError, account_check.check_job)

	def end_posting(self, user: str, duty: str) -> None:
		posting = frappe.get_doc("Officer Posting", {"user": user, "duty": duty})
		posting.to_date = YESTERDAY
		posting.save()

	def add_session(self, user: str) -> str:
		sid = frappe.generate_hash()
		frappe.db.sql(
			"insert into `tabSessions` (`user`, `sid`, `sessiondata`, `lastupdate`) values (%s, %s, '{}', now())",
			(user, sid),
		)
		return sid

	def is_there(self, session: str) -> bool:
		return bool(frappe.db.sql("select 1 from `tabSessions` where `sid` = %s", session))
