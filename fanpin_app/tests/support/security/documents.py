"""A stored document of each DocType of the site, without the controllers: for tests of access."""

from collections.abc import Iterator

import frappe
from frappe.model.document import Document

from fanpin_app.tests.support import builders
from fanpin_app.tests.support.security import permission_matrix as matrix

# What a row of no meaning in one of these would do to the site.
NOT_INVENTED = ("DocType", "Module Def", "Role", "User")


def document_of_each_doctype(region: str, owner: str = "Administrator") -> Iterator[Document]:
	"""A document of each DocType except tables and virtual ones: those about places are of the region."""
	builders.make_region(region)
	scoped = set(matrix.doctypes())
	filters = {"istable": 0, "is_virtual": 0}
	for doctype in frappe.get_all("DocType", filters=filters, pluck="name", order_by="name"):
		meta = frappe.get_meta(doctype)
		if meta.issingle:
			yield frappe.get_doc(doctype)
		elif doctype in NOT_INVENTED:
			yield frappe.get_doc(doctype, frappe.get_all(doctype, limit=1, pluck="name")[0])
		else:
			yield _invented(doctype, region if doctype in scoped else None, owner)


def _invented(doctype: str, region: str | None, owner: str) -> Document:
	document = frappe.new_doc(doctype)
	is_numbered = str(frappe.db.get_column_type(doctype, "name")).startswith("bigint")
	document.name = 990000001 if is_numbered else matrix.name_of(doctype, region or "somewhere")
	document.owner = owner
	if region:
		matrix.fill(document, region)
	document.db_insert()
	return frappe.get_doc(doctype, document.name)
