"""Records of what one officer saw: the officer whose name they have corrects them, and nobody else.

A visit or an inspection says that an officer was there and found something. A role that may write the DocType could
otherwise replace these words, and the record would still name the officer. Others add a record of their own.
Follow-ups of a measure are rows, with the same rule until its case is closed (`assistance_measure.check_reported`).
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from fanpin_app.permissions.administration import explain_refusal
from fanpin_app.permissions.postings import READING
from fanpin_app.security.roles import is_system_manager

# DocType → the read-only field with the author, which the server sets in a new document.
AUTHOR_FIELDS = {
	"Asset Inspection": "inspector",
	"Household Visit": "visitor",
}


def may_change(doc: Document, right: str, user: str) -> bool:
	"""Whether the user is the author of the document as stored, or a System Manager.

	True for rights to read and create, for other DocTypes, and for documents without an author.
	"""
	field = AUTHOR_FIELDS.get(doc.doctype)
	if not field or right in (*READING, "create") or is_system_manager(user):
		return True
	author = doc.name and frappe.db.get_value(doc.doctype, doc.name, field)
	if not author or author == user:
		return True
	# Others get the answer of a missing document, which names nobody.
	if frappe.has_permission(doc.doctype, "read", doc.name, user=user):
		sentence = _("{0} {1} has the name of {2}, who alone corrects it. Add a record of your own instead.")
		explain_refusal(sentence.format(_(doc.doctype), doc.name, get_fullname(author)))
	return False
