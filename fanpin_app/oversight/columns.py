"""Columns in the format of Frappe's reports."""

from collections.abc import Iterable

import frappe
from frappe import _


def column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 100, **options) -> dict:
	"""One column, `width` pixels wide; `options` are further properties, such as a link's `options`."""
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width} | options


def doctype_columns(doctype: str, fields: Iterable[tuple[str, str, int]]) -> list[dict]:
	"""Columns for a DocType's fields, each given as fieldname, fieldtype and width, with the DocType's labels."""
	meta = frappe.get_meta(doctype)
	return [
		column(
			fieldname,
			_(meta.get_label(fieldname)),
			fieldtype,
			width,
			options=meta.get_field(fieldname).options if fieldtype == "Link" else None,
		)
		for fieldname, fieldtype, width in fields
	]
