"""Markup stored before it was refused is plain text in prints, sheets and mails."""

import json

import frappe
from frappe.utils.weasyprint import PrintFormatGenerator
from frappe.www.printview import get_html_and_style

from fanpin_app.oversight.report_mail import ReportMail
from fanpin_app.registry.personal_data import subject_access
from fanpin_app.security.text import patches
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security import permission_matrix as matrix
from fanpin_app.tests.support.security.hostile_texts import (
	STORED,
	TEXT,
	delete_rows,
	fill_with_hostile_text,
	hostile_elements,
	make_rows_without_place,
)


class TestPrints(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(matrix.delete_rows)
		matrix.make_rows()
		cls.documents = [
			(doctype, matrix.name_of(doctype, matrix.OWN_VILLAGE)) for doctype in matrix.doctypes()
		]
		unplaced = make_rows_without_place(matrix.doctypes())
		cls.addClassCleanup(delete_rows, unplaced)
		cls.documents += unplaced
		fill_with_hostile_text(cls.documents)

	def printed(self, doctype: str, name: str, print_format: str | None = None) -> str:
		return get_html_and_style(doctype, name, print_format=print_format)["html"]

	def test_no_print_interprets_stored_text_as_markup(self):
		found = {}
		for doctype, name in self.documents:
			if elements := hostile_elements(self.printed(doctype, name)):
				found[doctype] = elements
		self.assertEqual(found, {})

	def test_the_text_can_still_be_read(self):
		household = matrix.name_of("Household", matrix.OWN_VILLAGE)
		frappe.db.set_value("Household", household, "address", "三组<svg/onload=x>12号")
		self.assertIn("12号", self.printed("Household", household))

	def test_the_stored_text_is_not_changed(self):
		household = matrix.name_of("Household", matrix.OWN_VILLAGE)
		before = frappe.db.get_value("Household", household, ["*"], as_dict=True)
		self.printed("Household", household)
		self.assertEqual(frappe.db.get_value("Household", household, ["*"], as_dict=True), before)

	def test_our_print_formats_interpret_no_text_as_markup(self):
		formats = frappe.get_all("Print Format", filters={"doc_type": "Service Application"}, pluck="name")
		self.assertTrue(formats)
		for each in formats:
			name = matrix.name_of("Service Application", matrix.OWN_VILLAGE)
			self.assertEqual(hostile_elements(self.printed("Service Application", name, each)), [])

	def test_a_format_of_the_print_format_builder_interprets_no_text_as_markup(self):
		fields = [
			{"fieldname": field.fieldname, "fieldtype": field.fieldtype, "label": field.label}
			for field in frappe.get_meta("Household").fields
			if field.fieldtype in TEXT
		]
		layout = {"header": "", "footer": "", "sections": [{"label": "", "columns": [{"fields": fields}]}]}
		created = frappe.get_doc(
			doctype="Print Format",
			name="Hostile Builder",
			doc_type="Household",
			print_format_builder_beta=1,
			format_data=json.dumps(layout),
		).insert()
		patches.install()
		household = frappe.get_doc("Household", matrix.name_of("Household", matrix.OWN_VILLAGE))
		html = PrintFormatGenerator(created.name, household).get_html_preview()
		self.assertIn("xss", html)
		self.assertEqual(hostile_elements(html), [])

	def test_the_sheet_of_personal_data_interprets_no_text_as_markup(self):
		household = frappe.get_doc("Household", matrix.name_of("Household", matrix.OWN_VILLAGE))
		html = subject_access.sheet(household.name, household.members[0].name)
		self.assertIn("__xss", html)
		self.assertEqual(hostile_elements(html), [])


class TestMails(TestCase):
	def test_the_daily_mail_interprets_no_text_as_markup(self):
		alert = frappe._dict.fromkeys(("head_name", "level", "risk", "village"), "")
		template = frappe.get_doc("Email Template", frappe.get_cached_doc("Response Plan").digest_template)
		for text in STORED:
			section = {
				"title": "x",
				"count": 1,
				"alerts": [alert | dict.fromkeys(alert, text) | {"link": "/x", "due": ""}],
			}
			values = {"officer": text, "counts": "x 1", "sections": [section], "link": "/x"}
			self.assertEqual(hostile_elements(template.get_formatted_email(values)["message"]), [], text)

	def test_a_report_by_mail_shows_links_and_no_other_markup(self):
		mail = frappe.new_doc("Auto Email Report").update({"report": "Monitored Household List"})
		self.assertIsInstance(mail, ReportMail)
		mail.name, mail.report_type = "x", "Script Report"
		columns = [frappe._dict(fieldname=name, label=name, fieldtype="Data") for name in ("a", "b")]
		rows = [{"a": text, "b": f'<a href="/app/household/x">{text}</a>'} for text in STORED]
		html = mail.get_html_table(columns, rows)
		self.assertEqual(hostile_elements(html), [])
		self.assertEqual(html.count('href="/app/household/x"'), len(STORED))
