"""Who corrects a record that has an officer's name."""

import frappe
from frappe.model import table_fields
from frappe.utils import get_fullname

from fanpin_app.permissions.shown_rights import form_permissions
from fanpin_app.security.documents.authors import AUTHOR_FIELDS
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_asset,
	make_household,
	make_income,
	make_inspection,
	make_officer,
	make_pairing,
	make_visit,
)
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user
from fanpin_app.tests.support.security.permission_matrix import call_method

# Who did, or is to do, something whose fields only the server writes.
OF_AN_ACTION = {
	("Data Batch", "answered_by"),
	("Data Batch", "applied_by"),
	("Data Batch", "passed_by"),
	("Data Defect", "accepted_by"),
	("Data Defect", "responsible"),
	("Meeting Decision", "closed_by"),
	("Monitoring Case", "helper"),
	("Risk Alert", "responded_by"),
	("Risk Alert", "responsible"),
	("Service Application", "answered_by"),
}
# Tested with measures (`TestFollowUps`).
OF_A_ROW = {("Measure Follow-up", "officer")}


def named_officers() -> set[tuple[str, str]]:
	"""DocType and field of each read-only link to a user that is in documents or rows which officers may write."""
	modules = frappe.get_all("Module Def", {"app_name": "fanpin_app"}, pluck="name")
	found = set()
	for doctype in frappe.get_all("DocType", {"module": ("in", modules), "istable": 0}, pluck="name"):
		meta = frappe.get_meta(doctype)
		if not any(rule.write and not rule.permlevel for rule in meta.permissions):
			continue
		rows = [frappe.get_meta(field.options) for field in meta.get_table_fields() if not field.read_only]
		found |= {
			(each.name, field.fieldname)
			for each in (meta, *rows)
			for field in each.fields
			if field.fieldtype not in table_fields and field.options == "User" and field.read_only
		}
	return found


class TestAuthors(OfficesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.colleague = make_officer("Village Cadre", VILLAGE)
		cls.helper = make_officer("Helper", TOWN)

	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(VILLAGE).name
		make_pairing(self.household, self.helper)
		asset = make_asset(region=VILLAGE).name
		with as_user(self.offices.village):
			self.records = {
				"needs": make_visit(self.household, needs="老人需要助行器"),
				"found": make_inspection(asset, "2026-10-30", found="屋面完好"),
			}

	def change(self, field: str, user: str) -> None:
		record = self.records[field]
		with as_user(user):
			doc = frappe.get_doc(record.doctype, record.name)
			doc.set(field, "改写")
			doc.save()

	def test_each_field_that_names_an_officer_is_of_an_author_or_of_an_action(self):
		self.assertEqual(named_officers(), set(AUTHOR_FIELDS.items()) | OF_AN_ACTION | OF_A_ROW)

	def test_the_author_corrects_the_own_record(self):
		for field, record in self.records.items():
			self.change(field, self.offices.village)
			self.assertEqual(frappe.db.get_value(record.doctype, record.name, field), "改写")

	def test_another_officer_who_may_write_the_doctype_is_refused(self):
		others = (self.colleague, self.helper, self.offices.town, self.offices.district)
		for field, record in self.records.items():
			for user in others:
				with self.subTest(record.doctype, user=user):
					self.assertRaises(frappe.PermissionError, self.change, field, user)

	def test_the_refusal_names_the_author_to_who_may_read_the_record_only(self):
		author = get_fullname(self.offices.village)
		for field, record in self.records.items():
			for user, expected in ((self.offices.town, True), (self.offices.stranger, False)):
				frappe.flags.explained_refusal = None
				with as_user(user):
					_text, error = call_method(
						"frappe.client.set_value",
						doctype=record.doctype,
						name=record.name,
						fieldname=field,
						value="改写",
					)
				self.assertIsInstance(error, frappe.PermissionError)
				explained = frappe.flags.explained_refusal or ""
				self.assertEqual(author in explained, expected, (record.doctype, user))

	def test_the_form_shows_it_read_only_to_others(self):
		for record in self.records.values():
			for user, expected in ((self.offices.village, 1), (self.offices.town, 0)):
				with as_user(user):
					shown = form_permissions(frappe.get_doc(record.doctype, record.name))
				self.assertEqual((shown["read"], shown["write"]), (1, expected), (record.doctype, user))

	def test_a_record_without_an_author_is_changed_by_all_who_may_write_it(self):
		for field, record in self.records.items():
			record.db_set(AUTHOR_FIELDS[record.doctype], None)
			self.change(field, self.offices.town)

	def test_who_changed_an_income_that_names_no_officer_is_in_its_versions(self):
		with as_user(self.offices.village):
			income = make_income(self.household, wage_income=9000)
		with as_user(self.offices.town):
			changed = frappe.get_doc(income.doctype, income.name).update({"wage_income": 12000})
			changed.save(ignore_version=False)  # Frappe keeps no versions in tests otherwise.
		version = frappe.get_last_doc("Version", {"ref_doctype": income.doctype, "docname": income.name})
		self.assertEqual(version.owner, self.offices.town)


class TestComments(OfficesTestCase):
	def test_a_comment_is_changed_by_its_author_and_only_while_the_document_is_readable(self):
		household = make_household(VILLAGE)
		with as_user(self.offices.village):
			comment = household.add_comment("Comment", text="旧").name
		for user, is_author in (
			(self.offices.village, True),
			(self.offices.town, False),
			(self.offices.stranger, False),
		):
			with self.subTest(user=user), as_user(user):
				_answer, error = call_method(
					"frappe.desk.form.utils.update_comment", name=comment, content="新"
				)
				self.assertEqual(error is None, is_author, error)
		frappe.db.set_value("Household", household.name, "region", OTHER_VILLAGE)
		with as_user(self.offices.village):
			_answer, error = call_method("frappe.desk.form.utils.update_comment", name=comment, content="新")
			self.assertIsInstance(error, frappe.PermissionError)
