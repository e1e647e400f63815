import json
import re
from collections import Counter
from unittest import TestCase

from fanpin_app.tests.unit.test_repository import PACKAGE, REPOSITORY

ROW = re.compile(r"^\| ([^|a-zA-Z-][^|]*) \| ([^|]+) \| ([^|]+) \| [^|]*\|$", re.MULTILINE)
IDENTIFIER = re.compile(r"`([^`]+)`")


def rows() -> list[tuple[str, str, str]]:
	"""Chinese, English and place of each term of the glossary."""
	text = (REPOSITORY / "docs/glossary.md").read_text(encoding="utf-8")
	return [row for row in ROW.findall(text) if row[0] != "中文"]


def fields_and_options() -> set[str]:
	"""Names and options of the fields of all DocTypes of the app."""
	found = set()
	for path in PACKAGE.glob("*/doctype/*/*.json"):
		for field in json.loads(path.read_text(encoding="utf-8"))["fields"]:
			found.add(field["fieldname"])
			if field["fieldtype"] == "Select":
				found.update(field.get("options", "").split("\n"))
	return found


class TestTerms(TestCase):
	def test_every_term_is_there_once(self):
		chinese = Counter(row[0] for row in rows())
		self.assertEqual([term for term, rows in chinese.items() if rows > 1], [])

	def test_every_identifier_is_a_field_an_option_or_a_folder(self):
		known = fields_and_options()
		named = [name for row in rows() for name in IDENTIFIER.findall(row[2])]
		self.assertGreater(len(named), 30)
		self.assertEqual([name for name in named if name not in known and not (PACKAGE / name).is_dir()], [])
