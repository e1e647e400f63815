"""Results that a worker stores for a user are valid on the day they were made, while the user's reach is the same.

A result holds rows of the villages that its owner could read then. Reach is what decides about documents: roles,
postings and pairings (`postings.reach`). It is kept in the cache: a result whose reach is unknown is not valid.
"""

import frappe
from frappe.model.document import Document
from frappe.utils import today

from fanpin_app.permissions import postings
from fanpin_app.security.roles import is_system_manager

# What the files of stored results are attached to.
DOCTYPES = ("Prepared Report", "Report")
SECONDS = 24 * 3600


def note_reach(doc: Document, method: str | None = None) -> None:
	"""Hook after a Prepared Report or a File is inserted: note the user's reach for a stored result."""
	if doc.doctype == "Prepared Report" or doc.get("attached_to_doctype") in DOCTYPES:
		user = frappe.session.user
		frappe.cache.set_value(_key(doc.doctype, doc.name), _reach_today(user), expires_in_sec=SECONDS)


def is_valid(doctype: str, name: str, user: str) -> bool:
	"""Whether the Prepared Report or File was made for the user today, with the reach that the user has now."""
	if is_system_manager(user):
		return True
	return frappe.cache.get_value(_key(doctype, name), expires=True) == _reach_today(user)


def _reach_today(user: str) -> str:
	return f"{user} {today()} {postings.reach(user)}"


def _key(doctype: str, name: str) -> str:
	return f"stored_result:{doctype}:{name}"
