"""Reports prepared by a worker: a report that may not be run is not prepared, stored or deleted either."""

import gzip
from unittest.mock import patch

import frappe
import requests
from frappe.desk import query_report
from frappe.desk.query_report import get_report_doc
from frappe.utils import add_days, get_url, today

from fanpin_app.security.files import patches, private_files
from fanpin_app.security.queries import patches as query_patches
from fanpin_app.security.queries import report_guards, stored_results
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_officer, make_posting
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user
from fanpin_app.tests.support.security.files import FilesTestCase, note_reach
from fanpin_app.tests.support.security.guarded_readers import GuardedReadersTestCase
from fanpin_app.tests.support.security.permission_matrix import call_method

MODULE = "frappe.core.doctype.prepared_report.prepared_report"
OWN_REPORT, FOREIGN_REPORT = "Monitored Household List", "Security Check"


def store_result(report: str, owner: str, name: str):
	result = frappe.get_doc(
		doctype="Prepared Report", report_name=report, filters="{}", status="Completed", name=name
	)
	result.db_insert()
	frappe.db.set_value("Prepared Report", name, "owner", owner)
	note_reach(result, owner)
	return result


def file_of(doctype: str, name: str, owner: str, content: str | bytes = "zq result rows"):
	file = frappe.get_doc(
		doctype="File",
		file_name=f"{frappe.generate_hash(length=8)}.json{'.gz' if isinstance(content, bytes) else ''}",
		attached_to_doctype=doctype,
		attached_to_name=name,
		content=content,
		is_private=1,
	).insert(ignore_permissions=True)
	file.db_set("owner", owner)
	note_reach(file, owner)
	return file


class TestPreparing(OfficesTestCase):
	def test_only_reports_that_may_be_run_are_prepared(self):
		prepared, refused = set(), set()
		for user in (self.offices.village, self.offices.town, self.offices.district):
			with as_user(user):
				for report in frappe.get_all("Report", {"disabled": 0}, pluck="name"):
					try:
						get_report_doc(report)
						may_run = True
					except frappe.PermissionError:
						may_run = False
					error = call_method(f"{MODULE}.make_prepared_report", report_name=report, filters="{}")[1]
					self.assertEqual(error is None, may_run, (user, report, error))
					self.assertIsInstance(error, type(None) if may_run else frappe.PermissionError)
					(prepared if may_run else refused).add(report)
		self.assertIn(OWN_REPORT, prepared)
		self.assertLessEqual({FOREIGN_REPORT, "Audit System Hooks", "ToDo"}, refused)

	def test_a_user_has_few_reports_waiting(self):
		arguments = {"report_name": OWN_REPORT, "filters": "{}"}
		with as_user(self.offices.village):
			for number in range(report_guards.MAX_WAITING):
				store_result(OWN_REPORT, self.offices.village, f"zq-{number}").db_set("status", "Queued")
			self.assertIsInstance(
				call_method(f"{MODULE}.make_prepared_report", **arguments)[1], frappe.ValidationError
			)
			frappe.db.set_value("Prepared Report", "zq-0", "status", "Completed")
			self.assertIsNone(call_method(f"{MODULE}.make_prepared_report", **arguments)[1])


class TestDeleting(GuardedReadersTestCase):
	def test_stored_results_are_deleted_by_the_user_they_were_made_for(self):
		own = store_result(OWN_REPORT, self.village_user, "zq-own")
		foreign = store_result(OWN_REPORT, make_officer("Village Cadre", VILLAGE), "zq-foreign")
		frappe.db.commit()
		for name, status in ((foreign.name, 403), ("zq-none", 403), (own.name, 200)):
			reports = [{"name": name}]
			deleted = self.call(self.village, f"{MODULE}.delete_prepared_reports", reports=reports)
			self.assertEqual(deleted.status_code, status, (name, deleted.text[-300:]))
		frappe.db.rollback()
		self.assertTrue(frappe.db.exists("Prepared Report", foreign.name))
		self.assertFalse(frappe.db.exists("Prepared Report", own.name))


