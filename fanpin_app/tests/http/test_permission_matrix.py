"""Every DocType about households × every officer × every endpoint of Frappe, inside and outside of scope."""

from collections.abc import Iterator
from pathlib import Path

import frappe
import requests
from frappe.utils import get_url, today

from fanpin_app.security.documents.authors import AUTHOR_FIELDS
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security import permission_matrix as matrix
from fanpin_app.tests.support.security.frappe_endpoints import (
	COMPANIONS,
	EXPORT,
	LISTS,
	PRINT,
	PRINTING,
	READS,
	REFUSALS,
	REFUSED,
	SHOWING,
	WRITES,
)
from fanpin_app.tests.support.security.permission_matrix import (
	FOREIGN_VILLAGE,
	OWN_VILLAGE,
	Officer,
	as_officer,
	call_method,
	name_of,
	secret_of,
)

# Early Frappe 15 has only one version of the REST API, in one file.
HAS_VERSION_2 = Path(frappe.__file__).with_name("api").is_dir()


class TestTheMatrix(CommittedTestCase):
	maxDiff = None

	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(matrix.delete_rows)
		matrix.make_rows()
		cls.officers = matrix.make_officers()
		cls.doctypes = matrix.doctypes()
		labels = ("village", "city", "handed over")
		cls.over_http = [officer for officer in cls.officers if officer.label in labels]
		cls.tokens = {officer.user: make_token(officer.user) for officer in cls.over_http}
		cls.session = requests.Session()
		cls.addClassCleanup(cls.session.close)

	def cells(self) -> Iterator[tuple[Officer, str]]:
		for officer in self.officers:
			with as_officer(officer):
				for doctype in self.doctypes:
					yield officer.for_doctype(doctype), doctype

	def revealed_from_outside(self, officer: Officer, text: str) -> bool:
		return any(place in text or secret_of(place) in text for place in officer.outside)

	def test_every_doctype_of_households_has_its_scope_in_both_hooks(self):
		conditions = frappe.get_hooks("permission_query_conditions", app_name="fanpin_app")
		permissions = frappe.get_hooks("has_permission", app_name="fanpin_app")
		self.assertEqual([d for d in self.doctypes if d not in conditions or d not in permissions], [])

	def test_every_table_of_such_a_doctype_has_its_scope(self):
		conditions = frappe.get_hooks("permission_query_conditions", app_name="fanpin_app")
		self.assertEqual([table for table, _parent in matrix.tables() if table not in conditions], [])

	def test_no_list_reveals_a_document_outside(self):
		leaks = []
		for officer, doctype in self.cells():
			for method, arguments in LISTS.items():
				text, _error = call_method(method, **arguments(doctype))
				if self.revealed_from_outside(officer, text):
					leaks.append((officer.label, doctype, method))
		self.assertEqual(leaks, [])

	def test_a_list_holds_every_document_inside_that_the_role_reads(self):
		missing = []
		for officer, doctype in self.cells():
			for method in ("frappe.client.get_list", "frappe.desk.reportview.get"):
				text, _error = call_method(method, **LISTS[method](doctype))
				for place in officer.inside:
					if officer.may("read", doctype) != (name_of(doctype, place) in text):
						missing.append((officer.label, doctype, method, place))
		self.assertEqual(missing, [])

	def test_no_table_reveals_rows_of_a_document_outside(self):
		leaks = []
		for officer in self.officers:
			with as_officer(officer):
				for table, parent in matrix.tables():
					text, _error = call_method(
						"frappe.client.get_list",
						doctype=table,
						parent=parent,
						fields=["name", "parent"],
						limit_page_length=0,
					)
					if self.revealed_from_outside(officer.for_doctype(parent), text):
						leaks.append((officer.label, table, parent))
		self.assertEqual(leaks, [])

	def test_a_count_is_of_the_documents_inside(self):
		wrong = []
		for officer, doctype in self.cells():
			filters = {"name": ("in", matrix.names_of(doctype))}
			for method in ("frappe.client.get_count", "frappe.desk.reportview.get_count"):
				text, error = call_method(method, doctype=doctype, filters=filters)
				expected = len(officer.inside) if officer.may("read", doctype) else 0
				if not error and str(expected) != text.split("{")[0].strip():
					wrong.append((officer.label, doctype, method, text[:80]))
				if error and expected:
					wrong.append((officer.label, doctype, method, repr(error)))
		self.assertEqual(wrong, [])

	def test_no_group_in_the_sidebar_counts_a_document_outside(self):
		leaks = []
		for officer, doctype in self.cells():
			filters = [[doctype, "name", "in", [name_of(doctype, place) for place in officer.outside]]]
			for field in ("owner", "assigned_to"):
				text, _error = call_method(
					"frappe.desk.listview.get_group_by_count",
					doctype=doctype,
					current_filters=frappe.as_json(filters),
					field=field,
				)
				if officer.outside and "count" in text:
					leaks.append((officer.label, doctype, field))
		self.assertEqual(leaks, [])

	def test_an_export_needs_the_right_and_holds_no_document_outside(self):
		wrong = []
		for officer, doctype in self.cells():
			arguments = LISTS["frappe.desk.reportview.get"](doctype) | {
				"file_format_type": "CSV",
				"title": doctype,
			}
			text, error = call_method(EXPORT, **arguments)
			if self.revealed_from_outside(officer, text):
				wrong.append((officer.label, doctype, "leak"))
			if officer.inside and officer.may("export", doctype) != (name_of(doctype, OWN_VILLAGE) in text):
				wrong.append((officer.label, doctype, "export", repr(error)))
		self.assertEqual(wrong, [])

	def test_companions_of_a_document_outside_are_not_listed(self):
		leaks = []
		for officer in self.officers:
			with as_officer(officer):
				for companion in COMPANIONS:
					text, _error = call_method(
						"frappe.client.get_list", doctype=companion, fields=["*"], limit_page_length=0
					)
					for doctype in self.doctypes:
						for place in officer.for_doctype(doctype).outside:
							if matrix.file_of(doctype, place) in text:
								leaks.append((officer.label, companion, doctype))
		self.assertEqual(leaks, [])

	def test_what_links_to_a_region_outside_is_not_revealed(self):
		leaks = []
		for officer in self.officers:
			with as_officer(officer):
				text, _error = call_method(
					"frappe.desk.form.linked_with.get",
					doctype="Administrative Region",
					docname=FOREIGN_VILLAGE,
				)
				for doctype in self.doctypes:
					if (
						FOREIGN_VILLAGE in officer.for_doctype(doctype).outside
						and f'"{matrix.file_of(doctype, FOREIGN_VILLAGE)}"' in text
					):
						leaks.append((officer.label, doctype))
		self.assertEqual(leaks, [])

	def test_no_document_outside_is_read_by_any_method(self):
		leaks = []
		for officer, doctype in self.cells():
			for place in officer.outside[:1]:
				name = name_of(doctype, place)
				for method, arguments in READS.items():
					text, _error = call_method(method, **arguments(doctype, name))
					if secret_of(place) in text:
						leaks.append((officer.label, doctype, method))
		self.assertEqual(leaks, [])

	def test_a_document_inside_is_read_where_the_role_reads(self):
		wrong = []
		for officer, doctype in self.cells():
			for place in officer.inside[:1] if matrix.secret_field(doctype) else ():
				for method in SHOWING:
					text, error = call_method(method, **READS[method](doctype, name_of(doctype, place)))
					if officer.may("read", doctype) != (secret_of(place) in text):
						wrong.append((officer.label, doctype, method, repr(error)))
		self.assertEqual(wrong, [])

	def test_a_document_inside_is_printed_where_the_role_reads(self):
		wrong = []
		for officer, doctype in self.cells():
			for place in officer.inside[:1] if officer.label in PRINTING else ():
				_text, error = call_method(PRINT, **READS[PRINT](doctype, name_of(doctype, place)))
				if officer.may("read", doctype) == isinstance(error, frappe.PermissionError):
					wrong.append((officer.label, doctype, repr(error)))
		self.assertEqual(wrong, [])

	def test_no_method_changes_a_document_outside(self):
		wrong = []
		for officer, doctype in self.cells():
			for place in officer.outside[:1] if officer.may("read", doctype) else ():
				self.assertTrue(frappe.db.exists(doctype, name_of(doctype, place)))
				for method, arguments in REFUSED.items():
					_text, error = call_method(method, **arguments(doctype, name_of(doctype, place)))
					if not isinstance(error, REFUSALS):
						wrong.append((officer.label, doctype, method, repr(error)))
		self.assertEqual(wrong, [])

	def test_a_stored_document_outside_does_not_become_a_new_one_inside(self):
		wrong = []
		for officer, doctype in self.cells():
			for place in officer.outside[:1]:
				forged = frappe.get_doc(doctype, name_of(doctype, place)).as_dict()
				forged.update(
					{"region": OWN_VILLAGE, "household": name_of("Household", OWN_VILLAGE), "__islocal": 1}
				)
				_text, error = call_method("run_doc_method", docs=frappe.as_json(forged), method="get_title")
				if not isinstance(error, frappe.PermissionError):
					wrong.append((officer.label, doctype, repr(error)))
		self.assertEqual(wrong, [])

	def test_no_document_outside_is_written_or_deleted(self):
		wrong = []
		for officer, doctype in self.cells():
			for place in officer.outside[:1]:
				for method, arguments in WRITES.items():
					_text, error = call_method(method, **arguments(doctype, name_of(doctype, place)))
					if not isinstance(error, frappe.PermissionError):
						wrong.append((officer.label, doctype, method, repr(error)))
		self.assertEqual(wrong, [])

	def test_a_document_inside_is_written_and_deleted_where_the_role_may(self):
		wrong = []
		for officer, doctype in self.cells():
			for place in officer.inside[:1]:
				doc = frappe.get_doc(doctype, name_of(doctype, place))
				if field := AUTHOR_FIELDS.get(doctype):
					doc.db_set(field, frappe.session.user)
				for ptype in ("write", "delete", "create"):
					if doc.has_permission(ptype) != officer.may(ptype, doctype):
						wrong.append((officer.label, doctype, ptype))
		self.assertEqual(wrong, [])

	def test_no_document_is_created_outside(self):
		wrong = []
		for officer, doctype in self.cells():
			for place in officer.outside[:1]:
				new = frappe.copy_doc(frappe.get_doc(doctype, name_of(doctype, place))).as_dict()
				new.name = None
				_text, error = call_method("frappe.client.insert", doc=frappe.as_json(new))
				# Links of a document outside are not found.
				if not isinstance(error, frappe.PermissionError | frappe.LinkValidationError):
					wrong.append((officer.label, doctype, repr(error)))
		self.assertEqual(wrong, [])

	def test_no_report_of_the_app_names_a_document_outside(self):
		reports = frappe.get_all(
			"Report",
			filters={"module": ("in", frappe.get_module_list("fanpin_app")), "disabled": 0},
			pluck="name",
		)
		self.assertTrue(reports)
		leaks = []
		for officer in self.officers:
			with as_officer(officer):
				for report in reports:
					text, _error = call_method(
						"frappe.desk.query_report.run",
						report_name=report,
						filters={"from_date": "2000-01-01", "to_date": today()},
					)
					if any(secret_of(place) in text or f"-{place}" in text for place in officer.outside):
						leaks.append((officer.label, report))
		self.assertEqual(leaks, [])

	def test_a_file_has_the_permissions_of_its_document(self):
		wrong = []
		for officer, doctype in self.cells():
			for place in matrix.PLACES:
				file = frappe.get_doc("File", matrix.file_of(doctype, place))
				expected = place in officer.inside and officer.may("read", doctype)
				if bool(file.is_downloadable()) != expected:
					wrong.append((officer.label, doctype, place))
		self.assertEqual(wrong, [])

	def test_a_file_is_not_read_by_its_address_nor_attached_to_a_document_outside(self):
		officer = self.officers[0]
		name = name_of("Household", FOREIGN_VILLAGE)
		with as_officer(officer):
			for fields in (
				{"file_url": matrix.address_of("Household", FOREIGN_VILLAGE)},
				{
					"file_name": "x.txt",
					"content": "x",
					"attached_to_doctype": "Household",
					"attached_to_name": name,
				},
			):
				doc = {"doctype": "File", "is_private": 1} | fields
				_text, error = call_method("frappe.client.insert", doc=frappe.as_json(doc))
				self.assertIsInstance(error, frappe.PermissionError)

	def get(self, officer: Officer, path: str, **params) -> requests.Response:
		headers = {"Authorization": self.tokens[officer.user], "Accept": "application/json"}
		return self.session.get(get_url(path), headers=headers, params=params, timeout=60)

	def test_resources_are_listed_and_read_inside_alone(self):
		wrong = []
		for officer in self.over_http:
			for doctype in self.doctypes:
				listed = self.get(officer, f"/api/resource/{doctype}", limit_page_length=0).text
				for place in (OWN_VILLAGE, FOREIGN_VILLAGE):
					name = name_of(doctype, place)
					expected = place in officer.inside and officer.may("read", doctype)
					status = self.get(officer, f"/api/resource/{doctype}/{name}").status_code
					if (name in listed) != expected or (status == 200) != expected:
						wrong.append((officer.label, doctype, place, status))
		self.assertEqual(wrong, [])

	def test_version_2_of_the_interface_lists_and_reads_inside_alone_or_is_not_there(self):
		wrong = []
		for officer in self.over_http:
			for doctype in self.doctypes:
				listed = self.get(officer, f"/api/v2/document/{doctype}", limit=1000)
				for place in (OWN_VILLAGE, FOREIGN_VILLAGE):
					name = name_of(doctype, place)
					status = self.get(officer, f"/api/v2/document/{doctype}/{name}").status_code
					expected = place in officer.inside and officer.may("read", doctype)
					if HAS_VERSION_2 and ((name in listed.text) != expected or (status == 200) != expected):
						wrong.append((officer.label, doctype, place, status))
					if not HAS_VERSION_2 and not {listed.status_code, status} <= {403, 404}:
						wrong.append((officer.label, doctype, place, listed.status_code, status))
		self.assertEqual(wrong, [])

	def test_prints_and_files_of_a_document_outside_are_refused(self):
		for officer in self.over_http:
			name = name_of("Household", FOREIGN_VILLAGE)
			for path, params in (
				("/printview", {"doctype": "Household", "name": name}),
				(matrix.address_of("Household", FOREIGN_VILLAGE), {}),
				("/api/method/download_file", {"file_url": matrix.address_of("Household", FOREIGN_VILLAGE)}),
				(
					"/api/method/frappe.utils.print_format.download_pdf",
					{"doctype": "Household", "name": name},
				),
			):
				response = self.get(officer, path, **params)
				self.assertIn(response.status_code, (403, 404), (officer.label, path))
				self.assertNotIn(secret_of(FOREIGN_VILLAGE), response.text, (officer.label, path))
