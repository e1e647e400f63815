"""Columns of reports, as Frappe's reports take them."""

from collections.abc import Iterable

import frappe
from frappe import _


def column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 100, **options) -> dict:
	"""One column, `width` pixels wide; `options` are further properties of it, such as a link's `options`."""
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width} | options


def columns_of(doctype: str, fields: Iterable[tuple[str, str, int]]) -> list[dict]:
	"""Columns for a DocType's own fields, each told as fieldname, fieldtype and width, with the DocType's labels."""
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
