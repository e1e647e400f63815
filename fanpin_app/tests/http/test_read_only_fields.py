"""Only the server writes read-only fields: over HTTP, for every such field of the app's DocTypes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import frappe
import requests
from frappe.core.doctype.data_import.importer import Importer
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.utils import get_url

from fanpin_app.security.documents import read_only_fields
from fanpin_app.security.documents.operation_fields import ADDED_BY_OPERATION
from fanpin_app.tests.http.test_document_rows import document_with_rows
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security.permission_matrix import call_method

OTHER_VALUES = {
	"Check": 1,
	"Int": 7,
	"Float": 7.5,
	"Currency": 7.5,
	"Date": "2020-02-02",
	"Datetime": "2020-02-02 02:02:02",
}


def doctypes_with_read_only_fields() -> list[tuple[str, list]]:
	modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
	names = frappe.get_all(
		"DocType",
		filters={"module": ("in", modules), "istable": 0, "issingle": 0},
		pluck="name",
		order_by="name",
	)
	found = []
	for name in names:
		fields = [
			field
			for field in frappe.get_meta(name).fields
			if field.read_only
			and not field.fetch_from
			and field.fieldtype not in (*no_value_fields, *table_fields)
		]
		if fields:
			found.append((name, fields))
	return found


class TestEveryReadOnlyField(TestCase):
	def test_stays_as_it_is_stored_whatever_a_client_sends(self):
		"""As Administrator, who may write everything. A refused save changes nothing either."""
		changed = []
		for doctype, fields in doctypes_with_read_only_fields():
			for field in fields:
				frappe.db.savepoint("one_field")
				doc = document_with_rows(doctype, rows=0)
				before = doc.get(field.fieldname)
				other = OTHER_VALUES.get(field.fieldtype, "zq-other")
				call_method(
					"frappe.client.set_value",
					doctype=doctype,
					name=doc.name,
					fieldname=field.fieldname,
					value=other,
				)
				after = frappe.db.get_value(doctype, doc.name, field.fieldname)
				if str(after) == str(other) != str(before):
					changed.append((doctype, field.fieldname))
				frappe.db.rollback(save_point="one_field")
		self.assertEqual(changed, [])


def read_only(row: Document) -> list[str]:
	"""Without the state of a workflow: writing it is an error."""
	kinds = (*no_value_fields, *table_fields)
	fields = [field for field in row.meta.fields if field.read_only and field.options != "Workflow State"]
	return [field.fieldname for field in fields if field.fieldtype not in kinds]


def other_values(row: Document) -> dict:
	return {name: OTHER_VALUES.get(row.meta.get_field(name).fieldtype, "zq-other") for name in read_only(row)}


def with_other_values(doc: Document) -> dict:
	"""The document as a form sends it, with other read-only values and another row in each table."""
	sent = doc.as_dict(convert_dates_to_str=True) | other_values(doc)
	for field in doc.meta.get_table_fields():
		new = other_values(frappe.new_doc(field.options))
		rows = [
			sent_row | other_values(row)
			for sent_row, row in zip(sent[field.fieldname], doc.get(field.fieldname), strict=True)
		]
		# Rows that only an operation adds would be refused, and all else with them.
		added = [] if doc.name and (doc.doctype, field.fieldname) in ADDED_BY_OPERATION else [new]
		sent[field.fieldname] = [*rows, *added]
	return sent


def values_of(doc: Document) -> dict:
	"""Read-only values by field, table and row; a read-only table with all values."""
	values = {name: str(doc.get(name) or "") for name in read_only(doc)}
	for field in doc.meta.get_table_fields():
		rows = doc.get(field.fieldname) or []
		if field.read_only:
			values[field.fieldname] = [row.name for row in rows]
		for row in rows:
			for name in read_only(row):
				value = row.get(name)
				values[field.fieldname, row.name if row.get("modified") else None, name] = str(value or "")
	return values


def _data_import(doc: Document) -> None:
	importer = Importer.__new__(Importer)
	importer.doctype, importer.data_import = doc.doctype, frappe.new_doc("Data Import")
	sent = frappe._dict(with_other_values(doc))
	frappe.flags.in_import = True
	try:
		with patch("frappe.core.doctype.data_import.importer.get_id_field") as id_field:
			id_field.return_value.fieldname = "name"
			importer.update_record(sent)
	except SaveStoppedError:
		pass
	finally:
		frappe.flags.in_import = False


def _kanban(doc: Document) -> None:
	board = frappe.get_doc(
		doctype="Kanban Board",
		name=frappe.generate_hash(length=8),
		reference_doctype=doc.doctype,
		field_name=(read_only(doc) or ["idx"])[0],
	)
	board.append("columns", {"column_name": "zq-other"})
	board.db_insert()
	for row in board.columns:
		row.update({"parent": board.name}).db_insert()
	order = {"zq-other": [doc.name]}
	call_method(
		"frappe.desk.doctype.kanban_board.kanban_board.update_order", board_name=board.name, order=order
	)


def _row(doc: Document) -> None:
	for row in doc.get_all_children():
		values = other_values(row)
		if values:
			call_method("frappe.client.set_value", doctype=row.doctype, name=row.name, fieldname=values)


def _calendar(doc: Document) -> None:
	values = other_values(doc)
	start, end = (list(values) * 2)[:2] or ("idx", "idx")
	call_method(
		"frappe.desk.calendar.update_event",
		args={"doctype": doc.doctype, "name": doc.name, **values},
		field_map={"start": start, "end": end},
	)


def _set_value(doc: Document, /, **more) -> None:
	values = other_values(doc) or {"idx": 1}
	call_method("frappe.client.set_value", doctype=doc.doctype, name=doc.name, fieldname=values, **more)


def _several(doc: Document, /, **more) -> None:
	call_method(
		"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
		doctype=doc.doctype,
		docnames=[doc.name],
		action="update",
		data=other_values(doc),
		**more,
	)


# Frappe's ways to save a stored document as sent, and an argument that they ignore.
SAVE_METHODS: dict[str, Callable[[Document], None]] = {
	"set_value": _set_value,
	"set_value and doc": lambda doc: _set_value(doc, doc={"doctype": "Note"}),
	"save": lambda doc: call_method("frappe.client.save", doc=with_other_values(doc)),
	"savedocs": lambda doc: call_method(
		"frappe.desk.form.save.savedocs", doc=with_other_values(doc), action="Save"
	),
	"bulk_update": lambda doc: call_method(
		"frappe.client.bulk_update", docs=[{"docname": doc.name, **with_other_values(doc)}]
	),
	"several": _several,
	"several and doc": lambda doc: _several(doc, doc={"doctype": "Note"}),
	"calendar": _calendar,
	"kanban": _kanban,
	"title": lambda doc: call_method(
		"frappe.model.rename_doc.update_document_title",
		doctype=doc.doctype,
		docname=doc.name,
		title="zq-other",
	),
	"row": _row,
	"Data Import": _data_import,
}
# What these functions save depends on the DocType: a title, a row, a value in a column.
SAVE_SOMETIMES = ("title", "row", "kanban", "several", "several and doc")


class SaveStoppedError(Exception):
	pass


@contextmanager
def without_saving() -> Iterator[list[dict]]:
	"""Yields `values_of` each of the app's documents that would be saved; saves nothing."""
	kept, restore_read_only_fields = [], read_only_fields.restore_read_only_fields

	def stop(doc: Document, stored: Document | None) -> None:
		restore_read_only_fields(doc, stored)
		if doc.doctype in frappe.flags.asked_about:
			kept.append(values_of(doc))
			raise SaveStoppedError

	# Some functions roll everything back if a save fails.
	with (
		patch.object(read_only_fields, "restore_read_only_fields", stop),
		patch.object(frappe.db, "rollback"),
		patch.object(frappe.db, "commit"),
	):
		yield kept


