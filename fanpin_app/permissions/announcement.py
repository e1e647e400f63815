"""Tell an administrator what the scope makes of a DocType that is saved in the desk."""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.permissions import links


def follow_doctype(doc: Document, method: str | None = None) -> None:
	"""A DocType was saved: look for links again, and say so where it is scoped by them."""
	links.forget()
	_announce(doc.name)


def follow_field(doc: Document, method: str | None = None) -> None:
	"""The same for a Custom Field, which may link the DocType to households."""
	links.forget()
	_announce(doc.dt)


def _announce(doctype: str) -> None:
	if not getattr(frappe.local, "request", None) or frappe.flags.in_migrate or frappe.flags.in_install:
		return
	found = links.links()
	scoped = sorted({doctype, *found.parents.get(doctype, ())} & found.documents & set(found.of))
	for one in scoped:
		to = {link.doctype or _("documents of any DocType") for link in found.of[one]}
		frappe.msgprint(
			_(
				"{0} links to {1}: officers see, within their postings, what is linked to their own regions and"
				" households. To open it to all of its roles, name it under {2}."
			).format(_(one), ", ".join(sorted(map(_, to))), _(links.UNSCOPED)),
			title=_("Limited by Postings"),
			indicator="blue",
		)
