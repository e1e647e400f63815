import re
from collections import Counter

import frappe

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.unit.test_repository import REPOSITORY

ROW = re.compile(r"^\| ([^|a-zA-Z-][^|]*) \| ([^|]+) \| ([^|]+) \| [^|]*\|$", re.MULTILINE)


class TestGlossary(TestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		text = (REPOSITORY / "docs/glossary.md").read_text(encoding="utf-8")
		cls.rows = [row for row in ROW.findall(text) if row[0] != "中文"]

	def test_every_term_is_there_once(self):
		chinese = Counter(row[0] for row in self.rows)
		self.assertEqual([term for term, rows in chinese.items() if rows > 1], [])

	def test_every_doctype_has_its_row_with_the_chinese_of_the_desk(self):
		modules = frappe.get_all("Module Def", {"app_name": "fanpin_app"}, pluck="name")
		doctypes = frappe.get_all(
			"DocType", {"module": ("in", modules), "istable": 0, "custom": 0}, pluck="name"
		)
		terms = {place: chinese for chinese, _, place in self.rows}
		desk = {doctype: frappe._(doctype, lang="zh") for doctype in doctypes}
		self.assertEqual({doctype: terms.get(doctype) for doctype in doctypes}, desk)
