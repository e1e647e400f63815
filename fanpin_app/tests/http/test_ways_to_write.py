"""However a request authenticates and calls, it writes only as a page with its token or as a program."""

import itertools
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import frappe
import requests
import urllib3
from frappe.utils import get_url

from fanpin_app.security.gate import open_endpoints
from fanpin_app.tests.fuzz import village
from fanpin_app.tests.fuzz.endpoints import functions
from fanpin_app.tests.fuzz.guesses import arguments as guessed_arguments
from fanpin_app.tests.fuzz.guesses import as_sent
from fanpin_app.tests.http.test_accounts import make_bearer_token
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.browser import PASSWORD
from fanpin_app.tests.support.builders import make_alert
from fanpin_app.tests.support.security import permission_matrix as matrix
from fanpin_app.tests.support.security.bulk_update import BulkUpdateTestCase
from fanpin_app.tests.support.security.page_token import page_token
from fanpin_app.tests.support.security.ways_to_write import Keys, Sender, Way, Who, senders, ways

# The others send every eighth request, each beginning with another one.
THOROUGH = ("nothing", "a session", "a session of an earlier release", "a page", "a token … key")
EVERY = 8
REFUSED = (400, 401, 403)
WRITING = ("POST", "PUT", "DELETE")
# What Frappe notes about each request or session.
LOGS = ("Access Log", "Activity Log", "Error Log", "Scheduled Job Log", "User")


class WaysTestCase(BulkUpdateTestCase):
	"""Officers who may call every endpoint, because they are System Managers too."""

	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		cls.alert = make_alert(cls.household, level="Blue").name
		for user in (cls.town, cls.user):
			frappe.get_doc("User", user).add_roles("System Manager")
		cls.keys = {user: (make_token(user), make_bearer_token(user)) for user in (cls.town, cls.user)}
		cls.pool = urllib3.PoolManager()
		cls.addClassCleanup(cls.pool.clear)

	def setUp(self) -> None:
		super().setUp()
		mine, theirs = self.log_in(self.town), self.log_in(self.user)
		self.without_token = self.log_in(self.town).cookies["sid"]
		self.senders = list(
			senders(
				self.keys_of(self.town, mine), self.keys_of(self.user, theirs), f"sid={self.without_token}"
			)
		)

	def log_in(self, user: str) -> requests.Session:
		session = requests.Session()
		login = {"usr": user, "pwd": PASSWORD}
		self.assertEqual(session.post(get_url("/api/method/login"), data=login, timeout=60).status_code, 200)
		return session

	def keys_of(self, user: str, session: requests.Session) -> Keys:
		return Keys(f"sid={session.cookies['sid']}", page_token(session) or "", *self.keys[user])

	def send(self, sender: Sender, way: Way) -> urllib3.BaseHTTPResponse:
		self.forget_token()
		# Wrong keys would lock the address.
		frappe.cache.delete_keys("fanpin_wrong_secrets:")
		headers = urllib3.HTTPHeaderDict({"Accept": "application/json"} | way.headers)
		for name, values in sender.headers.items():
			for value in [values] if isinstance(values, str) else values:
				headers.add(name, value)
		params = sender.params | (way.arguments if way.place == "params" else {})
		body = None
		if way.place == "json":
			headers["Content-Type"], body = "application/json", frappe.as_json(way.arguments)
		elif way.place == "data":
			headers["Content-Type"], body = "application/x-www-form-urlencoded", urlencode(way.arguments)
		url = get_url(f"{quote(way.path)}?{urlencode(params)}")
		return self.pool.request(way.verb, url, body=body, headers=headers, redirect=False, retries=False)

	def forget_token(self) -> None:
		"""Keep the session one that started before sessions had a token from the start."""
		if (stored := frappe.cache.hget("session", self.without_token)) and "csrf_token" in stored["data"]:
			del stored["data"]["csrf_token"]
			frappe.cache.hset("session", self.without_token, stored)


