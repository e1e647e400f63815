"""Who attaches a file to a document, for every DocType and every function that attaches.

The expectation is the right to write the document, as Frappe's permissions have it. The functions are found in the
code of the installed apps.
"""

import ast
import base64
import io
import itertools
import os
from collections.abc import Callable
from contextlib import suppress

import frappe
from frappe.handler import execute_cmd
from frappe.model.document import Document
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from fanpin_app.security.files import frozen_files, patches
from fanpin_app.tests.support.builders import CITY, OTHER_VILLAGE, VILLAGE, make_officer
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user
from fanpin_app.tests.support.security import call_graph
from fanpin_app.tests.support.security import permission_matrix as matrix
from fanpin_app.tests.support.security.documents import document_of_each_doctype, invented
from fanpin_app.tests.support.security.files import picture

PICTURE = picture()
CONTENT = base64.b64encode(PICTURE).decode()
IN_TEXT = f'<p>看<img src="data:image/png;base64,{CONTENT}"></p>'
# What attaches to another place than the document that a request names, and why.
ELSEWHERE = {
	"fanpin_app.discovery.api.push_file": "to the batch that it makes: site/discovery/test_batch_access.py",
	"frappe.core.doctype.communication.email.make": "to the mail that it makes",
	"frappe.core.doctype.prepared_report.prepared_report.enqueue_json_to_csv_conversion": "to the user's own result",
	"frappe.desk.page.setup_wizard.setup_wizard.setup_complete": "to the first user of a new site",
	"frappe.desk.query_report.export_query": "to the user's own export",
	"frappe.desk.reportview.export_query": "to the user's own export",
	"frappe.model.document.Document.add_comment": "to no document: its comment holds the picture",
	"frappe.model.document.Document._cancel": "to a new amendment",
	"frappe.model.document.Document._submit": "to a new amendment",
	"frappe.model.document.Document.cancel": "to a new amendment",
	"frappe.model.document.Document.submit": "to a new amendment",
	"frappe.website.doctype.web_form.web_form.accept": "to what a Web Form lets the user write",
}
Way = Callable[["AttachingCase", Document], dict]


def _place(document: Document) -> dict:
	return {"attached_to_doctype": document.doctype, "attached_to_name": document.name}


def _new_file(document: Document, **content) -> dict:
	return {"doctype": "File", "file_name": "a.png", "is_private": 1, **_place(document), **content}


# Each function that attaches a file to a document, with the arguments that name the document.
WAYS: dict[str, Way] = {
	"frappe.handler.upload_file": lambda case, document: {
		"doctype": document.doctype,
		"docname": document.name,
		"is_private": 1,
	},
	"frappe.handler.uploadfile": lambda case, document: {
		"doctype": document.doctype,
		"docname": document.name,
		"filename": "a.png",
		"filedata": CONTENT,
		"is_private": 1,
		"from_form": 1,
	},
	"frappe.client.attach_file": lambda case, document: {
		"doctype": document.doctype,
		"docname": document.name,
		"filename": "a.png",
		"filedata": CONTENT,
		"decode_base64": True,
		"is_private": 1,
	},
	"frappe.utils.file_manager.add_attachments": lambda case, document: {
		"doctype": document.doctype,
		"name": document.name,
		"attachments": [case.own_file],
	},
	"frappe.desk.form.utils.add_comment": lambda case, document: {
		"reference_doctype": document.doctype,
		"reference_name": document.name,
		"content": IN_TEXT,
		"comment_email": frappe.session.user,
		"comment_by": "测试",
	},
	"frappe.desk.form.utils.update_comment": lambda case, document: {
		"name": case.own_comment(document),
		"content": IN_TEXT,
	},
}
# Functions that store any document: for a file that is uploaded, for a stored one, and for one that is moved.
STORING: dict[str, Way] = {
	"frappe.client.insert": lambda case, document: {
		"doc": _new_file(document, content=CONTENT, decode=True),
	},
	"frappe.client.insert_many": lambda case, document: {
		"docs": [_new_file(document, file_url=frappe.db.get_value("File", case.own_file, "file_url"))],
	},
	"frappe.client.save": lambda case, document: {
		"doc": frappe.get_doc("File", case.own_file).as_dict(convert_dates_to_str=True) | _place(document),
	},
	"frappe.client.set_value": lambda case, document: {
		"doctype": "File",
		"name": case.own_file,
		"fieldname": _place(document),
	},
}
ALL_WAYS = WAYS | STORING


def attaches(function: call_graph.Function) -> bool:
	"""Whether the code makes a File with the document that it is attached to."""
	if not {"File", "attached_to_doctype"} <= function.words:
		return False
	return any(_makes_attached_file(part) for part in ast.walk(function.node))


