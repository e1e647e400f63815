"""Plain text contains no markup, whoever writes it: documents, requests, public forms, files."""

from unittest.mock import patch

import frappe
import requests
from bs4 import BeautifulSoup
from frappe.utils import get_url

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.security.text.plain_text import count_stored_markup, holds_markup, refuse_markup
from fanpin_app.tests.http.test_public_application import APPLY, PublicTestCase
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.site.discovery.test_asset_ledger import HEADERS as ASSET_HEADERS
from fanpin_app.tests.site.discovery.test_asset_ledger import row as asset_row
from fanpin_app.tests.site.discovery.test_loading import LoadingTestCase
from fanpin_app.tests.site.discovery.test_register_file import HEADERS as REGISTER_HEADERS
from fanpin_app.tests.site.discovery.test_register_file import row as register_row
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.browser import zh
from fanpin_app.tests.support.builders import (
	VILLAGE,
	make_alert,
	make_application,
	make_household,
	make_id_number,
	make_income,
	make_region,
	make_user,
	make_visit,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security.hostile_texts import (
	CODE,
	HARMLESS,
	MARKUP,
	STORED,
	hostile_elements,
)

TEXT = ("Data", "Small Text", "Text", "Long Text", "Select", "Autocomplete", "Phone", "Read Only", "Color")
JSON_SHAPED = MARKUP[0]


def our_doctypes(**filters) -> list[str]:
	modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
	return frappe.get_all("DocType", filters={"module": ("in", modules)} | filters, pluck="name")


def text_fields(doctype: str) -> list[str]:
	return [field.fieldname for field in frappe.get_meta(doctype).fields if field.fieldtype in TEXT]


class TestDocuments(TestCase):
	def refused(self, doc, field: str = "") -> bool:
		"""Whether markup is refused, or made harmless in a field without user input."""
		try:
			refuse_markup(doc)
		except frappe.ValidationError:
			return True
		row = (doc.get_all_children() or [doc])[0]
		return bool(field and row.meta.get_field(field).read_only) and not holds_markup(row.get(field))

	@staticmethod
	def delete_doctype(name: str) -> None:
		frappe.delete_doc("DocType", name, force=True)
		frappe.db.commit()

	def test_every_text_field_of_every_doctype_of_ours_refuses_markup(self):
		accepted = [
			(doctype, field, text)
			for doctype in our_doctypes(istable=0)
			for field in text_fields(doctype)
			for text in (JSON_SHAPED, CODE[0])
			if not self.refused(frappe.new_doc(doctype).update({field: text}), field)
		]
		self.assertEqual(accepted, [])

	def test_every_text_field_of_every_table_of_ours_refuses_markup(self):
		accepted = []
		for doctype in our_doctypes(istable=0):
			for table in frappe.get_meta(doctype).get_table_fields():
				for field in text_fields(table.options):
					doc = frappe.new_doc(doctype)
					doc.append(table.fieldname, {field: JSON_SHAPED})
					if not self.refused(doc, field):
						accepted.append((doctype, table.fieldname, field))
		self.assertEqual(accepted, [])

	def test_officers_text_is_stored_unchanged(self):
		for text in HARMLESS:
			household = make_household(address=text)
			self.assertEqual(frappe.db.get_value("Household", household.name, "address"), text.strip())

	def test_the_refusal_names_the_row_and_the_field_and_repeats_nothing(self):
		with self.assertRaises(frappe.ValidationError) as refusal:
			make_household(members=[member(), member(member_name=JSON_SHAPED)])
		label = frappe._(frappe.get_meta("Household Member").get_label("member_name"))
		self.assertIn(label, str(refusal.exception))
		self.assertIn("2", str(refusal.exception))
		self.assertNotIn("<img", str(refusal.exception))

	def test_stored_markup_does_not_prevent_other_changes(self):
		household = make_household()
		frappe.db.set_value("Household", household.name, "address", JSON_SHAPED)
		household.reload()
		household.group_name = "三组"
		household.save()
		self.assertEqual(household.address, JSON_SHAPED)
		household.address = JSON_SHAPED + " "
		self.assertRaises(frappe.ValidationError, household.save)

	def test_markup_copied_from_an_old_document_does_not_prevent_a_save(self):
		household = make_household()
		frappe.db.set_value("Household", household.name, "head_name", JSON_SHAPED)
		visit = make_visit(household.name)
		self.assertFalse(holds_markup(visit.head_name), visit.head_name)
		self.assertIn("img", visit.head_name)

	def test_a_value_set_directly_on_a_document_is_checked(self):
		household = make_household()
		self.assertRaises(frappe.ValidationError, household.db_set, "address", JSON_SHAPED)

	def test_names_that_are_made_from_text_have_none(self):
		for doctype, field in (
			("Sector Agency", "agency_name"),
			("Measure Type", "measure_name"),
			("Tag", "name"),
		):
			with self.assertRaises(frappe.ValidationError, msg=doctype):
				frappe.get_doc({"doctype": doctype, field: CODE[0]}).insert()
		agency = frappe.get_doc(doctype="Sector Agency", agency_name="甲局").insert()
		self.assertRaises(
			frappe.ValidationError, frappe.rename_doc, "Sector Agency", agency.name, CODE[1], force=True
		)

	def test_what_officers_write_into_frappe_s_own_documents_is_checked(self):
		for values in (
			{"doctype": "User", "email": "hostile@fanpin.example", "first_name": JSON_SHAPED},
			{"doctype": "Note", "title": JSON_SHAPED},
			{"doctype": "Event", "subject": JSON_SHAPED, "starts_on": "2026-10-01"},
			{"doctype": "List Filter", "filter_name": JSON_SHAPED, "reference_doctype": "Household"},
			{
				"doctype": "Kanban Board",
				"kanban_board_name": CODE[0],
				"reference_doctype": "Household",
				"field_name": "status",
			},
			{"doctype": "Tag", "name": "x", "description": JSON_SHAPED},
			{"doctype": "Communication", "subject": JSON_SHAPED, "content": "x"},
			{"doctype": "Contact", "first_name": JSON_SHAPED},
		):
			doc = frappe.get_doc(values)
			# If the text becomes the name, Frappe refuses it first.
			with self.assertRaises((frappe.ValidationError, frappe.NameError), msg=values["doctype"]):
				doc.insert(ignore_mandatory=True)

	def test_a_file_s_name_is_made_harmless(self):
		file = frappe.get_doc(doctype="File", file_name=CODE[1], content="x", is_private=1).insert()
		self.addCleanup(file.delete)
		self.assertFalse(holds_markup(file.file_name), file.file_name)

	def test_rich_text_in_the_shape_of_json_is_cleaned(self):
		household = make_household()
		for values in (
			{"doctype": "ToDo", "description": JSON_SHAPED},
			{"doctype": "Note", "title": "x", "content": JSON_SHAPED},
			{
				"doctype": "Comment",
				"comment_type": "Comment",
				"reference_doctype": "Household",
				"reference_name": household.name,
				"content": JSON_SHAPED,
			},
			{"doctype": "Communication", "subject": "x", "content": JSON_SHAPED},
		):
			doc = frappe.get_doc(values).insert()
			stored = frappe.db.get_value(doc.doctype, doc.name, ["*"], as_dict=True)
			self.assertNotIn("onerror", str(stored))

	def test_the_subject_of_a_notification_is_bold_words_and_nothing_else(self):
		log = frappe.get_doc(
			doctype="Notification Log",
			type="Alert",
			for_user="Administrator",
			subject=f'<b class="subject-title">林</b> {JSON_SHAPED}',
		).insert()
		self.assertIn('<b class="subject-title">林</b>', log.subject)
		self.assertNotIn("<img", log.subject)

	def test_an_address_must_be_that_of_a_page(self):
		user = make_user()
		for address in ("javascript:alert(1)", " java\tscript:alert(1)", "data:text/html,x", "vbscript:x"):
			doc = frappe.get_doc("User", user)
			doc.user_image = address
			self.assertRaises(frappe.ValidationError, doc.save)

	def test_a_doctype_made_in_the_desk_is_checked(self):
		frappe.get_doc(
			doctype="DocType",
			name="Hostile Made In Desk",
			module="Custom",
			custom=1,
			fields=[{"fieldname": "text", "fieldtype": "Small Text", "label": "Text"}],
			permissions=[{"role": "System Manager", "read": 1, "write": 1, "create": 1}],
		).insert()
		self.addCleanup(self.delete_doctype, "Hostile Made In Desk")
		created = frappe.get_doc(doctype="Hostile Made In Desk", text=JSON_SHAPED)
		self.assertRaises(frappe.ValidationError, created.insert)

	def test_a_custom_field_of_a_doctype_that_only_administrators_write_is_checked(self):
		rule = frappe.new_doc("Assignment Rule").update({"description": JSON_SHAPED})
		self.assertFalse(self.refused(rule))
		with patch.object(rule.meta.get_field("description"), "is_custom_field", 1, create=True):
			self.assertTrue(self.refused(rule))


class TestStoredMarkup(TestCase):
	def test_a_new_site_has_none(self):
		self.assertEqual(count_stored_markup(), 0)

	def test_each_document_and_row_is_counted_once(self):
		household = make_household(address="收入<5000")
		before = count_stored_markup()
		frappe.db.set_value("Household", household.name, {"address": JSON_SHAPED, "group_name": "{{ x }}"})
		frappe.db.set_value("Household Member", household.members[0].name, "member_name", "<svg/onload=x>")
		self.assertEqual(count_stored_markup() - before, 2)


class TestRequests(CommittedTestCase):
	"""Every text field of every document of builders and seeds, over HTTP."""

	@classmethod
	def make_data(cls) -> None:
		household = make_household()
		make_income(household.name)
		make_alert(household.name)
		make_visit(household.name)
		make_application(answer=None)
		cls.token = make_token(make_user(role="System Manager", email="text.writer@fanpin.example"))

	def put(self, doctype: str, name: str, values: dict) -> requests.Response:
		return requests.put(
			get_url(f"/api/resource/{doctype}/{name}"),
			json=values,
			headers={"Authorization": self.token},
			timeout=60,
		)

	def test_no_text_field_accepts_markup_in_a_request(self):
		kept, count = [], 0
		for doctype in our_doctypes(istable=0, issingle=0):
			names = frappe.get_all(doctype, limit=1, pluck="name")
			for field in text_fields(doctype) if names else ():
				self.put(doctype, names[0], {field: JSON_SHAPED})
				count += 1
				frappe.db.rollback()
				if "<img" in str(frappe.db.get_value(doctype, names[0], field)):
					kept.append((doctype, field))
		self.assertEqual(kept, [])
		self.assertGreater(count, 80)


class TestStrangers(PublicTestCase):
	def test_no_field_of_the_public_form_accepts_markup(self):
		for field in ("applicant_name", "address", "request", "phone", "id_number"):
			for text in (JSON_SHAPED, CODE[0], "{{7*7}}"):
				frappe.cache.delete_keys("fanpin_requests:")
				response = self.apply(**{field: text})
				self.assertEqual(response.status_code, 422, f"{field} = {text}")
				page = BeautifulSoup(response.text, "html.parser")
				self.assertEqual(page.find_all(["img", "svg", "script", "iframe"]), [])
				self.assertEqual(page.select("[onfocus], [autofocus]"), [])

	def test_a_stranger_may_write_that_the_income_is_below_a_figure(self):
		response = self.apply(request="收入<5000，a < b & c")
		receipt = self.receipt_in(response)
		self.assertEqual(
			frappe.db.get_value("Service Application", receipt, "request"), "收入<5000，a < b & c"
		)

	def test_the_public_form_shows_stored_names_as_text(self):
		town = VILLAGE[:9].ljust(12, "0")
		for text in STORED:
			for doctype, name, field in (
				("Administrative Region", VILLAGE, "region_name"),
				("Administrative Region", town, "region_name"),
				("Risk Type", "R1", "risk_name"),
				("Risk Type", "R1", "description"),
			):
				self.store(doctype, name, field, text)
			frappe.db.commit()
			for page in (self.get(APPLY), self.get(APPLY, town=town)):
				self.assertEqual(page.status_code, 200)
				self.assertIn("xss" if "xss" in text else "7*7", page.text)
				self.assertEqual(hostile_elements(page.text), [], text)

	def store(self, doctype: str, name: str, field: str, text: str) -> None:
		before = frappe.db.get_value(doctype, name, field)
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_value, doctype, name, field, before)
		frappe.db.set_value(doctype, name, field, text)


