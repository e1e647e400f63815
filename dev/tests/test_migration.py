"""A site of an earlier version migrates: its data, its open alerts, its rights and what its administrators changed stay."""

from __future__ import annotations

import json
import lzma
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from box import site, snapshot
from box.folder import Bench

EARLIER = Path(__file__).with_name("earlier_site")
PRESENT_STATUSES = {"Mended": "Resolved", "Accepted as Right": "Confirmed Correct"}
CHANGES = {
	"threshold": True,
	"disabled rules": ["R7a"],
	"own field": "党员户",
	"label": "问题描述",
	"statuses": ["Open", "Resolved", "Confirmed Correct", "暂缓"],
	"report": ["Open", "Resolved"],
	"order of the report": "Data Defect.resolved_on",
	"notification": [
		"doc.findings and doc.findings[0].description",
		"{% for row in doc.findings %}{{ row.description }}{% endfor %}",
	],
	"mail": "{{ doc.resolution }}",
	"print": "{% for row in doc.findings %}{{ row.description }}{% endfor %}",
	"transition": [["Village Review", "doc.stage == 'Village Review' and doc.votes_for > 90"]],
	"number card": [["Data Defect", "status", "=", "Resolved", False]],
	"colour": ["Unassigned"],
	"due day": 8,
}


class TestAnEarlierSite(unittest.TestCase):
	maxDiff = None

	@classmethod
	def setUpClass(cls) -> None:
		cls.bench = Bench(Path(os.environ["SITES_PATH"]).parent)
		cls.site = f"earlier-{os.getpid()}.localhost"
		cls.log = cls.bench.logs / f"{cls.site}.log"
		cls.log.write_text("")
		cls.addClassCleanup(cls.log.unlink)
		database = snapshot.new_database()
		cls.addClassCleanup(snapshot.remove_database, cls.bench, database, cls.log)
		cls.addClassCleanup(shutil.rmtree, cls.bench.sites / cls.site)
		snapshot.make_folders(cls.bench, cls.site)
		with tempfile.NamedTemporaryFile(suffix=".sql") as dump:
			dump.write(lzma.decompress((EARLIER / "database.sql.xz").read_bytes()))
			dump.flush()
			snapshot.make_database(cls.bench, cls.site, database, Path(dump.name), cls.log)
		site.migrate(cls.bench, cls.site, cls.log)
		cls.before = json.loads((EARLIER / "state.json").read_text("utf-8"))
		cls.after = cls.read_state()

	@classmethod
	def read_state(cls) -> dict:
		command = [cls.bench.python, EARLIER / "state.py", cls.site]
		read = subprocess.run(command, cwd=cls.bench.sites, check=True, capture_output=True, text=True)
		return json.loads(read.stdout.splitlines()[-1])

	def test_no_row_is_lost_or_doubled(self):
		self.assertEqual(self.after["counts"], self.before["counts"])
		self.assertEqual(self.after["rows"], self.before["rows"])

	def test_alerts_are_the_same(self):
		self.assertEqual(self.after["alerts"], self.before["alerts"])

	def test_values_of_renamed_fields_stay(self):
		self.assertEqual(self.after["values"], self.before["values"])

	def test_statuses_have_their_present_names(self):
		for doctype, counts in self.before["statuses"].items():
			expected = {PRESENT_STATUSES.get(status, status): rows for status, rows in counts.items()}
			with self.subTest(doctype):
				self.assertEqual(self.after["statuses"][doctype], expected)

	def test_every_officer_lists_what_they_listed(self):
		for user, seen in self.before["seen"].items():
			with self.subTest(user):
				self.assertEqual(self.after["seen"][user], seen)

	def test_rights_that_an_administrator_set_stay(self):
		self.assertEqual(self.after["permissions"], self.before["permissions"])

	def test_what_an_administrator_changed_stays_by_its_present_name(self):
		for what, expected in CHANGES.items():
			with self.subTest(what):
				self.assertEqual(self.after["changes"][what], expected)
