"""Rows of a document's tables: a client changes those of this very document, and takes none away by omission.

Frappe writes rows by their names, whatever document they belong to, and deletes the stored rows that a client does
not send back. So a request could move a member out of a household of another village, or end a membership without a
word. Here every save is held against what is stored:

- a row that comes with a name is a row of this document and this table;
- a row is taken away only where the request names it in `__removed_rows` (`{"follow_ups": ["row's name"]}`), and
  members of a household only by an operation with its reason;
- tables that a form shows read-only are written by the server alone.

Rows are new where they have no name. Code of the server may change any table: it saves with `ignore_permissions`,
or outside of requests.
"""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import set_new_name

from fanpin_app.permissions.doctype_apps import app_of

REMOVED_ROWS = "__removed_rows"
EXAMPLE = '{"follow_ups": ["…"]}'
# Tables whose rows leave by an operation with a reason, each with how.
REMOVED_BY_OPERATION = {
	("Household", "members"): lambda: _(
		"A member leaves a household by a change of the register with its reason: Registry Change > Member Leaves."
	)
}


class ForeignRowError(frappe.ValidationError):
	"""A row bears the name of none of the document's rows."""


class MissingRowError(frappe.ValidationError):
	"""A stored row is not among those that were sent."""


def check_before_insert(doc: Document, method: str | None = None) -> None:
	"""Refuse a client's new document whose rows bear names, and a row that is added apart from its document.

	Raises `ForeignRowError`. For the document event `before_insert` of all DocTypes: Frappe names the rows after it,
	whatever they are called.
	"""
	if not is_written_by_client(doc):
		return
	_check_not_apart(doc)
	for field, row in _rows(doc):
		if row.name and not is_named_by_form(row):
			_refuse_foreign(field, row)


def check(doc: Document, method: str | None = None) -> None:
	"""Refuse rows of other documents and rows that are missing; take away what the client names in `__removed_rows`.

	Raises `ForeignRowError` and `MissingRowError`. For the document events before a stored document is validated,
	updated after its submission or cancelled, of all DocTypes.
	"""
	if not (stored := doc.get_doc_before_save()):
		return
	by_client = is_written_by_client(doc)
	if by_client:
		_check_not_apart(doc)
	for field in doc.meta.get_table_fields():
		_check_names(doc, field, stored, by_client)
		if by_client and not _is_of_frappe(doc.doctype):
			_check_removals(doc, field, stored)


def check_before_deleting(doc: Document, method: str | None = None) -> None:
	"""Refuse to delete a row apart from its document, by a client. For the document event `on_trash`."""
	if is_written_by_client(doc):
		_check_not_apart(doc)


def is_written_by_client(doc: Document) -> bool:
	"""Whether the document may hold what somebody sent: in a request, a file of Frappe's import or a queued save."""
	flags = frappe.flags
	if flags.in_install or flags.in_migrate or flags.in_patch or flags.in_uninstall:
		return False
	if flags.in_import or flags.in_web_form:
		return True
	if doc.flags.ignore_permissions:
		return False
	return bool(getattr(frappe.local, "request", None) or flags.in_job_of_clients)


def note_job(method: str) -> None:
	"""Before every job: somebody's job of Frappe's saves what this somebody sent, many documents at once for one."""
	own = method.startswith("fanpin_app.") or frappe.session.user == "Administrator"
	frappe.flags.in_job_of_clients = not own


def _rows(doc: Document) -> Iterator[tuple[Document, Document]]:
	for field in doc.meta.get_table_fields():
		for row in doc.get(field.fieldname) or []:
			yield field, row


def is_named_by_form(row: Document) -> bool:
	"""Whether a form of the desk gave the row a name for the time until it is stored."""
	return bool(row.get("__islocal")) and str(row.name).startswith("new-")


def _check_names(doc: Document, field: Document, stored: Document, by_client: bool) -> None:
	own = _names(stored, field)
	for row in doc.get(field.fieldname) or []:
		if row.is_new():
			# A form names its rows for as long as they are not stored.
			if by_client:
				set_new_name(row)
		elif str(row.name) in own:
			# Of two rows with one name the second would be written over the first.
			own.remove(str(row.name))
		else:
			_refuse_foreign(field, row)


def _names(doc: Document, field: Document) -> set[str]:
	return {str(row.name) for row in doc.get(field.fieldname) or [] if row.name}


def _refuse_foreign(field: Document, row: Document) -> None:
	frappe.throw(
		_("{0}, row {1}: “{2}” is not a row of this document. Leave the name out to add a row.").format(
			_(field.label), row.idx, row.name
		),
		ForeignRowError,
		title=_("Row of Another Document"),
	)


def _take_away_named(doc: Document, field: Document) -> set[str]:
	"""Take away the rows of this table that the client names, and return their names."""
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


def _check_removals(doc: Document, field: Document, stored: Document) -> None:
	named = _take_away_named(doc, field)
	left = _names(doc, field)
	gone = [row for row in stored.get(field.fieldname) or [] if str(row.name) not in left]
	unnamed = [str(row.name) for row in gone if str(row.name) not in named]
	how_else = REMOVED_BY_OPERATION.get((doc.doctype, field.fieldname))
	if how_else and gone:
		_refuse_removal(field, gone, how_else())
	elif unnamed:
		example = frappe.as_json({REMOVED_ROWS: {field.fieldname: unnamed}}, indent=None)
		_refuse_removal(field, gone, _("To take rows away, name them: {0}").format(example))


def _refuse_removal(field: Document, rows: list[Document], how: str) -> None:
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


def _check_not_apart(doc: Document) -> None:
	if doc.meta.istable and not (_is_of_frappe(doc.doctype) and _is_of_frappe(doc.parenttype)):
		frappe.throw(_("A row is added, changed and taken away with its document."))


def _is_of_frappe(doctype: str | None) -> bool:
	"""Whether the DocType is one of Frappe's own, whose forms and functions go their own ways with rows."""
	meta = frappe.get_meta(doctype) if doctype else None
	return not meta or (not meta.custom and app_of(meta.module) == "frappe")