class TestFiles(LoadingTestCase):
	def test_a_row_of_the_register_with_markup_is_refused_for_a_reason_of_its_own(self):
		make_region(VILLAGE)
		for number, text in enumerate(text for text in (*MARKUP, *CODE[:4]) if "\x00" not in text):
			rows = (
				register_row(f"M{number}", text, make_id_number()),
				register_row(f"N{number}", "林试", make_id_number(), 组=text),
				register_row(f"O{number}", "a < b & c", make_id_number(), 组="收入<5000"),
			)
			batch = load_file(write_workbook(self.folder / f"农户信息{number}.xlsx", REGISTER_HEADERS, rows))
			self.assertEqual(self.reasons(batch), {"markup": 2}, text)
			self.assertEqual(frappe.db.get_value("Household", f"O{number}", "head_name"), "a < b & c")
			self.assertIsNotNone(batch.error_workbook)

	def test_a_row_of_the_asset_ledger_with_markup_is_refused(self):
		make_region(VILLAGE)
		rows = [asset_row("TZC9", name=JSON_SHAPED), asset_row("TZC8")]
		batch = load_file(write_workbook(self.folder / "资产台账_202610.xlsx", ASSET_HEADERS, rows))
		self.assertEqual(self.reasons(batch), {"markup": 1})

	def test_the_reason_is_in_chinese(self):
		self.assertIn("网页代码", zh("markup"))
		self.assertIn("markup", frappe.get_meta("Batch Refusal").get_field("reason").options.split("\n"))
