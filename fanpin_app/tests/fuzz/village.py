"""A village that is foreign to every caller, with unique words, and a checksum of its rows."""

import functools
import hashlib
from collections.abc import Iterable

import frappe

from fanpin_app.tests.fuzz.guesses import Target
from fanpin_app.tests.support.security import permission_matrix as matrix

FOREIGN = matrix.FOREIGN_VILLAGE
# No document has this place in its name.
MISSING = "459913109999"
WORD = matrix.secret_of(FOREIGN)
# DocTypes of Frappe that refer to a document by DocType and name.
COMPANIONS = {
	"Comment": ("reference_doctype", "reference_name"),
	"DocShare": ("share_doctype", "share_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
	"File": ("attached_to_doctype", "attached_to_name"),
	"Tag Link": ("document_type", "document_name"),
	"ToDo": ("reference_type", "reference_name"),
	"Version": ("ref_doctype", "docname"),
}


def create() -> dict[str, matrix.Officer]:
	"""Create the rows in all villages; returns an officer of each duty, none of the foreign village."""
	matrix.make_rows()
	for doctype in matrix.doctypes():
		frappe.get_doc(
			doctype="Comment",
			comment_type="Comment",
			reference_doctype=doctype,
			reference_name=matrix.name_of(doctype, FOREIGN),
			content=WORD,
			name=f"{matrix.MARK}-comment-{frappe.scrub(doctype)}",
		).db_insert()
	return {officer.label: officer for officer in _officers()}


def delete() -> None:
	frappe.db.delete("Comment", {"name": ("like", f"{matrix.MARK}-comment-%")})
	matrix.delete_rows()


def _officers() -> list[matrix.Officer]:
	wanted = ("village", "town", "district", "city", "clerk", "agency", "helper", "administrator", "expired")
	return [officer for officer in matrix.make_officers() if officer.label in wanted]


def target(doctype: str, place: str, user: str) -> Target:
	"""The target of a DocType in a place, or in MISSING."""
	return Target(
		doctype=doctype,
		name=matrix.name_of(doctype, place),
		row=_row_of(doctype, place),
		file=matrix.file_of(doctype, place),
		address=matrix.address_of(doctype, place),
		user=user,
		word=matrix.MARK,
	)


def _row_of(doctype: str, place: str) -> str:
	tables = frappe.get_meta(doctype).get_table_fields()
	parent = {"parenttype": doctype, "parent": matrix.name_of(doctype, place)}
	found = tables and frappe.db.get_value(tables[0].options, parent, "name")
	return found or f"{matrix.MARK}row{place[-4:]}"


def reveals_foreign(text: str, call: str, doctypes: Iterable[str]) -> bool:
	"""Whether a text contains a word of the foreign village, or names a document of these DocTypes there that
	the call did not."""
	return WORD in text or any(
		name in text and name not in call for doctype in doctypes for name in _names(doctype)
	)


@functools.cache
def _names(doctype: str) -> tuple[str, ...]:
	names = (matrix.name_of(doctype, FOREIGN), matrix.file_of(doctype, FOREIGN))
	return tuple(name for name in names if name != FOREIGN)


def checksum() -> dict[str, str]:
	"""DocType → checksum of all rows of the foreign village's documents, and of their companions."""
	frappe.db.rollback()
	sums = {}
	for doctype in matrix.doctypes():
		name = matrix.name_of(doctype, FOREIGN)
		sums[doctype] = _sum(frappe.get_all(doctype, filters={"name": name}, fields=["*"]))
		for field in frappe.get_meta(doctype).get_table_fields():
			rows = frappe.get_all(
				field.options, filters={"parent": name, "parenttype": doctype}, fields=["*"]
			)
			sums[f"{doctype}.{field.fieldname}"] = _sum(rows)
	names = [matrix.name_of(doctype, FOREIGN) for doctype in matrix.doctypes()]
	for companion, (of_doctype, of_name) in COMPANIONS.items():
		rows = frappe.get_all(
			companion,
			filters={of_doctype: ("in", matrix.doctypes()), of_name: ("in", names)},
			fields=["*"],
			order_by="name",
		)
		sums[companion] = _sum(rows)
	return sums


def _sum(rows: list[dict]) -> str:
	return hashlib.sha256(frappe.as_json(rows).encode()).hexdigest()
