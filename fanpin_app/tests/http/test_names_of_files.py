"""A file may have any name, both in the desk's upload and in the push of an agency's system."""

import frappe
import requests
from frappe.utils import get_url

from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import DISTRICT, make_household, make_id_number, make_officer, member
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.workers import finished_batch

UPLOAD = "/api/method/upload_file"
PUSH = "/api/method/fanpin_app.discovery.api.push_file"
FEED = "medical_self_paid"
HEADERS = "姓名,身份证号,住院自付,门诊自付,结算日期"
NAMES = (
	"医保 100%_202610 (终稿).csv",
	"%41%2f%00_202610.csv",
	"医保#自付?_202610.csv",
	"医保'`;&+=,_202610.csv",
	'医保"自付"_202610.csv',
	"医保<b>自付_202610.csv",
	"{{ 7*7 }}_202610.csv",
	"医保😀𠮷_202610.csv",
	"医保\u202e\u200b_202610.csv",
	"../../医保_202610.csv",
	"C:\\办公\\医保_202610.csv",
	" 医保_202610 .csv",
	f"{'长' * 150}_202610.csv",
	f"{'x' * 300}_202610.csv",
	"医保_202610.CSV",
)


class TestNamesOfFiles(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.patient = make_id_number()
		make_household(members=[member(id_number=cls.patient)])
		cls.district = make_officer("District Officer", DISTRICT)
		agency = frappe.db.get_value("Data Feed", FEED, "agency")
		cls.agency = make_officer("Agency Data Officer", DISTRICT, agency=agency)
		cls.tokens = {user: make_token(user) for user in (cls.district, cls.agency)}

	def content(self, day: int) -> bytes:
		"""A row with a unique day and amount: a second file with the same facts would be asked about."""
		return f"{HEADERS}\n林试,{self.patient},{1000 + day},0,2026-10-{day:02}\n".encode()

	def post(self, user: str, path: str, name: str, day: int, **fields) -> requests.Response:
		answer = requests.post(
			get_url(path),
			headers={"Authorization": self.tokens[user], "Accept": "application/json"},
			files={"file": (name, self.content(day))},
			data=fields,
			timeout=60,
		)
		frappe.db.rollback()
		self.assertEqual(answer.status_code, 200, (name, answer.text[-400:]))
		return answer

	def assert_loaded(self, batch: str, user: str, name: str) -> None:
		finished_batch(batch, user)
		frappe.db.rollback()
		status, period, accepted = frappe.db.get_value(
			"Data Batch", batch, ["status", "period", "rows_accepted"]
		)
		self.assertEqual((status, period, accepted), ("Loaded", "202610", 1), name)

	def test_by_upload_and_as_a_batch(self):
		for day, name in enumerate(NAMES, start=1):
			with self.subTest(name):
				file = self.post(self.district, UPLOAD, name, day, is_private=1).json()["message"]
				address = requests.utils.quote(file["file_url"])
				got = requests.get(
					get_url(address), headers={"Authorization": self.tokens[self.district]}, timeout=60
				)
				self.assertEqual(got.content, self.content(day))
				created = requests.post(
					get_url("/api/resource/Data Batch"),
					headers={"Authorization": self.tokens[self.district], "Accept": "application/json"},
					json={"file": file["file_url"]},
					timeout=60,
				)
				self.assertEqual(created.status_code, 200, created.text[-400:])
				frappe.db.rollback()
				self.assert_loaded(created.json()["data"]["name"], self.district, name)

	def test_by_push(self):
		for day, name in enumerate(NAMES, start=16):
			with self.subTest(name):
				answer = self.post(self.agency, PUSH, name, day, feed=FEED).json()["message"]
				self.assert_loaded(answer["batch"], self.agency, name)
