"""Message to an administrator who saves a DocType in the desk: how postings limit its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.permissions import links

if TYPE_CHECKING:
	from frappe.core.doctype.doctype.doctype import DocType
	from frappe.custom.doctype.custom_field.custom_field import CustomField
	from frappe.custom.doctype.property_setter.property_setter import PropertySetter


def on_doctype_change(doc: DocType, method: str | None = None) -> None:
	"""Hook, when a DocType is saved: detect links again and announce if they limit its documents."""
	links.forget()
	_announce(doc.name)


def on_custom_field_change(doc: CustomField, method: str | None = None) -> None:
	"""Hook, when a Custom Field is saved: it may link its DocType to households."""
	links.forget()
	_announce(doc.dt)


def on_property_setter_change(doc: PropertySetter, method: str | None = None) -> None:
	"""Hook, when a Property Setter is saved: it may change what a field links to."""
	links.forget()
	if doc.property in ("fieldtype", "options"):
		_announce(doc.doc_type)


def _announce(doctype: str) -> None:
	if not getattr(frappe.local, "request", None) or frappe.flags.in_migrate or frappe.flags.in_install:
		return
	found = links.links()
	scoped = sorted({doctype, *found.parents.get(doctype, ())} & found.documents & set(found.by_doctype))
	for one in scoped:
		to = {link.doctype or _("documents of any DocType") for link in found.by_doctype[one]}
		frappe.msgprint(
			_(
				"{0} links to {1}: officers see, within their postings, what is linked to their own regions and"
				" households. To open it to all of its roles, name it under {2}."
			).format(_(one), ", ".join(sorted(map(_, to))), _(links.UNSCOPED)),
			title=_("Limited by Postings"),
			indicator="blue",
		)
