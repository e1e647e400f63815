"""Fields that are left out of documents of other apps; see `field_access`. Our own leave theirs out by `privacy.fields`."""

from typing import Any

from frappe.model.document import Document

from fanpin_app.security.documents.field_access import KEYS, hidden_in_document
from fanpin_app.security.roles import is_system_manager

_frappes_own = Document.apply_fieldlevel_read_permissions
_frappes_own_dict = Document.as_dict


def install() -> None:
	"""Put the guard into Document in this process.

	Every way to read a document asks `apply_fieldlevel_read_permissions` before it answers. An answer to a write is made
	by `as_dict`: of these DocTypes a user may write the own profile, which keeps its keys.
	"""
	if Document.apply_fieldlevel_read_permissions is _frappes_own:
		Document.apply_fieldlevel_read_permissions = apply_field_permissions
		Document.as_dict = as_dict


def apply_field_permissions(doc: Document) -> None:
	"""In the place of Document.apply_fieldlevel_read_permissions."""
	_frappes_own(doc)
	for row in (doc, *doc.get_all_children()):
		for fieldname in hidden_in_document(row.doctype, row.name):
			if fieldname != "name":
				row.__dict__.pop(fieldname, None)


def as_dict(doc: Document, *args: Any, **kwargs: Any) -> dict:
	"""In the place of Document.as_dict."""
	values = _frappes_own_dict(doc, *args, **kwargs)
	if doc.doctype in KEYS and not is_system_manager():
		for fieldname in KEYS[doc.doctype]:
			values.pop(fieldname, None)
	return values


def keep_hidden(doc: Document, method: str | None = None) -> None:
	"""What a form was not sent does not come back with it: it stays as it is stored. Before a User is saved."""
	stored = doc.get_doc_before_save()
	if not stored or doc.flags.ignore_permissions:
		return
	for fieldname in hidden_in_document(doc.doctype, doc.name):
		if not doc.get(fieldname):
			doc.set(fieldname, stored.get(fieldname))
