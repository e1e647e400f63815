"""A document that may not be read and one that does not exist are answered alike: "403", in the same words.

Otherwise the answer tells whether there is a household of this number, a receipt, an account. Where a document is asked
for, both cases end in a few of Frappe's functions, which are replaced at run time because no hook runs for a document
that is not there:

- `Document.load_from_db` raises DoesNotExistError (404) for a missing document; here it raises `Withheld` (403), which
  is a DoesNotExistError still for code that expects one;
- `frappe.permissions.has_permission` refuses a document; here it is noted that one was refused. A new document is
  judged without the name that a client gave it, for Frappe names it later;
- `Document.raise_no_permission_to` names the document in every answer, of a refusal too that is caught;
- `Document.check_if_latest` compares a client's document with the stored one, in some functions before anybody asks
  whether it may be read (put there by `read_only_fields`).

The answer to such a request is then made in one place, after the request. System Managers get Frappe's own answers.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import frappe.permissions
from frappe import _
from frappe.model.document import Document
from frappe.website.serve import get_response
from werkzeug.wrappers import Request, Response

from fanpin_app.permissions import scope
from fanpin_app.security.documents.shared_views import VIEWS
from fanpin_app.security.roles import is_system_manager

REFUSED, NOT_FOUND = frappe.PermissionError.http_status_code, frappe.DoesNotExistError.http_status_code
DOCUMENT_PATH = re.compile(r"^/api/(?:resource|v\d+/document)/([^/]+)/([^/]+)")
LINKS = ("in", ("Link", "Dynamic Link"))
READING = ("read", "select", "print", "email", "report", "export")
# Not scoped, and yet their names tell who works here and what is kept.
PRIVATE_NAMES = {
	*("User", "Notification Settings", "File", "Contact", "Communication", "Comment", "Version"),
	*("Tag", "Tag Link"),
	# What officers call their own boards and reports may name a household.
	*VIEWS,
}

_load_from_db = Document.load_from_db
_check_if_latest = Document.check_if_latest
_raise_no_permission_to = Document.raise_no_permission_to
_has_permission = frappe.permissions.has_permission


class Withheld(frappe.PermissionError, frappe.DoesNotExistError):
	"""The document is not there, which is not for this reader to know."""

	http_status_code = REFUSED


def install() -> None:
	"""Replace Frappe's functions in this process, once (accounts/patches.py)."""
	if Document.load_from_db is not load_from_db:
		Document.load_from_db = load_from_db
	if frappe.permissions.has_permission is not has_permission:
		frappe.permissions.has_permission = has_permission
	if Document.raise_no_permission_to is not raise_no_permission_to:
		Document.raise_no_permission_to = raise_no_permission_to


def refuse() -> None:
	"""Refuse a document in the words for one that does not exist. Raises `Withheld`, a PermissionError."""
	frappe.local.flags.document_withheld = True
	raise Withheld


def load_from_db(doc: Document):
	try:
		return _load_from_db(doc)
	except frappe.DoesNotExistError:
		if not _is_withheld(doc.doctype):
			raise
		frappe.clear_last_message()
		frappe.local.response.pop("exc_type", None)
		refuse()


def check_if_latest(doc: Document) -> None:
	"""As Frappe's, but that what it says of a stored document is for who may read it."""
	try:
		_check_if_latest(doc)
	except frappe.ValidationError:
		if isinstance(doc.name, str | int) and _is_out_of_sight(doc):
			frappe.clear_last_message()
			refuse()
		raise


def raise_no_permission_to(doc: Document, perm_type: str) -> None:
	if _is_out_of_sight(doc):
		refuse()
	_raise_no_permission_to(doc, perm_type)


def _is_out_of_sight(doc: Document) -> bool:
	return bool(doc.name) and _is_withheld(doc.doctype) and not _has_permission(doc.doctype, "read", doc.name)


