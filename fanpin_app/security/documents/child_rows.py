"""Child rows: a client may only change rows of the saved document, and does not delete rows by leaving them
out.

Frappe writes rows by their names, whatever document they belong to, and deletes stored rows that the client
did not send. So a request could move a member out of a household of another village, or silently end a
membership. Here every save is compared with the stored document:

- a row with a name must be a row of this document and this table;
- a row is only deleted if the request lists it in `__removed_rows` (`{"follow_ups": ["row's name"]}`);
  members of a household only leave by an operation with a reason;
- only the server writes tables that are read-only in the form.

Rows without a name are new. Server code may change any table: it saves with `ignore_permissions` or outside
of requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import set_new_name

from fanpin_app.permissions.doctype_apps import app_of

if TYPE_CHECKING:
	from frappe.core.doctype.docfield.docfield import DocField

REMOVED_ROWS = "__removed_rows"
EXAMPLE = '{"follow_ups": ["…"]}'
# Tables whose rows are only removed by an operation with a reason, with a sentence that explains how.
REMOVAL_OPERATIONS = {
	("Household", "members"): lambda: _(
		"A member leaves a household by a change of the register with its reason: Registry Change > Member Leaves."
	)
}


class ForeignRowError(frappe.ValidationError):
	"""A row has a name that no row of the document has."""


class MissingRowError(frappe.ValidationError):
	"""A stored row is missing in the request."""


def check_before_insert(doc: Document, method: str | None = None) -> None:
	"""Hook `before_insert` of all DocTypes: refuse a client's new document whose rows have names, and
	separate rows.

	Raises `ForeignRowError`. Frappe names the rows later, whatever names they have.
	"""
	if not is_written_by_client(doc):
		return
	_refuse_separate_row(doc)
	for field, row in _rows(doc):
		if row.name and not is_named_by_form(row):
			_refuse_foreign_row(field, row)


def check(doc: Document, method: str | None = None) -> None:
	"""Hook before a stored document is validated, updated after submission or cancelled, for all DocTypes.

	Refuses rows of other documents and missing rows (`ForeignRowError`, `MissingRowError`), and removes the
	rows listed in `__removed_rows`.
	"""
	if not (stored := doc.get_doc_before_save()):
		return
	by_client = is_written_by_client(doc)
	if by_client:
		_refuse_separate_row(doc)
	for field in doc.meta.get_table_fields():
		_check_names(doc, field, stored, by_client)
		if by_client and not _is_of_frappe(doc.doctype):
			_check_removals(doc, field, stored)


def check_before_deleting(doc: Document, method: str | None = None) -> None:
	"""Hook `on_trash`: refuse to let a client delete a row separately from its document."""
	if is_written_by_client(doc):
		_refuse_separate_row(doc)


def is_written_by_client(doc: Document) -> bool:
	"""Whether the document may contain a client's data: in a request, a Data Import or a queued save."""
	is_imported = frappe.flags.in_import or frappe.flags.in_web_form
	return is_work_of_client() and bool(is_imported or not doc.flags.ignore_permissions)


def is_work_of_client() -> bool:
	"""Whether what is done now was started by a client: in a request, a Data Import or a queued save."""
	flags = frappe.flags
	if flags.in_install or flags.in_migrate or flags.in_patch or flags.in_uninstall:
		return False
	if flags.in_import or flags.in_web_form:
		return True
	return bool(getattr(frappe.local, "request", None) or flags.in_job_of_clients)


def set_job_origin(method: str) -> None:
	"""Hook before every job: a user's job of Frappe (a bulk update, for example) saves data from the user."""
	own = method.startswith("fanpin_app.") or frappe.session.user == "Administrator"
	frappe.flags.in_job_of_clients = not own


def _rows(doc: Document) -> Iterator[tuple[Document, Document]]:
	for field in doc.meta.get_table_fields():
		for row in doc.get(field.fieldname) or []:
			yield field, row


def is_named_by_form(row: Document) -> bool:
	"""Whether the row has a temporary name from the desk's form."""
	return bool(row.get("__islocal")) and str(row.name).startswith("new-")


def _check_names(doc: Document, field: DocField, stored: Document, by_client: bool) -> None:
	own = _names(stored, field)
	for row in doc.get(field.fieldname) or []:
		if row.is_new():
			# Replaces a temporary name from the form.
			if by_client:
				set_new_name(row)
		elif str(row.name) in own:
			# A second row with the same name would overwrite the first.
			own.remove(str(row.name))
		else:
			_refuse_foreign_row(field, row)


def _names(doc: Document, field: DocField) -> set[str]:
	return {str(row.name) for row in doc.get(field.fieldname) or [] if row.name}


def _refuse_foreign_row(field: DocField, row: Document) -> None:
	frappe.throw(
		_("{0}, row {1}: “{2}” is not a row of this document. Leave the name out to add a row.").format(
			_(field.label), row.idx, row.name
		),
		ForeignRowError,
		title=_("Row of Another Document"),
	)


def _remove_named(doc: Document, field: DocField) -> set[str]:
	"""Remove the rows of this table that the client listed, and return their names."""
	if field.read_only:
		return set()
	removed = doc.get(REMOVED_ROWS) or {}
	names = removed.get(field.fieldname, []) if isinstance(removed, dict) else None
	if not isinstance(names, list):
		frappe.throw(_("{0} names rows by their table, as in {1}").format(REMOVED_ROWS, EXAMPLE))
	named = {str(name) for name in names}
	for row in list(doc.get(field.fieldname) or []):
		if row.name and str(row.name) in named:
			doc.remove(row)
	return named


def _check_removals(doc: Document, field: DocField, stored: Document) -> None:
	named = _remove_named(doc, field)
	present = _names(doc, field)
	missing = [row for row in stored.get(field.fieldname) or [] if str(row.name) not in present]
	unnamed = [str(row.name) for row in missing if str(row.name) not in named]
	explanation = REMOVAL_OPERATIONS.get((doc.doctype, field.fieldname))
	if explanation and missing:
		_refuse_removal(field, missing, explanation())
	elif unnamed:
		example = frappe.as_json({REMOVED_ROWS: {field.fieldname: unnamed}}, indent=None)
		_refuse_removal(field, missing, _("To take rows away, name them: {0}").format(example))


def _refuse_removal(field: DocField, rows: list[Document], how: str) -> None:
	places = ", ".join(str(row.idx) for row in rows)
	frappe.throw(
		_("{0}: row {1} is missing. Rows are not taken away by leaving them out.").format(
			_(field.label), places
		)
		+ " "
		+ how,
		MissingRowError,
		title=_("Row Missing"),
	)


def _refuse_separate_row(doc: Document) -> None:
	if doc.meta.istable and not (_is_of_frappe(doc.doctype) and _is_of_frappe(doc.parenttype)):
		frappe.throw(_("A row is added, changed and taken away with its document."))


def _is_of_frappe(doctype: str | None) -> bool:
	"""Whether the DocType is Frappe's own; its forms and functions handle rows differently."""
	meta = frappe.get_meta(doctype) if doctype else None
	return not meta or (not meta.custom and app_of(meta.module) == "frappe")
