import re
from collections import Counter
from unittest import TestCase

from fanpin_app.tests.unit.test_repository import REPOSITORY

ROW = re.compile(r"^\| ([^|a-zA-Z-][^|]*) \| ([^|]+) \| ([^|]+) \| [^|]*\|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str]]:
	"""Chinese, English and place of each term of the glossary."""
	text = (REPOSITORY / "docs/glossary.md").read_text(encoding="utf-8")
	return [row for row in ROW.findall(text) if row[0] != "中文"]


class TestTerms(TestCase):
	def test_every_term_is_there_once(self):
		chinese = Counter(row[0] for row in rows())
		self.assertEqual([term for term, rows in chinese.items() if rows > 1], [])
