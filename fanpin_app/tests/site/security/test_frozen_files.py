import base64

import frappe
from frappe.desk.form.utils import add_comment
from frappe.utils import file_manager

from fanpin_app.security.files import frozen_files
from fanpin_app.tests.support.builders import (
	SYSTEM_MANAGER,
	VILLAGE,
	make_asset,
	make_household,
	make_measure,
	make_photo,
)
from fanpin_app.tests.support.procedure import (
	FINDINGS,
	GREEN_LANE,
	OfficesTestCase,
	apply_action,
	as_user,
	start,
)
from fanpin_app.verification import stages

# DocTypes with a status whose documents accept files at any time, with the reason.
OPEN = {
	"Risk Check": "asks its step (verification/files.py)",
	"Risk Finding": "is written by the screening alone",
	"Screening Run": "is written by the screening alone",
}
ENDS = (
	"Ended",
	"Closed",
	"Answered",
	"Delivered",
	"Eliminated",
	"Resolved",
	"Loaded",
	"Dismissed",
	"Expired",
)


def attach(user: str, document, name: str = "proof.txt", **fields):
	with as_user(user):
		return frappe.get_doc(
			{
				"doctype": "File",
				"file_name": name,
				"content": f"{name} {frappe.generate_hash()}",
				"is_private": 1,
				"attached_to_doctype": document.doctype,
				"attached_to_name": document.name,
			}
			| fields
		).insert()


class FrozenTestCase(OfficesTestCase):
	def assert_kept(self, user: str, file) -> None:
		"""The user can neither remove, rename, re-attach nor replace the file."""
		with as_user(user):
			self.assertRaises(frappe.PermissionError, frappe.delete_doc, "File", file.name)
			for ignore_permissions in (False, True):
				self.assertRaises(
					frappe.PermissionError,
					frappe.delete_doc,
					"File",
					file.name,
					ignore_permissions=ignore_permissions,
				)
				for values in (
					{"file_name": "other.txt"},
					{"attached_to_name": None, "attached_to_doctype": None},
					{"attached_to_doctype": "User", "attached_to_name": user},
					{"folder": "Home"},
				):
					doc = frappe.get_doc("File", file.name)
					doc.update(values)
					with self.assertRaises(frappe.PermissionError):
						doc.save(ignore_permissions=ignore_permissions)
		self.assertTrue(frappe.get_doc("File", file.name).exists_on_disk())

	def assert_takes_none(self, user: str, document) -> None:
		"""The user cannot add a file to the document in any way."""
		self.assertRaises(frappe.PermissionError, attach, user, document)
		picture = base64.b64encode(make_photo(8, 8)).decode()
		with as_user(user):
			own = frappe.get_doc(doctype="File", file_name="own.txt", content="own", is_private=1).insert()
			self.assertRaises(
				frappe.PermissionError,
				file_manager.add_attachments,
				document.doctype,
				document.name,
				[own.name],
			)
			own.update({"attached_to_doctype": document.doctype, "attached_to_name": document.name})
			self.assertRaises(frappe.PermissionError, own.save)
			self.assertRaises(
				frappe.PermissionError,
				add_comment,
				document.doctype,
				document.name,
				f'<img src="data:image/jpeg;base64,{picture}">',
				user,
				user,
			)


