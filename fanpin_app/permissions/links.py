"""Which DocTypes link to scoped documents, directly or in their tables.

Scoped documents are visible to some of their DocType's readers only. DocTypes with a rule in `rules.py`
are scoped by that rule alone. Every other DocType, of another app or created in the desk,
is scoped by what its documents link to, unless an administrator opened it (Unscoped DocType). The result is
cached until a DocType, a Custom Field or a Property Setter changes.
"""

import functools
from collections import defaultdict
from typing import NamedTuple

import frappe
from frappe.model import table_fields
from frappe.model.document import Document

from fanpin_app.database.shared_cache import SharedCache
from fanpin_app.permissions.doctype_apps import app_of
from fanpin_app.permissions.rules import EVERY_DOCTYPE, OWN_DOCUMENT, RULES

REGION = "Administrative Region"
# Everyone may read the list of regions and their changes.
PUBLIC = (REGION, "Region Change")
# Links to pages and DocTypes, never to documents.
PAGE_DOCTYPES = ("Workspace",)
# Administrators list DocTypes here that are open on purpose.
UNSCOPED = "Unscoped DocType"
# These have rules in `rules.py` too, and refer to documents of any DocType.
COMPANIONS = ("File", "Tag", "Tag Link")
# Two plain fields that refer to a document: its DocType and its name.
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
	"""A field that refers to a document; with `parentfield` and `table`, a field of rows in that table."""

	fieldname: str
	# The DocType of the linked document, or the field that holds it.
	doctype: str | None
	type_field: str | None = None
	parentfield: str | None = None
	table: str | None = None


class Links(NamedTuple):
	# DocType without a rule → its links to scoped documents.
	by_doctype: dict[str, list[Link]]
	# All scoped DocTypes except those of rows.
	documents: set[str]
	# All scoped DocTypes, those of rows in their tables included.
	scoped: set[str]
	# DocType of rows → the scoped DocTypes that have a table of them.
	parents: dict[str, list[str]]
	# DocTypes of Frappe whose documents refer to documents of any DocType, and those of rows in their tables.
	companions: frozenset[str] = frozenset()

	def followed_by(self, doctype: str) -> set[str]:
		"""The DocTypes whose documents limit the documents of `doctype` that link to them."""
		# For Frappe's own, which refer to each other, the conditions would have no end.
		return self.scoped | self.companions if doctype in self.documents else self.scoped


@functools.cache
def doctypes_with_rule() -> frozenset[str]:
	"""The DocTypes with a rule in `rules.py`."""
	return frozenset(
		doctype
		for doctype, rule in RULES.items()
		if rule.documents
		and doctype not in (*COMPANIONS, EVERY_DOCTYPE)
		and rule.documents != OWN_DOCUMENT.documents
	)


def links() -> Links:
	"""Return the links of this site's DocTypes to scoped documents."""
	return _LINKS.get()


def forget(doc: Document | None = None, method: str | None = None) -> None:
	"""A DocType, a field or an Unscoped DocType has changed: detect links again."""
	_LINKS.forget()


def clear() -> None:
	"""Hook, when Frappe's cache is cleared."""
	_LINKS.clear()


def _find() -> Links:
	fields = _fields()
	doctypes = frappe.get_all("DocType", fields=["name", "module", "custom", "istable"])
	of_frappe = {row.name for row in doctypes if not row.custom and app_of(row.module) == "frappe"}
	named = {row.name: _links_of_document(row.name, fields) for row in doctypes if not row.istable}
	tables = {doctype: [table for _field, table in _tables(fields[doctype])] for doctype in named}
	companions = {
		*COMPANIONS,
		*(doctype for doctype in of_frappe if any(not link.doctype for link in named.get(doctype, ()))),
	}
	companions -= {*PAGE_DOCTYPES}
	companions |= {table for doctype in companions for table in tables.get(doctype, ())}
	candidates = set(named) - doctypes_with_rule() - {*COMPANIONS, *PUBLIC, *PAGE_DOCTYPES} - _unscoped()
	scoped = set(doctypes_with_rule())
	while True:
		rows = {table for doctype in scoped for table in tables.get(doctype, ())}
		targets = {*scoped, *rows, REGION}
		# Frappe's own DocTypes may refer to any document: their documents are checked one by one, and of links
		# to them only those of other DocTypes count.
		found = {
			doctype
			for doctype in candidates
			if any(
				link.doctype in targets or (doctype not in of_frappe and link.doctype in (None, *companions))
				for link in named[doctype]
			)
		}
		if found <= scoped:
			break
		scoped |= found
	by_doctype = {
		doctype: [
			link
			for link in named[doctype]
			if not link.doctype
			or link.doctype in targets
			or (doctype not in of_frappe and link.doctype in companions)
		]
		for doctype in candidates
	}
	by_doctype = {doctype: links for doctype, links in by_doctype.items() if links}
	parents = defaultdict(list)
	for doctype in sorted({*scoped, *by_doctype}):
		for table in dict.fromkeys(tables.get(doctype, ())):
			parents[table].append(doctype)
	return Links(by_doctype, scoped, {*scoped, *rows}, dict(parents), frozenset(companions))


def _fields() -> dict[str, list[frappe._dict]]:
	"""Link and table fields of every DocType, with custom fields and as Property Setters change them."""
	found = defaultdict(list)
	kinds = ("Link", "Dynamic Link", *table_fields)
	changes = _changed_properties()
	changed = {fieldname for _doctype, fieldname in changes}
	for source, parent in (("DocField", "parent"), ("Custom Field", "dt")):
		for field in frappe.get_all(
			source,
			filters={"is_virtual": 0},
			or_filters={"fieldtype": ("in", kinds), "fieldname": ("in", changed or {""})},
			fields=["fieldname", "fieldtype", "options", f"{parent} as doctype_of_field"],
		):
			field.update(changes.get((field.doctype_of_field, field.fieldname), {}))
			if field.fieldtype in kinds:
				found[field.doctype_of_field].append(field)
	return found


def _changed_properties() -> dict[tuple[str, str], dict[str, str]]:
	"""(DocType, field) → its type and options, as far as Property Setters change them."""
	changes = defaultdict(dict)
	for setter in frappe.get_all(
		"Property Setter",
		filters={"doctype_or_field": "DocField", "property": ("in", ("fieldtype", "options"))},
		fields=["doc_type", "field_name", "property", "value"],
		order_by="creation",
	):
		changes[setter.doc_type, setter.field_name][setter.property] = setter.value
	return dict(changes)


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
	# Patches may query lists before the table exists.
	return set(frappe.get_all(UNSCOPED, pluck="name")) if frappe.db.table_exists(UNSCOPED) else set()


_LINKS = SharedCache("links_to_scoped_documents", _find)
