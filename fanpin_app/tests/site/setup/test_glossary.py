import frappe

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.unit.test_glossary import rows


class TestGlossary(TestCase):
	def test_every_doctype_has_its_row_with_the_chinese_of_the_desk(self):
		modules = frappe.get_all("Module Def", {"app_name": "fanpin_app"}, pluck="name")
		doctypes = frappe.get_all(
			"DocType", {"module": ("in", modules), "istable": 0, "custom": 0}, pluck="name"
		)
		terms = {place: chinese for chinese, _, place in rows()}
		desk = {doctype: frappe._(doctype, lang="zh") for doctype in doctypes}
		self.assertEqual({doctype: terms.get(doctype) for doctype in doctypes}, desk)