class TestWaysToWrite(WaysTestCase):
	def test_only_pages_with_their_token_and_programs_write(self):
		wrong, written = [], 0
		count = len(list(ways("", "", "")))
		for number, sender in enumerate(self.senders):
			for position in range(count) if sender.label in THOROUGH else range(number % EVERY, count, EVERY):
				value = f"写{number}-{position}"
				way = list(ways(self.household, self.alert, value))[position]
				answer = self.send(sender, way)
				may_write = sender.may_write_in(way)
				written += may_write
				if self.is_written(value) != may_write:
					wrong.append(f"{sender.label}, {way.label}: {answer.status} {answer.data.decode()[:200]}")
		self.assertEqual(wrong, [])
		self.assertGreater(written, 50)

	def is_written(self, value: str) -> bool:
		if self.address() == value or frappe.db.exists("ToDo", {"description": ("like", f"%{value}%")}):
			return True
		if not frappe.db.exists("Risk Alert", {"name": self.alert, "dismissal_reason": value}):
			return False
		frappe.db.set_value("Risk Alert", self.alert, "status", "Open")
		frappe.db.commit()
		return True


class TestEverythingThatIsWritten(WaysTestCase):
	"""Sessions without the token of their page write nothing, whatever they ask for."""

	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		cls.addClassCleanup(matrix.delete_rows)
		matrix.make_rows()

	def setUp(self) -> None:
		super().setUp()
		self.sessions = itertools.cycle(sender for sender in self.senders if sender.who is Who.SESSION)

	def tables(self) -> dict[str, int]:
		"""Table → checksum of its rows."""
		frappe.db.rollback()
		names = [
			name
			for name in frappe.db.get_tables(cached=False)
			if name.startswith("tab") and name[3:] not in LOGS
		]
		quoted = ", ".join(f"`{name}`" for name in names)
		return {name.rpartition(".")[2]: value for name, value in frappe.db.sql(f"checksum table {quoted}")}

	def assert_unchanged(self, before: dict[str, int]) -> None:
		after = self.tables()
		self.assertEqual([name for name in before if before[name] != after.get(name)], [])

	def test_no_document_of_any_doctype(self):
		before = self.tables()
		for way in self.ways_by_doctype():
			sender = next(self.sessions)
			with self.subTest(way.label, sender=sender.label):
				self.assertIn(self.send(sender, way).status, REFUSED)
		self.assert_unchanged(before)

	def ways_by_doctype(self) -> Iterator[Way]:
		filters = {"istable": 0, "is_virtual": 0}
		for number, doctype in enumerate(frappe.get_all("DocType", filters, pluck="name", order_by="name")):
			path = f"/api/resource/{doctype}"
			if doctype in matrix.doctypes():
				existing = f"{path}/{matrix.name_of(doctype, matrix.OWN_VILLAGE)}"
			else:
				stored = (
					[doctype]
					if frappe.get_meta(doctype).issingle
					else frappe.get_all(doctype, limit=1, pluck="name")
				)
				existing = f"{path}/{stored[0] if stored else 'x'}"
			ways = [
				Way(f"a new {doctype}", "POST", path, "json", {}),
				Way(f"a changed {doctype}", "PUT", existing, "json", {}),
				Way(f"a deleted {doctype}", "DELETE", existing, "params", {}),
			]
			yield from ways if doctype in matrix.doctypes() else [ways[number % len(ways)]]

	def test_nothing_by_any_open_function(self):
		before = self.tables()
		verbs = itertools.cycle(WRITING)
		for endpoint, arguments in self.open_functions():
			sender, verb = next(self.sessions), next(verbs)
			way = Way(endpoint, verb, f"/api/method/{endpoint}", "params", arguments)
			with self.subTest(endpoint, sender=sender.label):
				self.assertIn(self.send(sender, way).status, REFUSED)
		self.assert_unchanged(before)

	def open_functions(self) -> Iterator[tuple[str, dict[str, str]]]:
		"""(name of each function and document method that any role may call, arguments)"""
		parameters = {endpoint.name: endpoint.parameters for endpoint in functions()}
		for name in sorted(frozenset().union(*open_endpoints.shipped_endpoints().values())):
			doctype, _colon, method = name.rpartition(":")
			if doctype:
				document = matrix.name_of(doctype, matrix.OWN_VILLAGE)
				yield "run_doc_method", {"dt": doctype, "dn": document, "method": method}
			elif not name.startswith("/"):
				target = village.target("Household", matrix.OWN_VILLAGE, self.user)
				yield name, as_sent(guessed_arguments(parameters.get(name, ()), target))
