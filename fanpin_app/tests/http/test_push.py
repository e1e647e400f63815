"""An agency's system sends its month's file over HTTP, with the key of its data officer."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import frappe
import requests
from frappe.utils import get_url

from fanpin_app.discovery.loading.pipeline import work_on
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.agency_files import make_folder, write_medical
from fanpin_app.tests.support.builders import DISTRICT, make_household, make_id_number, make_officer, member
from fanpin_app.tests.support.committed_data import CommittedTestCase

PUSH = "/api/method/fanpin_app.discovery.api.push_file"
FEED = "medical_self_paid"
TIMEOUT_SECONDS = 60
NO_FEED = "no_such_feed"


class TestPush(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.patient, cls.far_patient = make_id_number(), make_id_number()
		cls.household = make_household(members=[member(id_number=cls.patient)])
		make_household("459913101201", members=[member(id_number=cls.far_patient)])
		agency = frappe.db.get_value("Data Feed", FEED, "agency")
		cls.officer = make_officer("Agency Data Officer", DISTRICT, agency=agency)
		cls.system = make_token(cls.officer)
		cls.elsewhere = make_token(make_officer("Agency Data Officer", "459913000000", agency=agency))
		keeper = frappe.db.get_value("Data Feed", "household_register", "agency")
		cls.keeper = make_token(make_officer("Agency Data Officer", DISTRICT, agency=keeper))

	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)

	def file(self, *rows, month: str = "202610"):
		return write_medical(self.folder, rows, month)

	def push(self, path, token: str | None = None, **fields) -> requests.Response:
		with path.open("rb") as file:
			return requests.post(
				get_url(PUSH),
				headers={"Authorization": token or self.system},
				files={"file": (path.name, file)},
				data={"feed": FEED} | fields,
				timeout=60,
			)

	def read(self, batch: str, token: str | None = None) -> requests.Response:
		return requests.get(
			get_url(f"/api/resource/Data Batch/{batch}"),
			headers={"Authorization": token or self.system},
			timeout=60,
		)

	def wait_for(self, batch: str) -> dict:
		"""The loaded batch as the system reads it; loaded here if the workers are busy."""
		work_on(batch, self.officer)
		frappe.set_user("Administrator")
		until = time.monotonic() + TIMEOUT_SECONDS
		while time.monotonic() < until:
			stored = self.read(batch).json()["data"]
			if stored["status"] not in ("Queued", "Loading"):
				return stored
			time.sleep(0.5)
		self.fail(f"{batch} is still {stored['status']}")

	def test_it_gets_the_batch_s_name_and_reads_the_result(self):
		answer = self.push(
			self.file(
				("林试", self.patient, 3000, 0, "2026-10-03"),
				("林远", self.far_patient, 50, 0, "2026-10-03"),
				("林错", self.patient, "约三千", 0, "2026-10-03"),
			)
		)
		self.assertEqual(answer.status_code, 200, answer.text)
		stored = self.wait_for(answer.json()["message"]["batch"])
		self.assertEqual((stored["status"], stored["feed"], stored["period"]), ("Loaded", FEED, "202610"))
		self.assertEqual((stored["rows_read"], stored["rows_accepted"], stored["rows_refused"]), (3, 1, 2))
		reasons = {row["reason"]: row["rows"] for row in stored["refusals"]}
		self.assertEqual(reasons, {"unknown_person": 1, "bad_amount": 1})
		workbook = requests.get(
			get_url(stored["error_workbook"]), headers={"Authorization": self.system}, timeout=60
		)
		self.assertEqual((workbook.status_code, workbook.content[:2]), (200, b"PK"))

	def test_the_same_file_sent_again_is_the_same_batch(self):
		path = self.file(("林试", self.patient, 8, 0, "2026-09-03"), month="202609")
		first, again = (self.push(path).json()["message"]["batch"] for _ in range(2))
		self.assertEqual(first, again)
		self.wait_for(first)
		self.assertEqual(self.push(path).json()["message"], {"batch": first, "status": "Loaded"})

	def test_a_corrected_file_replaces_the_one_that_it_names(self):
		old = self.push(self.file(("林试", self.patient, 7, 0, "2026-08-03"), month="202608"))
		old = old.json()["message"]["batch"]
		self.wait_for(old)
		answer = self.push(self.file(("林试", self.patient, 6, 0, "2026-08-03"), month="更正"), replaces=old)
		new = self.wait_for(answer.json()["message"]["batch"])
		self.assertEqual((new["status"], new["period"], new["replaces"]), ("Loaded", "202608", old))
		self.assertEqual(self.read(old).json()["data"]["status"], "Rolled Back")

	def test_a_second_file_of_a_month_is_asked_about_until_it_is_sent_with_the_answer(self):
		first = self.push(self.file(("林试", self.patient, 7, 0, "2026-06-03"), month="202606"))
		first = self.wait_for(first.json()["message"]["batch"])
		path = self.file(("林试", self.patient, 7, 0, "2026-06-04"), month="202606更正")
		asked = self.wait_for(self.push(path).json()["message"]["batch"])
		self.assertEqual((asked["status"], asked["rows_read"]), ("Asked", 1))
		self.assertEqual([earlier["batch"] for earlier in asked["earlier_files"]], [first["name"]])
		self.assertEqual(self.push(path).json()["message"], {"batch": asked["name"], "status": "Asked"})
		answer = self.push(path, when_sent_again="Perhaps")
		self.assertEqual(answer.status_code, 417, answer.text)
		answered = self.push(path, when_sent_again="Replace").json()["message"]
		self.assertEqual(answered["batch"], asked["name"])
		self.assertEqual(self.wait_for(asked["name"])["status"], "Loaded")
		self.assertEqual(self.read(first["name"]).json()["data"]["status"], "Rolled Back")

	def test_a_file_is_held_if_neither_its_name_nor_its_days_show_the_given_period(self):
		path = self.file(("林试", self.patient, 90, 0, "2026-01-20"), month="export")
		held = self.wait_for(self.push(path, period="202611").json()["message"]["batch"])
		self.assertEqual((held["status"], held["period"]), ("Held", "202611"))
		self.assertIn("202601", held["held_because"])

	def test_a_second_file_that_is_sent_with_the_answer_is_loaded_at_once(self):
		first = self.push(self.file(("林试", self.patient, 3, 0, "2026-05-03"), month="202605"))
		self.wait_for(first.json()["message"]["batch"])
		path = self.file(("林试", self.patient, 4, 0, "2026-05-03"), month="202605补")
		second = self.push(path, when_sent_again="Apart").json()["message"]["batch"]
		self.assertEqual(self.wait_for(second)["status"], "Loaded")
		stored = frappe.get_all(
			"Indicator Record", {"record_date": "2026-05-03", "superseded": 0}, pluck="value"
		)
		self.assertEqual(sorted(stored), [3, 4])

	def test_a_file_of_another_agency_s_feed_is_refused(self):
		path = self.file(("林试", self.patient, 1, 0, "2026-10-04"))
		answer = self.push(path, self.keeper)
		self.assertEqual(answer.status_code, 403, answer.text)
		self.assertEqual(self.push(path, feed="small_loan").status_code, 403)

	def test_files_of_the_register_are_not_for_agencies(self):
		answer = self.push(self.file(("林", 1, 1, 1, 1)), self.keeper, feed="household_register")
		self.assertEqual(answer.status_code, 403, answer.text)

	def test_batches_of_another_agency_are_neither_read_nor_replaced(self):
		theirs = self.push(self.file(("林试", self.patient, 4, 0, "2026-07-03"), month="202607"))
		theirs = theirs.json()["message"]["batch"]
		self.assertEqual(self.read(theirs, self.keeper).status_code, 403)
		path = self.file(("林试", self.patient, 5, 0, "2026-07-03"), month="更正")
		# The same answer as for a batch that does not exist.
		for batch in (theirs, "202607-999999"):
			answer = self.push(path, self.keeper, feed="asset_ledger", replaces=batch)
			self.assertEqual(answer.status_code, 417, answer.text)

	def test_the_agency_s_clerk_of_another_district_has_no_access_to_it(self):
		path = self.file(("林试", self.patient, 11, 0, "2026-04-03"), month="202604")
		stored = self.wait_for(self.push(path).json()["message"]["batch"])
		document = f"/api/resource/Data Batch/{stored['name']}"
		run = {"dt": "Data Batch", "dn": stored["name"], "method": "roll_back"}
		for verb, address, sent in (
			("GET", document, None),
			("PUT", document, {"when_sent_again": "Add"}),
			("DELETE", document, None),
			("POST", "/api/method/run_doc_method", run),
			("GET", stored["file"], None),
			(
				"GET",
				f"/api/method/frappe.desk.form.load.getdoc?doctype=Data Batch&name={stored['name']}",
				None,
			),
		):
			with self.subTest(f"{verb} {address}"):
				answer = requests.request(
					verb, get_url(address), headers={"Authorization": self.elsewhere}, json=sent, timeout=60
				)
				self.assertIn(answer.status_code, (403, 404), answer.text)
		self.assertEqual(self.read(stored["name"]).json()["data"]["status"], "Loaded")

	def test_a_request_without_a_file_or_without_a_key_is_refused(self):
		answer = requests.post(
			get_url(PUSH), headers={"Authorization": self.system}, data={"feed": FEED}, timeout=60
		)
		self.assertEqual(answer.status_code, 417)
		answer = requests.post(get_url(PUSH), data={"feed": FEED}, timeout=60)
		self.assertIn(answer.status_code, (401, 403))

	def test_a_file_that_may_not_be_read_is_read_through_no_batch(self):
		secret = frappe.get_doc(
			doctype="File", file_name="别人的.csv", content=b"1", is_private=1, owner="Administrator"
		).insert()
		frappe.db.commit()
		answer = requests.post(
			get_url("/api/resource/Data Batch"),
			headers={"Authorization": self.system},
			json={"feed": FEED, "file": secret.file_url},
			timeout=60,
		)
		self.assertEqual(answer.status_code, 403, answer.text)

	def test_a_sender_of_one_agency_must_name_its_own_feed(self):
		"""A feed of another agency is answered like one that does not exist: some versions refuse the link first,
		others the document."""
		for path, answer in self.insert(feed=None).items():
			self.assertEqual(answer.status_code, 403, answer.text)
			self.assertIn("本部门报送模板", self.message_of(answer), path)
		missing = self.insert(feed=NO_FEED)
		for path, answer in self.insert(feed="household_register").items():
			self.assertIn(answer.status_code, (403, 417), answer.text)
			self.assertNotIn("本部门报送模板", self.message_of(answer), path)
			self.assertEqual(
				(answer.status_code, self.message_of(answer).replace("household_register", NO_FEED)),
				(missing[path].status_code, self.message_of(missing[path])),
				path,
			)

	def insert(self, feed: str | None) -> dict[str, requests.Response]:
		"""The answers to a new batch by each way to insert it."""
		doc = {"doctype": "Data Batch", "file": "/private/files/none.xlsx", "feed": feed}
		ways = {
			"/api/resource/Data Batch": doc,
			"/api/method/frappe.client.insert": {"doc": doc},
			"/api/method/frappe.desk.form.save.savedocs": {"doc": frappe.as_json(doc), "action": "Save"},
		}
		return {
			path: requests.post(get_url(path), headers={"Authorization": self.system}, json=sent, timeout=60)
			for path, sent in ways.items()
		}

	def message_of(self, answer: requests.Response) -> str:
		return frappe.parse_json(frappe.parse_json(answer.json()["_server_messages"])[-1])["message"]

	def test_a_file_that_is_sent_twice_at_the_same_moment_makes_one_batch(self):
		path = self.file(("林试", self.patient, 4000, 0, "2026-11-03"), month="202611")
		with ThreadPoolExecutor(4) as threads:
			answers = [threads.submit(copy_context().run, self.push, path) for _number in range(4)]
			batches = [answer.result().json()["message"]["batch"] for answer in answers]
		self.assertEqual(batches, batches[:1] * 4)
