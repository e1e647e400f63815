"""Unreadable and missing documents get the same answer: 403 with the same message.

Otherwise the answer would reveal whether a household with this number, a receipt or an account exists. Both
cases end in a few functions of Frappe, which are replaced at run time because no hook runs for a missing
document:

- `Document.load_from_db` raises DoesNotExistError (404) for a missing document; here it raises `WithheldError`
  (403), which is also a DoesNotExistError for code that expects one. A DocType that is spelled otherwise than it is
  stored does not exist, though the database finds it: every rule about DocTypes compares their names exactly;
- `frappe.permissions.has_permission` refuses a document; here the refusal is recorded. A new document is
  checked without the name that the client gave it, because Frappe names it later;
- `Document.raise_no_permission_to` adds the document's name to the answer, even if the error is caught;
- `Document._handle_permission_failure` (15.105.0) first checks the right on the DocType and says that it is
  missing, but only for a document that exists;
- `Document.check_if_latest` compares a client's document with the stored one, in some functions before
  permissions are checked (installed by `read_only_fields`).

The answer is then replaced in one place, after the request. System Managers get Frappe's own answers.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import frappe
import frappe.permissions
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html
from frappe.website.serve import get_response
from werkzeug.wrappers import Request, Response

from fanpin_app.permissions import scope
from fanpin_app.security.documents.shared_views import VIEWS
from fanpin_app.security.roles import is_system_manager

REFUSED, NOT_FOUND = frappe.PermissionError.http_status_code, frappe.DoesNotExistError.http_status_code
DOCUMENT_PATH = re.compile(r"^/api/(?:resource|v\d+/document)/([^/]+)/([^/]+)")
LINKS = ("in", ("Link", "Dynamic Link"))
READING = ("read", "select", "print", "email", "report", "export")
# Not scoped, but their names reveal who works here and what is stored.
PRIVATE_NAMES = {
	*("User", "Notification Settings", "File", "Contact", "Communication", "Comment", "Version"),
	*("Tag", "Tag Link"),
	# Officers may name their own boards and reports after a household.
	*VIEWS,
}

_load_from_db = Document.load_from_db
_check_if_latest = Document.check_if_latest
_raise_no_permission_to = Document.raise_no_permission_to
_handle_permission_failure: Any = getattr(Document, "_handle_permission_failure", None)
_has_permission = frappe.permissions.has_permission


class WithheldError(frappe.PermissionError, frappe.DoesNotExistError):
	"""The document does not exist or is unreadable; the user must not learn which."""

	http_status_code = REFUSED


def install() -> None:
	"""Replace Frappe's functions in this process, once (accounts/patches.py)."""
	if Document.load_from_db is not load_from_db:
		Document.load_from_db = load_from_db
	if frappe.permissions.has_permission is not has_permission:
		frappe.permissions.has_permission = has_permission
	if Document.raise_no_permission_to is not raise_no_permission_to:
		Document.raise_no_permission_to = raise_no_permission_to
	if _handle_permission_failure:
		Document._handle_permission_failure = handle_permission_failure


def refuse() -> NoReturn:
	"""Refuse a document as if it did not exist. Raises `WithheldError`, a PermissionError."""
	frappe.local.flags.document_withheld = True
	raise WithheldError


def load_from_db(doc: Document):
	name = doc.name
	try:
		loaded = _load_from_db(doc)
	except frappe.DoesNotExistError:
		if not _is_withheld(doc.doctype):
			raise
		frappe.clear_last_message()
		frappe.local.response.pop("exc_type", None)
		refuse()
	if doc.doctype == "DocType" and isinstance(name, str) and doc.name != name:
		doc.name = name
		frappe.throw(_("{0} {1} not found").format(_("DocType"), escape_html(name)), frappe.DoesNotExistError)
	return loaded


def check_if_latest(doc: Document) -> None:
	"""Like Frappe's, but its messages about a stored document are only shown to its readers."""
	try:
		_check_if_latest(doc)
	except frappe.ValidationError:
		if isinstance(doc.name, str | int) and _is_hidden(doc):
			frappe.clear_last_message()
			refuse()
		raise


def raise_no_permission_to(doc: Document, perm_type: str) -> None:
	if _is_hidden(doc):
		refuse()
	_raise_no_permission_to(doc, perm_type)


