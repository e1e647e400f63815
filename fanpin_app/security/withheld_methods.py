"""Methods of Frappe's that catch the error of a missing document, or look for a name without asking for a permission.

They take the place of Frappe's by `override_whitelisted_methods`.
"""

import inspect

import frappe
import frappe.client
import frappe.desk.form.load

from fanpin_app.scope import scoped_doctypes


@frappe.whitelist()
def getdoc(doctype: str, name: str) -> None:
	"""The document as a form loads it. Raises PermissionError for one that is not there or not for this reader."""
	inspect.unwrap(frappe.desk.form.load.getdoc)(doctype, name)
	if not frappe.response.docs and frappe.local.flags.document_withheld:
		raise frappe.PermissionError


@frappe.whitelist()
def validate_link(doctype: str, docname: str, fields: str | list | None = None) -> dict:
	"""The name, and values of the fields, of a document that a form links to; nothing where it may not be read."""
	if doctype in scoped_doctypes() and not frappe.has_permission(doctype, "read", docname):
		return {}
	return frappe.client.validate_link(doctype, docname, fields)


@frappe.whitelist()
def get_doc_permissions(doctype: str, docname: str) -> dict:
	"""What the user may do with a document that they may read. Raises PermissionError for any other."""
	if not frappe.has_permission(doctype, "read", docname):
		raise frappe.PermissionError
	return frappe.client.get_doc_permissions(doctype, docname)