def _makes_attached_file(part: ast.AST) -> bool:
	if isinstance(part, ast.Dict):
		pairs = {
			ast.unparse(key): ast.unparse(value)
			for key, value in zip(part.keys, part.values, strict=True)
			if key
		}
		return pairs.get("'doctype'") == "'File'" and "'attached_to_doctype'" in pairs
	if isinstance(part, ast.Call):
		pairs = {keyword.arg: ast.unparse(keyword.value) for keyword in part.keywords}
		return pairs.get("doctype") == "'File'" and "attached_to_doctype" in pairs
	return False


class AttachingCase(OfficesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		patches.install()
		cls.users = [
			cls.offices.village,
			make_officer("City Officer", CITY),
			make_officer("Monitoring Administrator", CITY),
		]

	def own_comment(self, document: Document) -> str:
		"""A comment of the current user on the document, without a picture."""
		values = {"comment_type": "Comment", "comment_email": frappe.session.user, "content": "看"}
		about = {"reference_doctype": document.doctype, "reference_name": document.name}
		return frappe.get_doc({"doctype": "Comment"} | values | about).insert(ignore_permissions=True).name

	def is_attached(self, way: str, document: Document) -> bool:
		"""Whether the document has another file after the request of the current user, which is rolled back."""
		before = {key: getattr(frappe.local, key, None) for key in ("request", "form_dict", "response")}
		frappe.db.savepoint("attaching")
		files = set(self.files_of(document))
		try:
			self.send(way, ALL_WAYS[way](self, document))
			return bool(set(self.files_of(document)) - files)
		finally:
			frappe.db.rollback(save_point="attaching")
			# Frappe removes the content of files that were not stored.
			frappe.db.after_rollback.run()
			for key, value in before.items():
				setattr(frappe.local, key, value)

	def send(self, way: str, arguments: dict) -> None:
		file = {"file": (io.BytesIO(PICTURE), "a.png")}
		frappe.local.request = Request(EnvironBuilder(method="POST", data=file).get_environ())
		frappe.local.form_dict = frappe._dict(
			{
				key: frappe.as_json(value) if isinstance(value, dict | list) else value
				for key, value in arguments.items()
			},
			cmd=way,
		)
		frappe.local.response = frappe._dict(docs=[])
		# Why it is refused differs: what counts is whether the file is attached.
		with suppress(Exception):
			execute_cmd(way)

	def files_of(self, document: Document) -> list[str]:
		return frappe.get_all("File", filters=_place(document), pluck="name")

	def may_write(self, document: Document) -> bool:
		able = frappe.has_permission(document.doctype, "write", document.name)
		return bool(able) and not frozen_files.freeze_reason(document)

	def assert_attached_if_writable(self, tries: list[tuple[Document, str]]) -> None:
		"""For each user: the file is attached to the document in this way exactly if the user may write it."""
		for user in self.users:
			with as_user(user):
				own = frappe.get_doc(doctype="File", file_name="own.png", content=PICTURE, is_private=1)
				self.own_file = own.insert(ignore_permissions=True).name
				# The content stays when a request is rolled back.
				frappe.db.after_rollback.reset()
				self.addCleanup(os.remove, own.get_full_path())
				for document, way in tries:
					with self.subTest(doctype=document.doctype, name=document.name, user=user, way=way):
						self.assertEqual(self.is_attached(way, document), self.may_write(document))


class TestEveryFunction(AttachingCase):
	def test_each_function_in_the_code_that_attaches_is_tried_or_attaches_elsewhere(self):
		found = call_graph.whitelisted_that(attaches)
		self.assertEqual(found - WAYS.keys() - ELSEWHERE.keys(), set())
		self.assertLessEqual(WAYS.keys(), found)

	def test_each_attaches_for_those_who_may_write_the_document_and_for_nobody_else(self):
		documents = (
			invented("Household", VILLAGE),
			invented("Household", OTHER_VILLAGE),
			frappe.get_doc("Administrative Region", VILLAGE),
			*(invented(doctype) for doctype in ("Risk Rule", "Note", "ToDo")),
			frappe.get_doc("Website Settings"),
		)
		self.assert_attached_if_writable([(document, way) for document in documents for way in ALL_WAYS])


class TestEveryDocType(AttachingCase):
	def test_a_file_is_attached_to_a_document_by_those_who_may_write_it_and_by_nobody_else(self):
		documents = [
			*document_of_each_doctype(self, OTHER_VILLAGE),
			*(invented(doctype, VILLAGE) for doctype in matrix.doctypes()),
		]
		# One way for each, in turn: each way is tried with many DocTypes.
		self.assert_attached_if_writable(list(zip(documents, itertools.cycle(ALL_WAYS), strict=False)))
