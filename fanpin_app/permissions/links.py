"""Which DocTypes name documents that only some of their readers see: by a link in themselves or in their tables.

Some DocTypes have their rule in `rules.py` (`has_permission`): they are scoped by it and by nothing else. Every other
DocType, of another app or made in the desk, is scoped by what its documents link to, unless an administrator opened
it (Unscoped DocType). What is found is kept until a DocType or a Custom Field changes.
"""

import functools
from collections import defaultdict
from typing import NamedTuple

import frappe
from frappe.model import table_fields
from frappe.model.document import Document

from fanpin_app.database.shared_cache import SharedCache
from fanpin_app.permissions import rules
from fanpin_app.permissions.doctype_apps import app_of

REGION = "Administrative Region"
# Which regions there are, and what became of them, is read by everybody.
PUBLIC = (REGION, "Region Change")
# Links to pages and DocTypes, and to no documents.
OF_PAGES = ("Workspace",)
# The administrators' list of DocTypes that are open on purpose.
UNSCOPED = "Unscoped DocType"
# These have their rules in `rules.py` too, and hang on documents of any DocType.
COMPANIONS = ("File", "Tag", "Tag Link")
EVERY_DOCTYPE = "*"
# Refuses what is another user's, which tells of no places.
RULE_OF_OWN_ROWS = "fanpin_app.security.documents.own_rows.has_permission"
# What names documents by two fields of which the second is no link: DocType and name.
PAIRS = {
	"Deleted Document": ("deleted_doctype", "deleted_name"),
	"Email Queue": ("reference_doctype", "reference_name"),
	"Energy Point Log": ("reference_doctype", "reference_name"),
	"Error Log": ("reference_doctype", "reference_name"),
	"Milestone": ("reference_type", "reference_name"),
	"Notification Log": ("document_type", "document_name"),
	"Transaction Log": ("reference_doctype", "document_name"),
	"Version": ("ref_doctype", "docname"),
}


class Link(NamedTuple):
	"""A field that names a document, of a DocType or of its table `parentfield`, whose rows are of the DocType `table`."""

	fieldname: str
	# The DocType of what is named, or the field beside it that says so.
	doctype: str | None
	type_field: str | None = None
	parentfield: str | None = None
	table: str | None = None


class Links(NamedTuple):
	# DocType without a rule of its own → its links to scoped documents.
	of: dict[str, list[Link]]
	# All scoped DocTypes of documents, those with rules of their own included,
	documents: set[str]
	# and with them those of the rows in their tables.
	scoped: set[str]
	# DocType of rows → the scoped DocTypes whose tables hold such rows.
	parents: dict[str, list[str]]


@functools.cache
def with_own_rule() -> frozenset[str]:
	"""The DocTypes that have their rule in `rules.py`."""
	return frozenset(
		doctype
		for doctype, rule in rules.has_permission.items()
		if doctype not in (*COMPANIONS, EVERY_DOCTYPE) and rule != RULE_OF_OWN_ROWS
	)


def links() -> Links:
	"""Return what this site's DocTypes link to; see the module."""
	return _LINKS.get()


def forget(doc: Document | None = None, method: str | None = None) -> None:
	"""A DocType, one of its fields or what is open on purpose has changed: look again."""
	_LINKS.forget()


def clear() -> None:
	"""Frappe's cache is cleared."""
	_LINKS.clear()


def _find() -> Links:
	fields = _fields()
	doctypes = frappe.get_all("DocType", fields=["name", "module", "custom", "istable"])
	of_frappe = {row.name for row in doctypes if not row.custom and app_of(row.module) == "frappe"}
	named = {row.name: _links_of_document(row.name, fields) for row in doctypes if not row.istable}
	tables = {doctype: [table for _field, table in _tables(fields[doctype])] for doctype in named}
	candidates = set(named) - with_own_rule() - {*COMPANIONS, *PUBLIC, *OF_PAGES} - _unscoped()
	scoped = set(with_own_rule())
	while True:
		rows = {table for doctype in scoped for table in tables.get(doctype, ())}
		targets = {*scoped, *rows, REGION}
		# Frappe's own name documents of any DocType: they are judged one by one, and what links to them is not.
		found = {
			doctype
			for doctype in candidates
			if any(
				link.doctype in targets if link.doctype else doctype not in of_frappe
				for link in named[doctype]
			)
		}
		if found <= scoped:
			break
		scoped |= found
	of = {
		doctype: [link for link in named[doctype] if not link.doctype or link.doctype in targets]
		for doctype in candidates
	}
	of = {doctype: links for doctype, links in of.items() if links}
	parents = defaultdict(list)
	for doctype in sorted({*scoped, *of}):
		for table in dict.fromkeys(tables.get(doctype, ())):
			parents[table].append(doctype)
	return Links(of, scoped, {*scoped, *rows}, dict(parents))


def _fields() -> dict[str, list[frappe._dict]]:
	"""The fields of every DocType that name a document or hold rows, administrators' own included."""
	found = defaultdict(list)
	kinds = ("Link", "Dynamic Link", *table_fields)
	for source, parent in (("DocField", "parent"), ("Custom Field", "dt")):
		for field in frappe.get_all(
			source,
			filters={"fieldtype": ("in", kinds), "is_virtual": 0},
			fields=["fieldname", "fieldtype", "options", f"{parent} as doctype_of_field"],
		):
			found[field.doctype_of_field].append(field)
	return found


def _tables(fields: list[frappe._dict]) -> list[tuple[str, str]]:
	return [(field.fieldname, field.options) for field in fields if field.fieldtype in table_fields]


def _links_of_document(doctype: str, fields: dict[str, list[frappe._dict]]) -> list[Link]:
	links = _links_in(fields[doctype])
	for parentfield, table in _tables(fields[doctype]):
		links += [link._replace(parentfield=parentfield, table=table) for link in _links_in(fields[table])]
	if doctype in PAIRS:
		type_field, fieldname = PAIRS[doctype]
		links.append(Link(fieldname, None, type_field))
	return links


def _links_in(fields: list[frappe._dict]) -> list[Link]:
	links = [Link(field.fieldname, field.options) for field in fields if field.fieldtype == "Link"]
	return links + [
		Link(field.fieldname, None, field.options) for field in fields if field.fieldtype == "Dynamic Link"
	]


def _unscoped() -> set[str]:
	# Patches that run before the table is made ask for lists, too.
	return set(frappe.get_all(UNSCOPED, pluck="name")) if frappe.db.table_exists(UNSCOPED) else set()


_LINKS = SharedCache("links_to_scoped_documents", _find)
