"""Frappe's function that makes PDFs, and who calls it."""

import io

import frappe
import frappe.utils.pdf
from frappe.email import email_body
from frappe.utils import print_format
from pypdf import PdfReader, PdfWriter

from fanpin_app.printing import frappe_pdf
from fanpin_app.security import api
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_household, member
from fanpin_app.tests.support.pdf import sizes_of, text_of


class FrappePdfTestCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe_pdf.install()


class TestCallers(FrappePdfTestCase):
	def test_prints_reports_and_mails_call_it(self):
		for module in (frappe.utils.pdf, print_format, email_body):
			self.assertIs(module.get_pdf, frappe_pdf.get_pdf)

	def test_the_print_of_a_document_shows_its_values(self):
		household = make_household(VILLAGE, [member(member_name="林𠮷𬭚")])
		content = frappe.get_print("Household", household.name, as_pdf=True)
		self.assertIn("林𠮷𬭚", text_of(content))
		self.assertIn(household.household_no, text_of(content))

	def test_several_documents_are_one_pdf(self):
		output = PdfWriter()
		for name in ("林一", "林二"):
			household = make_household(VILLAGE, [member(member_name=name)]).name
			output = frappe.get_print("Household", household, as_pdf=True, output=output)
		written = io.BytesIO()
		output.write(written)
		self.assertTrue("林一" in text_of(written.getvalue()) and "林二" in text_of(written.getvalue()))

	def test_later_frappe_learns_that_pdfs_can_be_made(self):
		self.assertTrue(api.is_wkhtmltopdf_valid())


class TestOptions(FrappePdfTestCase):
	def test_the_paper_is_that_of_the_options_or_of_print_settings(self):
		for options, size in (
			(None, (210, 297)),
			({"page-size": "A3", "orientation": "Landscape"}, (420, 297)),
			({"page-size": "Custom", "page-width": "100mm", "page-height": "5cm"}, (100, 50)),
			({"page-size": "../etc", "page-width": "--x"}, (210, 297)),
		):
			with self.subTest(options=options):
				self.assertEqual(sizes_of(frappe_pdf.get_pdf("页", options)), [size])

	def test_other_options_and_other_values_are_ignored(self):
		for options in (
			{"allow": "/", "post-file": "/etc/hostname", "header-html": "/etc/hostname"},
			{"margin-top": [1], "orientation": [["Landscape"]], "page-size": {"a": 1}},
			"page-size=A3",
		):
			with self.subTest(options=options):
				self.assertEqual(sizes_of(frappe_pdf.get_pdf("页", options)), [(210, 297)])

	def test_a_margin_of_the_format_is_used(self):
		self.assertEqual(
			frappe_pdf.margins({}, "<style>.print-format { margin-left: 7mm; }</style>"), (15, 15, 15, 7)
		)
		self.assertEqual(frappe_pdf.margins({"margin-top": "1cm"}, ""), (10, 15, 15, 15))

	def test_a_password_locks_the_pdf(self):
		content = frappe_pdf.get_pdf("<p>页</p>", {"password": "-secret"})
		self.assertTrue(PdfReader(io.BytesIO(content)).is_encrypted)
		self.assertEqual(text_of(content, password="-secret"), "页")

	def test_what_a_format_shows_in_pdfs_only_is_shown_and_what_it_hides_is_not(self):
		html = '<p class="visible-pdf">甲</p><p class="hidden-pdf">乙</p><div id="header-html" class="hidden-pdf">丙</div>'
		self.assertEqual(text_of(frappe_pdf.get_pdf(html)), "甲丙")

	def test_a_format_with_page_numbers_has_them_at_the_foot(self):
		html = '<p>甲</p><p class="page-number"><span class="page"></span></p>'
		self.assertRegex(text_of(frappe_pdf.get_pdf(html)), "甲.*1.*1")
