"""Removes hidden fields (`field_access`) from documents of other apps.

For this app's DocTypes see `privacy.fields`.
"""

from typing import Any

from frappe.model.document import Document

from fanpin_app.security.documents.field_access import SECRET_FIELDS, hidden_in_document
from fanpin_app.security.roles import is_system_manager

_original_apply_permissions = Document.apply_fieldlevel_read_permissions
_original_as_dict = Document.as_dict


def install() -> None:
	"""Replace methods of Document in this process.

	Every function that reads a document calls `apply_fieldlevel_read_permissions`. The answer to a write is
	built by `as_dict`; of these DocTypes, users may only write their own profile, whose keys stay hidden.
	"""
	if Document.apply_fieldlevel_read_permissions is _original_apply_permissions:
		Document.apply_fieldlevel_read_permissions = apply_field_permissions
		Document.as_dict = as_dict


def apply_field_permissions(doc: Document) -> None:
	"""Replaces Document.apply_fieldlevel_read_permissions."""
	_original_apply_permissions(doc)
	for row in (doc, *doc.get_all_children()):
		for fieldname in hidden_in_document(row.doctype, row.name):
			if fieldname != "name":
				row.__dict__.pop(fieldname, None)


def as_dict(doc: Document, *args: Any, **kwargs: Any) -> dict:
	"""Replaces Document.as_dict."""
	values = _original_as_dict(doc, *args, **kwargs)
	if doc.doctype in SECRET_FIELDS and not is_system_manager():
		for fieldname in SECRET_FIELDS[doc.doctype]:
			values.pop(fieldname, None)
	return values


def restore_hidden_fields(doc: Document, method: str | None = None) -> None:
	"""Hook before a User is saved: restore the hidden fields, which the form was not sent and so does not
	send back."""
	stored = doc.get_doc_before_save()
	if not stored or doc.flags.ignore_permissions:
		return
	for fieldname in hidden_in_document(doc.doctype, doc.name):
		if not doc.get(fieldname):
			doc.set(fieldname, stored.get(fieldname))
