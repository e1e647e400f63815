"""Comments on Frappe's public pages, which any account may write on any document (CVE-2026-44208, fixed in
15.107.0).

`submit_discussion` saves them without checking permissions, changes those of other users, and sends them to
every browser with a public page open. Documents of this app are not discussed on public pages.
"""

import frappe
from frappe import _

from fanpin_app.permissions.scope import scoped_doctypes


def refuse(doc, method: str | None = None) -> None:
	"""Hook on saving a topic or a reply: raise PermissionError unless the user may read the document it is
	about."""
	if not doc.is_new() and doc.owner != frappe.session.user:
		_refuse()
	topic = doc if doc.doctype == "Discussion Topic" else _topic_of(doc)
	doctype, name = topic.reference_doctype, topic.reference_docname
	if not doctype or doctype in scoped_doctypes() or not frappe.has_permission(doctype, "read", name):
		_refuse()


def _topic_of(reply) -> frappe._dict:
	fields = ["reference_doctype", "reference_docname"]
	return frappe.db.get_value("Discussion Topic", reply.topic, fields, as_dict=True) or frappe._dict()


def _refuse() -> None:
	frappe.throw(
		_("This document is not discussed here. Write a comment in the desk."), frappe.PermissionError
	)
