"""One file of each kind through the command, the desk and the push endpoint: all three give the same result."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import frappe
import requests
from frappe.utils import get_bench_path, get_url

from fanpin_app.tests.http.test_push import FEED, PUSH
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.site.discovery.test_hard_files import CASES, faults
from fanpin_app.tests.support.agency_files import make_folder
from fanpin_app.tests.support.builders import DISTRICT, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase, delete_all_but, documents
from fanpin_app.tests.support.hard_files.case import Case, Sample, make_sample
from fanpin_app.tests.support.workers import finished_batch

TIMEOUT_SECONDS = 60
# Cases of other feeds than the one that the agency's system pushes to.
OF_OTHER_FEEDS = (
	"pupils",
	"ditto marks",
	"states of another time",
	"nearer feeds",
	"files of another name",
	"files of their name",
	"numbers of a parent or a clerk",
	"grades of cards",
	"replacement cards",
	"titles of people at work",
	"titles of what is over",
	"unread columns that contradict",
	"unread columns of what is over",
	"columns of other years",
	"counts with units",
	"words in other writing",
	"places of states",
	"worse states",
	"numbers of accidents and bills",
	"ages of people",
	"titles of states",
)

# State other facts of the same households than earlier cases; of one folder the later file would be held. Each group has
# a folder of its own.
CONTRADICTING = (
	("income errors", "income of a whole year"),
	("income rows in one cell", "register months"),
	("register heads",),
	("income sizes",),
	("income sums",),
	("income units",),
	("income blocks",),
	("incomes of a year known by a column", "columns of other years"),
	("income averages",),
	("income supplements by a column",),
	("register columns of people who left",),
)


def first_of_each_kind(cases: Iterable[Case]) -> list[Case]:
	return list({case.kind: case for case in reversed(tuple(cases))}.values())


class TestHardFilesEverywhere(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.people = make_sample(Path()).people
		agency = frappe.db.get_value("Data Feed", FEED, "agency")
		cls.officer = make_officer("District Officer", DISTRICT)
		cls.agency_officer = make_officer("Agency Data Officer", DISTRICT, agency=agency)
		cls.tokens = {user: make_token(user) for user in (cls.officer, cls.agency_officer)}

	def setUp(self) -> None:
		super().setUp()
		self.sample = Sample(make_folder(self), self.people)

	def write_file(self, case: Case, folder: Path | None = None) -> Path:
		path = (folder or self.sample.folder) / case.file_name
		case.write(self.sample, path)
		# Some cases make the households that their rows are about.
		frappe.db.commit()
		return path

	def request(self, user: str, verb: str, address: str, **options) -> requests.Response:
		return requests.request(
			verb,
			get_url(address),
			headers={"Authorization": self.tokens[user], "Accept": "application/json"},
			timeout=TIMEOUT_SECONDS,
			**options,
		)

	def batch(self, user: str, name: str) -> dict:
		"""The batch once it is loaded or compared; its facts are rolled back for the next case."""
		batch = finished_batch(name, user)
		if (
			batch.status == "Loaded"
			and frappe.db.get_value("Data Feed", batch.feed, "target") == "Indicator Record"
		):
			values = batch.as_dict()
			batch.roll_back()
			frappe.db.commit()
			return values
		return batch.as_dict()

	def assert_expected(self, case: Case, batch: dict) -> None:
		# Messages are in the user's language; the English ones are checked in `test_hard_files.py`.
		found = [fault for fault in faults(case, self.sample, batch) if not fault.startswith("does not say")]
		self.assertEqual(found, [])

	def test_through_the_desk(self):
		for case in first_of_each_kind(CASES):
			with self.subTest(f"{case.kind}: {case.title}"):
				path = self.write_file(case)
				with path.open("rb") as file:
					uploaded = self.request(
						self.officer,
						"POST",
						"/api/method/upload_file",
						data={"is_private": 1},
						files={"file": (path.name, file)},
					)
				self.assertEqual(uploaded.status_code, 200, uploaded.text)
				answer = self.request(
					self.officer,
					"POST",
					"/api/resource/Data Batch",
					json={"file": uploaded.json()["message"]["file_url"]},
				)
				self.assertEqual(answer.status_code, 200, answer.text)
				self.assert_expected(case, self.batch(self.officer, answer.json()["data"]["name"]))

	def test_through_the_interface_for_systems(self):
		for case in first_of_each_kind(CASES):
			if case.is_for_agencies() and case.kind not in OF_OTHER_FEEDS:
				with self.subTest(f"{case.kind}: {case.title}"):
					path = self.write_file(case)
					with path.open("rb") as file:
						answer = self.request(
							self.agency_officer,
							"POST",
							PUSH,
							data={"feed": FEED},
							files={"file": (path.name, file)},
						)
					self.assertEqual(answer.status_code, 200, answer.text)
					self.assert_expected(
						case, self.batch(self.agency_officer, answer.json()["message"]["batch"])
					)

	def test_through_the_command(self):
		"""All in one folder: no file prevents another from being loaded, unless it contradicts it."""
		self.addCleanup(delete_all_but, documents())
		separate = {
			kind: folder for kinds in CONTRADICTING for folder in [make_folder(self)] for kind in kinds
		}
		expected = []
		for number, case in enumerate(first_of_each_kind(CASES)):
			path = self.write_file(case, separate.get(case.kind))
			path.rename(path.with_stem(f"{number:03}{path.stem}"))
			expected.append((f"{number:03}{path.stem}", case))
		results = {}
		for folder in (self.sample.folder, *dict.fromkeys(separate.values())):
			results |= self.load_folder(folder)
		for stem, case in expected:
			with self.subTest(f"{case.kind}: {case.title}"):
				line = next(result for name, result in results.items() if name.startswith(stem))
				if case.refusal:
					self.assertIn(line.split(", ")[1], case.refusal)
				elif case.is_held:
					self.assertTrue(line.startswith("held, "), line)
				else:
					self.assertIn(f"accepted {case.accepted}, refused {sum(case.refused.values())}", line)

	def load_folder(self, folder: Path) -> dict[str, str]:
		"""Run `fanpin-load`; returns its result for each file name."""
		done = subprocess.run(
			[
				*(sys.executable, "-m", "frappe.utils.bench_helper", "frappe"),
				*("--site", frappe.local.site, "fanpin-load", "--when-sent-again", "apart"),
				str(folder),
			],
			cwd=Path(get_bench_path()) / "sites",
			capture_output=True,
			text=True,
		)
		self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
		return dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)
