"""A document's method works on the stored document, whatever copy of it a client sends.

`run_doc_method` builds the document from the request and calls the method on it. Both the stored and the given
values are checked for permissions, but the method would work with the given ones: with another feed, file or
status, which it then saves as the system.

Singles are excepted: Frappe's tools among them take their arguments from the form. So are documents of Frappe
and other apps for System Managers, whose forms call methods before they are saved.
"""

import sys

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.permissions.doctype_apps import is_ours
from fanpin_app.security.roles import is_system_manager

# In frappe.handler, and in version 2 of the REST API.
DISPATCHER = "run_doc_method"


def is_called_by_dispatcher(frame: int = 2) -> bool:
	"""Whether a method of a document is about to be called, by the code `frame` frames above this function."""
	return sys._getframe(frame).f_code.co_name == DISPATCHER


def replace_by_stored(doc: Document) -> bool:
	"""Load the stored values into a client's document; False for the exceptions, which stay as given.

	Raises `frappe.PermissionError` if it is not stored.
	"""
	if doc.meta.issingle or (is_system_manager() and not is_ours(doc.meta.module)):
		return False
	if doc.is_new():
		frappe.throw(_("Save the document first."), frappe.PermissionError)
	doctype, name = doc.doctype, doc.name
	doc.__dict__.clear()
	doc.__init__(doctype, name)
	return True