class TestValidity(GuardedReadersTestCase):
	"""A stored result holds the rows that its owner could read when it was made."""

	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		query_patches.install()
		cls.user = make_officer("Village Cadre", VILLAGE)
		cls.token = make_token(cls.user)

	def prepare(self) -> str:
		result = store_result(OWN_REPORT, self.user, frappe.generate_hash(length=10))
		rows = gzip.compress(frappe.as_json({"columns": [], "result": [{"head_name": "zq-head"}]}).encode())
		self.file = file_of("Prepared Report", result.name, self.user, content=rows)
		frappe.db.commit()
		return result.name

	def shown(self, name: str = "") -> str:
		with as_user(self.user):
			report = frappe.get_doc("Report", OWN_REPORT)
			try:
				return frappe.as_json(query_report.get_prepared_report_result(report, {}, name, self.user))
			except frappe.PermissionError:
				return "refused"

	def status_of_file(self) -> int:
		headers = {"Authorization": self.token}
		return requests.get(get_url(self.file.file_url), headers=headers, timeout=60).status_code

	def test_a_result_of_today_is_shown_and_its_file_read(self):
		self.assertIn("zq-head", self.shown(self.prepare()))
		self.assertIn("zq-head", self.shown())
		self.assertEqual(self.status_of_file(), 200)

	def test_one_from_before_the_owner_s_postings_changed_is_neither_shown_nor_read(self):
		name = self.prepare()
		make_posting(self.user, "Village Cadre", OTHER_VILLAGE)
		frappe.db.commit()
		self.assertEqual(self.shown(name), "refused")
		self.assertNotIn("zq-head", self.shown())
		self.assertEqual(self.status_of_file(), 403)

	def test_a_file_that_is_made_from_it_after_the_change_is_not_read_either(self):
		name = self.prepare()
		make_posting(self.user, "Grid Member", OTHER_VILLAGE)
		self.file = file_of("Prepared Report", name, self.user)
		frappe.db.commit()
		self.assertEqual(self.status_of_file(), 403)

	def test_one_from_before_the_owner_s_user_permissions_changed_is_not_shown(self):
		name = self.prepare()
		permission = frappe.get_doc(
			doctype="User Permission", user=self.user, allow="Administrative Region", for_value=OTHER_VILLAGE
		).insert()
		self.addCleanup(permission.delete)
		self.assertEqual(self.shown(name), "refused")

	def test_one_of_yesterday_is_not_shown(self):
		name = self.prepare()
		with patch.object(stored_results, "today", lambda: add_days(today(), 1)):
			self.assertEqual(self.shown(name), "refused")
			self.assertNotIn("zq-head", self.shown())


class TestFilesOfDocuments(FilesTestCase):
	"""The permission on an attached private file is that of the document, for its owner too."""

	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		patches.install()
		note = frappe.get_doc(doctype="Note", title="zq note", public=0, content="x").insert()
		board = frappe.get_doc(
			doctype="Kanban Board",
			kanban_board_name="zq board",
			reference_doctype="Risk Alert",
			field_name="status",
			private=1,
			columns=[{"column_name": "Open"}],
		).insert()
		for doc in (note, board):
			doc.db_set("owner", cls.helper_user)
		mine = frappe.get_doc(doctype="Note", title="zq mine", public=0, content="x").insert()
		mine.db_set("owner", cls.village_user)
		form = "new-household-abcdefghij"
		user = cls.village_user
		cls.readable = [
			file_of("Prepared Report", store_result(OWN_REPORT, user, "zq-file").name, user),
			file_of("Report", OWN_REPORT, user),
			file_of("Note", mine.name, user),
			file_of("User", user, user),
			file_of("Household", cls.near, user),
			file_of("Household", form, user),
		]
		cls.unreadable = [
			file_of("Prepared Report", store_result(FOREIGN_REPORT, user, "zq-other").name, user),
			file_of("Report", FOREIGN_REPORT, user),
			file_of("Note", note.name, user),
			file_of("Kanban Board", board.name, user),
			file_of("User", "Administrator", user),
			file_of("Household", cls.far, user),
		]

	def status(self, file) -> int:
		headers = {"Authorization": self.tokens["village"]}
		return requests.get(get_url(file.file_url), headers=headers, timeout=60).status_code

	def test_are_given_to_who_may_read_the_document(self):
		for file in self.readable:
			self.assertEqual(self.status(file), 200, file.attached_to_doctype)

	def test_are_refused_to_their_owner_who_may_not(self):
		for file in self.unreadable:
			self.assertEqual(self.status(file), 403, file.attached_to_doctype)

	def test_are_the_administrator_s(self):
		self.assertTrue(all(private_files.may_read(file) for file in (*self.readable, *self.unreadable)))
