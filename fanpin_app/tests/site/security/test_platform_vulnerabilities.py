"""Known vulnerabilities of the platform that the app closes, also on versions that have them."""

from unittest import skipUnless

import frappe
from frappe.utils import pdf
from frappe.website.doctype.discussion_topic.discussion_topic import submit_discussion

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_household, make_officer, make_pdf
from fanpin_app.tests.support.security.files import attach


class TestDiscussions(TestCase):
	def test_no_household_is_discussed_on_public_pages_not_even_an_own_one(self):
		households = [make_household(VILLAGE).name, make_household(OTHER_VILLAGE).name]
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		for household in households:
			with self.assertRaises(frappe.PermissionError):
				submit_discussion("Household", household, "回复", "标题")

	def test_nobody_changes_another_one_s_reply(self):
		topic = frappe.get_doc(
			doctype="Discussion Topic", reference_doctype="Risk Rule", reference_docname="R1a", title="标题"
		).insert()
		reply = frappe.get_doc(doctype="Discussion Reply", topic=topic.name, reply="回复")
		reply.db_insert()
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		with self.assertRaises(frappe.PermissionError):
			submit_discussion("Risk Rule", "R1a", "别的", "标题", reply_name=reply.name)


class TestPdf(TestCase):
	@skipUnless(hasattr(pdf, "pdf_contains_js"), "this Frappe takes any PDF")
	def test_a_damaged_pdf_is_refused_with_a_message(self):
		household = make_household(VILLAGE).name
		with self.assertRaisesRegex(frappe.ValidationError, r"page.*\.pdf"):
			attach(household, "page.pdf", make_pdf()[:200])
