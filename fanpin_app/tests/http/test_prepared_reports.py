"""Reports prepared by a worker: a report that may not be run is not prepared, stored or deleted either."""

import frappe
import requests
from frappe.desk.query_report import get_report_doc
from frappe.utils import get_url

from fanpin_app.security.files import patches, private_files
from fanpin_app.security.queries import report_guards
from fanpin_app.tests.support.builders import VILLAGE, make_officer
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user
from fanpin_app.tests.support.security.files import FilesTestCase
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
	return result


def file_of(doctype: str, name: str, owner: str):
	file = frappe.get_doc(
		doctype="File",
		file_name=f"{frappe.generate_hash(length=8)}.json",
		attached_to_doctype=doctype,
		attached_to_name=name,
		content="zq result rows",
		is_private=1,
	).insert(ignore_permissions=True)
	file.db_set("owner", owner)
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