class TestEveryWayToSave(TestCase):
	"""Each read-only field and table, of documents and rows, with each way to save; as Administrator."""

	def doctypes(self) -> list[str]:
		modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
		found = frappe.get_all(
			"DocType", filters={"module": ("in", modules), "istable": 0}, pluck="name", order_by="name"
		)
		return [doctype for doctype in found if values_of(document_with_rows(doctype, rows=1))]

	def test_keeps_what_is_stored(self):
		wrong = []
		for doctype in self.doctypes():
			frappe.db.savepoint("one_doctype")
			frappe.flags.asked_about = [doctype]
			doc = document_with_rows(doctype, rows=1)
			stored = values_of(doc)
			for method_name, save in SAVE_METHODS.items():
				with without_saving() as kept:
					save(frappe.get_doc(doctype, doc.name))
				if not kept and method_name not in SAVE_SOMETIMES:
					wrong.append((doctype, method_name, "nothing saved"))
				for values in kept:
					changed = {key for key, value in values.items() if value != stored.get(key, "")}
					wrong += [(doctype, method_name, key) for key in changed]
			frappe.db.rollback(save_point="one_doctype")
		self.assertEqual(wrong, [])

	def test_gives_a_new_document_the_defaults(self):
		wrong = []
		for doctype in self.doctypes():
			frappe.flags.asked_about = [doctype]
			new = frappe.new_doc(doctype)
			for field in new.meta.get_table_fields():
				new.set(field.fieldname, [] if field.read_only else [{}])
			sent = with_other_values(frappe.new_doc(doctype))
			sent.pop("name", None)
			# Later versions read the name that a form gives to a new document.
			of_form = sent | {"__islocal": 1, "name": f"new-{doctype.lower().replace(' ', '-')}-1"}
			for method, arguments in (
				("frappe.client.insert", {"doc": sent}),
				("frappe.client.insert_many", {"docs": [sent]}),
				("frappe.desk.form.save.savedocs", {"doc": of_form, "action": "Save"}),
			):
				with without_saving() as kept:
					call_method(method, **arguments)
				if not new.meta.issingle and kept != [values_of(new)]:
					wrong.append((doctype, method, kept))
		self.assertEqual(wrong, [])