def handle_permission_failure(doc: Document, perm_type: str) -> None:
	if _is_withheld(doc.doctype):
		# As in the versions without this function.
		doc.raise_no_permission_to(perm_type)
	_handle_permission_failure(doc, perm_type)


def _is_hidden(doc: Document) -> bool:
	return bool(doc.name) and _is_withheld(doc.doctype) and not _has_permission(doc.doctype, "read", doc.name)


def has_permission(doctype, ptype="read", doc=None, *args, **kwargs) -> bool:
	with _without_client_name(ptype, doc):
		return _check_and_record(doctype, ptype, doc, *args, **kwargs)


@contextmanager
def _without_client_name(ptype: str, doc: Document | str | None) -> Iterator[None]:
	if ptype != "create" or not isinstance(doc, Document) or not doc.is_new() or _may_have_name(doc):
		yield
		return
	name, doc.name = doc.name, None  # pyright: ignore[reportAttributeAccessIssue]
	try:
		yield
	finally:
		doc.name = name


def _may_have_name(doc: Document) -> bool:
	# Frappe 15.55.1 and later permit some settings of a user by their name.
	return doc.name == frappe.session.user or not _is_limited_request()


def _check_and_record(doctype, ptype, doc, *args, **kwargs) -> bool:
	try:
		permitted = _has_permission(doctype, ptype, doc, *args, **kwargs)
	except WithheldError:
		return False
	flags = frappe.local.flags
	asks_for_reader = kwargs.get("user") in (None, frappe.session.user)
	if not permitted and doc and asks_for_reader and not flags.document_withheld and _is_limited_request():
		flags.document_withheld = (
			ptype in READING
			or _is_missing(doctype, doc)
			or not (
				_is_new_without_links(ptype, doc) or _has_permission(doctype, "read", doc, *args, **kwargs)
			)
		)
	return permitted


def _is_new_without_links(ptype: str, doc: Document | str) -> bool:
	"""Whether it is a new document without links, in its rows too, whose refusal reveals nothing about other documents."""
	return (
		ptype == "create"
		and isinstance(doc, Document)
		and doc.is_new()
		and not any(map(_has_links, (doc, *doc.get_all_children())))
	)


def _has_links(doc: Document) -> bool:
	return any(doc.get(field.fieldname) for field in doc.meta.get("fields", {"fieldtype": LINKS}))


def _is_missing(doctype: str, doc: Document | str) -> bool:
	"""Whether the document does not exist, so that it must be refused like an unreadable one."""
	name = doc.name if isinstance(doc, Document) else doc
	return bool(name) and _is_withheld(doctype) and not frappe.db.exists(doctype, name)


def hide_withheld_documents(response: Response, request: Request) -> None:
	"""If a document was withheld, replace the answer with one that reveals nothing else."""
	if response.status_code not in (REFUSED, NOT_FOUND) or not _is_limited_request():
		return
	if not (frappe.local.flags.document_withheld or _requests_withheld_document(request)):
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


def _requests_withheld_document(request: Request) -> bool:
	"""Whether the path or the arguments of the request contain a document that the user may not read.

	Frappe refuses some requests before it checks the right to read: a method that is not whitelisted, a
	deletion.
	"""
	arguments = frappe.form_dict
	doctype = arguments.get("doctype") or arguments.get("dt")
	name = arguments.get("name") or arguments.get("docname") or arguments.get("dn")
	if found := DOCUMENT_PATH.match(request.path):
		doctype, name = found.groups()
	if not (isinstance(doctype, str) and isinstance(name, str) and frappe.db.exists("DocType", doctype)):
		return False
	return _is_withheld(doctype) and not has_permission(doctype, "read", name)


def _is_withheld(doctype: str) -> bool:
	return _is_limited_request() and (
		doctype in PRIVATE_NAMES
		or doctype in scope.scoped_doctypes()
		or scope.differs_between_readers(doctype)
		or not _has_permission(doctype, "read")
	)


def _is_limited_request() -> bool:
	"""Whether this is a request of a user who is not a System Manager."""
	if not getattr(frappe.local, "request", None) or not frappe.session.user:
		return False
	return not is_system_manager()