def has_permission(doctype, ptype="read", doc=None, *args, **kwargs) -> bool:
	with _without_name_of_client(ptype, doc):
		return _may(doctype, ptype, doc, *args, **kwargs)


@contextmanager
def _without_name_of_client(ptype: str, doc: Document | str | None) -> Iterator[None]:
	if ptype != "create" or not isinstance(doc, Document) or not doc.is_new() or not _answers_a_reader():
		yield
		return
	name, doc.name = doc.name, None
	try:
		yield
	finally:
		doc.name = name


def _may(doctype, ptype, doc, *args, **kwargs) -> bool:
	try:
		permitted = _has_permission(doctype, ptype, doc, *args, **kwargs)
	except Withheld:
		return False
	flags = frappe.local.flags
	asks_for_reader = kwargs.get("user") in (None, frappe.session.user)
	if not permitted and doc and asks_for_reader and not flags.document_withheld and _answers_a_reader():
		flags.document_withheld = (
			ptype in READING
			or _is_missing(doctype, doc)
			or not (_says_nothing(ptype, doc) or _has_permission(doctype, "read", doc, *args, **kwargs))
		)
	return permitted


def _says_nothing(ptype: str, doc: Document | str) -> bool:
	"""Whether it is a new document without links: why that is refused tells of no other document."""
	return (
		ptype == "create"
		and isinstance(doc, Document)
		and doc.is_new()
		and not any(doc.get(field.fieldname) for field in doc.meta.get("fields", {"fieldtype": LINKS}))
	)


def _is_missing(doctype: str, doc: Document | str) -> bool:
	"""Whether a client's document has a name that no document has: refused like one that may not be read."""
	name = doc.name if isinstance(doc, Document) else doc
	return bool(name) and _is_withheld(doctype) and not frappe.db.exists(doctype, name)


def answer_alike(response: Response, request: Request) -> None:
	"""Where a document was withheld, say so in words that tell no more."""
	if response.status_code not in (REFUSED, NOT_FOUND) or not _answers_a_reader():
		return
	if not (frappe.local.flags.document_withheld or _names_a_withheld_document(request)):
		return
	sentence = _("There is no such document, or you may not see it.")
	if response.mimetype == "application/json":
		refusal = {
			"exc_type": "PermissionError",
			"_error_message": sentence,
			"_server_messages": json.dumps([json.dumps({"message": sentence, "indicator": "red"})]),
			# For clients of the second version of the API.
			"errors": [{"type": "PermissionError", "message": sentence}],
		}
		response.data = json.dumps(refusal)
	else:
		frappe.respond_as_web_page(
			_("Not Permitted"), sentence, http_status_code=REFUSED, indicator_color="red"
		)
		response.data = get_response("message", http_status_code=REFUSED).get_data()
	response.status_code = REFUSED


def _names_a_withheld_document(request: Request) -> bool:
	"""Whether the request names, in its path or arguments, a document that its user may not read.

	Frappe refuses some requests before it asks who may read: a method that is not whitelisted, a deletion.
	"""
	asked = frappe.form_dict
	doctype = asked.get("doctype") or asked.get("dt")
	name = asked.get("name") or asked.get("docname") or asked.get("dn")
	if found := DOCUMENT_PATH.match(request.path):
		doctype, name = found.groups()
	if not (isinstance(doctype, str) and isinstance(name, str) and frappe.db.exists("DocType", doctype)):
		return False
	return _is_withheld(doctype) and not has_permission(doctype, "read", name)


def _is_withheld(doctype: str) -> bool:
	return _answers_a_reader() and (
		doctype in PRIVATE_NAMES or doctype in scope.scoped_doctypes() or not _has_permission(doctype, "read")
	)


def _answers_a_reader() -> bool:
	"""Whether a request is answered, and its user is not one who may know everything."""
	if not getattr(frappe.local, "request", None) or not frappe.session.user:
		return False
	return not is_system_manager()