class TestChecks(FrozenTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(VILLAGE).name

	def test_the_office_of_the_step_adds_and_removes_its_files(self):
		check = self.offices.start(self.household)
		file = attach(self.offices.village, check)
		with as_user(self.offices.village):
			frappe.delete_doc("File", file.name)
		self.assertFalse(frappe.db.exists("File", file.name))

	def test_the_village_changes_no_files_of_a_check_at_the_town(self):
		check = self.offices.start(self.household)
		own = attach(self.offices.village, check)
		check = self.offices.review(check)
		of_town = attach(self.offices.town, check)
		self.assert_kept(self.offices.village, own)
		self.assert_kept(self.offices.village, of_town)
		self.assert_takes_none(self.offices.village, check)

	def test_the_town_does_not_remove_files_of_the_village(self):
		check = self.offices.start(self.household)
		file = attach(self.offices.village, check)
		self.offices.review(check)
		self.assert_kept(self.offices.town, file)

	def test_on_a_returned_check_the_village_changes_only_its_own_files(self):
		check = self.offices.start(self.household)
		own = attach(self.offices.village, check)
		check = self.offices.review(check)
		of_town = attach(self.offices.town, check)
		check = self.offices.verify(check, "Return to Village")
		self.assertEqual(check.stage, stages.VILLAGE)
		self.assert_kept(self.offices.village, of_town)
		with as_user(self.offices.village):
			frappe.delete_doc("File", own.name)

	def test_after_the_decision_nobody_changes_its_files(self):
		check = self.offices.to_district(self.offices.start(self.household))
		file = attach(self.offices.district, check)
		self.offices.determine(check, determined_kind="Sudden Hardship", district_opinion="符合")
		for user in (self.offices.village, self.offices.town, self.offices.district):
			self.assert_kept(user, file)
			self.assert_takes_none(user, check)

	def test_a_system_manager_does_and_the_timeline_says_so(self):
		check = self.offices.to_district(self.offices.start(self.household))
		file = attach(self.offices.district, check)
		self.offices.determine(check, determined_kind="Sudden Hardship", district_opinion="符合")
		with as_user(SYSTEM_MANAGER):
			frappe.delete_doc("File", file.name, ignore_permissions=True)
		comments = frappe.get_all(
			"Comment",
			{"reference_name": check.name, "comment_type": "Info", "owner": SYSTEM_MANAGER},
			pluck="content",
		)
		self.assertTrue(any("proof.txt" in content for content in comments), comments)

	def test_papers_that_a_check_of_the_green_lane_owes_are_added_after_the_approval(self):
		check = start(self.offices.village, self.household, **GREEN_LANE)
		check = apply_action(self.offices.village, check, "Submit to Town", **FINDINGS)
		check = self.offices.determine(
			self.offices.verify(check), determined_kind="Sudden Hardship", district_opinion="先行帮扶"
		)
		self.assertEqual(check.stage, stages.APPROVED)
		paper = attach(self.offices.village, check)
		self.assert_kept(self.offices.village, paper)


class TestOtherDocuments(FrozenTestCase):
	def test_every_doctype_with_an_end_is_in_the_table_and_the_table_names_real_values(self):
		table = frappe.get_hooks("files_frozen_when")
		modules = frappe.get_module_list("fanpin_app")
		for doctype in frappe.get_all("DocType", {"module": ("in", modules), "istable": 0}, pluck="name"):
			status = frappe.get_meta(doctype).get_field("status")
			options = (status.options or "").split("\n") if status and status.fieldtype == "Select" else []
			if not set(options).isdisjoint(ENDS) and doctype not in OPEN:
				self.assertIn(doctype, table)
			for value in table.get(doctype, {}).get("status", []):
				self.assertIn(value, options, doctype)

	def test_each_of_them_accepts_files_before_its_end_and_keeps_them_after_it(self):
		for doctype, ends in frappe.get_hooks("files_frozen_when").items():
			document = frappe.new_doc(doctype)
			self.assertIsNone(frozen_files.freeze_reason(document), doctype)
			for field, values in ends.items():
				for value in values:
					document.set(field, value)
					self.assertTrue(frozen_files.freeze_reason(document), (doctype, value))

	def test_a_measure_that_was_delivered_keeps_its_files(self):
		measure = make_measure(self.offices.include(make_household(VILLAGE).name))
		file = attach(self.offices.village, measure)
		measure.db_set("status", "Delivered")
		self.assert_kept(self.offices.village, file)
		self.assert_takes_none(self.offices.village, measure)

	def test_an_asset_that_was_disposed_of_keeps_its_files(self):
		asset = make_asset(VILLAGE)
		file = attach(self.offices.town, asset)
		asset.db_set("status", "Disposed Of")
		self.assert_kept(self.offices.town, file)
		self.assert_takes_none(self.offices.town, asset)

	def test_retention_removes_them_all_the_same(self):
		asset = make_asset(VILLAGE)
		file = attach(self.offices.town, asset)
		asset.db_set("status", "Disposed Of")
		with as_user(self.offices.town), frozen_files.changed_by_app():
			frappe.delete_doc("File", file.name, ignore_permissions=True)
		self.assertFalse(frappe.db.exists("File", file.name))