def with_all_other_values(doc: Document) -> dict:
	"""The document as a client may send it: each field has another value, and each table no rows."""
	sent = doc.as_dict(convert_dates_to_str=True)
	for field in doc.meta.fields:
		if field.fieldtype in table_fields:
			sent[field.fieldname] = []
		elif field.fieldtype not in no_value_fields:
			sent[field.fieldname] = OTHER_VALUES.get(field.fieldtype, "zq-other")
	return sent


class TestMethodsOfDocuments(TestCase):
	def test_work_with_what_is_stored_in_every_field_and_table(self):
		modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
		of_the_app = {"module": ("in", modules), "istable": 0, "issingle": 0}
		wrong = []
		for doctype in frappe.get_all("DocType", filters=of_the_app, pluck="name", order_by="name"):
			stored = frappe.get_doc(doctype, document_with_rows(doctype, rows=1).name)
			# Frappe asks the document that it calls the method on.
			with patch.object(Document, "has_permission", autospec=True, return_value=False) as asked:
				call_method("run_doc_method", docs=with_all_other_values(stored), method="get_title")
			if [call.args[0].as_dict() for call in asked.call_args_list] != [stored.as_dict()]:
				wrong.append(doctype)
		self.assertEqual(wrong, [])

	def test_are_not_called_on_a_document_that_is_not_stored(self):
		new = frappe.new_doc("Data Batch").as_dict() | {
			"status": "Cancelled",
			"file": "/private/files/zq.xlsx",
		}
		_text, error = call_method("run_doc_method", docs=new, method="load_again")
		self.assertIn(frappe._("Save the document first."), str(error))

	def test_a_file_that_is_held_is_not_applied_by_calling_it_compared(self):
		batch = document_with_rows("Data Batch", rows=0)
		batch.db_set("status", "Held")
		sent = batch.as_dict(convert_dates_to_str=True) | {"status": "Compared"}
		_text, error = call_method("run_doc_method", docs=sent, method="apply")
		refusal = frappe._("Only a file that has been compared can be compared again or applied.")
		self.assertIn(refusal, str(error))


class TestReadOnlyFieldsOverRest(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE)
		cls.other = make_household(VILLAGE)
		cls.token = make_token(make_officer("Village Cadre", VILLAGE))

	def put(self, **fields) -> requests.Response:
		return requests.put(
			get_url(f"/api/resource/Household/{self.household.name}"),
			headers={"Authorization": self.token, "Accept": "application/json"},
			json=fields,
			timeout=60,
		)

	def stored(self, *fields: str) -> tuple:
		frappe.db.rollback()
		return frappe.db.get_value("Household", self.household.name, fields)

	def test_a_village_does_not_mark_a_household_as_monitored(self):
		before = self.stored("monitored", "monitored_kind", "merged_into")
		self.put(monitored=1, monitored_kind="Marginal", merged_into=self.other.name)
		self.assertEqual(self.stored("monitored", "monitored_kind", "merged_into"), before)

	def test_what_the_form_permits_is_written_beside_them(self):
		self.assertEqual(self.put(address="一组 9 号", monitored=1).status_code, 200)
		self.assertEqual(self.stored("address", "monitored"), ("一组 9 号", 0))

	def test_neither_another_function_nor_an_unread_argument_makes_them_writable(self):
		values = {"monitored": 1, "monitored_kind": "Marginal"}
		arguments = {"doctype": "Household", "name": self.household.name}
		for path, body in (
			(
				"method/frappe.desk.calendar.update_event",
				{
					"args": frappe.as_json(arguments | values),
					"field_map": frappe.as_json({"start": "monitored", "end": "monitored_kind"}),
				},
			),
			(
				"method/frappe.client.set_value",
				arguments | {"fieldname": values, "doc": '{"doctype": "Note"}'},
			),
			(f"v2/document/Household/{self.household.name}", values),
		):
			with self.subTest(path=path):
				requests.request(
					"PATCH" if path.startswith("v2") else "POST",
					get_url(f"/api/{path}"),
					headers={"Authorization": self.token, "Accept": "application/json"},
					json=body,
					timeout=60,
				)
				self.assertEqual(self.stored("monitored", "monitored_kind"), (0, ""))

	def test_the_position_of_a_document_is_not_the_client_s(self):
		self.put(idx=7, address="村口")
		self.assertEqual(self.stored("idx", "address"), (0, "村口"))

	def test_no_village_creates_a_document_with_them(self):
		answered = requests.post(
			get_url("/api/resource/Household Visit"),
			headers={"Authorization": self.token, "Accept": "application/json"},
			json={"household": self.household.name, "visitor": "Administrator", "outcome": "zq-other"},
			timeout=60,
		)
		self.assertEqual(answered.status_code, 200, answered.text)
		visit = answered.json()["data"]
		self.assertNotEqual(visit["visitor"], "Administrator")
		self.assertNotEqual(visit["outcome"], "zq-other")
		self.assertEqual(visit["head_name"], self.household.head_name)
