import json
from pathlib import Path
from unittest import TestCase

from fanpin_app.permissions.postings import ROLE_OF_DUTY

PACKAGE = Path(__file__).resolve().parents[2]


def shipped(kind: str) -> list[dict]:
	return [json.loads(path.read_text()) for path in sorted(PACKAGE.glob(f"*/{kind}/*/*.json"))]


class TestTheShippedPages(TestCase):
	def test_every_block_shows_a_row_of_its_page(self):
		for workspace in shipped("workspace"):
			labels = {
				"number_card": {row["label"] for row in workspace["number_cards"]},
				"shortcut": {row["label"] for row in workspace["shortcuts"]},
				"quick_list": {row["label"] for row in workspace["quick_lists"]},
				"card": {row["label"] for row in workspace["links"] if row["type"] == "Card Break"},
			}
			shown = {kind: set() for kind in labels}
			for block in json.loads(workspace["content"]):
				if block["type"] in labels:
					shown[block["type"]].add(block["data"][f"{block['type']}_name"])
			self.assertEqual(shown, labels, workspace["name"])

	def test_every_duty_has_a_page(self):
		with_page = {row["role"] for workspace in shipped("workspace") for row in workspace["roles"]}
		self.assertEqual(set(ROLE_OF_DUTY.values()), with_page)


class TestWhatAMigrationLeavesAlone(TestCase):
	def test_no_shipped_file_is_newer_than_its_first_release(self):
		# Frappe replaces a record by a newer file, which overwrites changes to the record.
		newer = [
			document["name"]
			for kind in ("workspace", "number_card")
			for document in shipped(kind)
			if document["modified"] != document["creation"]
		]
		self.assertEqual(newer, [])
