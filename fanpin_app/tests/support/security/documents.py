"""A stored document of each DocType of the site, without the controllers: for tests of access."""

import itertools
from collections.abc import Iterator

import frappe
from frappe.model.document import Document

from fanpin_app.tests.support import builders
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.security import permission_matrix as matrix

# What a row of no meaning in one of these would do to the site.
NOT_INVENTED = ("DocType", "Module Def", "Role", "User")
# For DocTypes whose documents are numbered.
_numbers = itertools.count(990_000_001)


def document_of_each_doctype(case: TestCase, region: str) -> Iterator[Document]:
	"""A document of each DocType except tables and virtual ones: those about places are of the region."""
	builders.make_region(region)
	filters = {"istable": 0, "is_virtual": 0}
	for doctype in frappe.get_all("DocType", filters=filters, pluck="name", order_by="name"):
		meta = frappe.get_meta(doctype)
		if meta.issingle:
			yield frappe.get_doc(doctype)
		elif doctype in NOT_INVENTED:
			yield frappe.get_doc(doctype, frappe.get_all(doctype, limit=1, pluck="name")[0])
		else:
			document = invented(doctype, region if doctype in matrix.doctypes() else None)
			if meta.engine == "MyISAM":
				# Logs that are not rolled back.
				case.addCleanup(frappe.db.delete, doctype, {"name": document.name})
			yield document


def invented(doctype: str, region: str | None = None) -> Document:
	"""A stored document of the DocType, of the region if it is about places."""
	document = frappe.new_doc(doctype)
	is_numbered = str(frappe.db.get_column_type(doctype, "name")).startswith("bigint")
	document.name = next(_numbers) if is_numbered else matrix.name_of(doctype, region or "somewhere")
	if region:
		matrix.fill(document, region)
	document.db_insert()
	return frappe.get_doc(doctype, document.name)
