"""Charts, cards, boards, saved filters, reports, notes and events: an officer makes them for oneself.

Frappe lets every user make them for all others. What an officer types into one, a household's name in a filter or a text
that runs in somebody's desk, would reach users of other places. Administrators of the city make them for everyone.
"""

import frappe
from frappe.model.document import Document

from fanpin_app.permissions.scope import ADMINISTRATOR_ROLE, administers_everything, scoped_doctypes
from fanpin_app.security.roles import SYSTEM_MANAGER, is_system_manager

ADMINISTRATORS = (SYSTEM_MANAGER, ADMINISTRATOR_ROLE)
# DocType → the field by which Frappe shows a document to all, and its value for a document that is one's own.
OWN = {
	"Custom HTML Block": ("private", 1),
	"Dashboard Chart": ("is_public", 0),
	"Event": ("event_type", "Private"),
	"Kanban Board": ("private", 1),
	"Note": ("public", 0),
	"Number Card": ("is_public", 0),
}
VIEWS = (*OWN, "List Filter", "Report")
WRITING = ("write", "delete", "create", "submit", "cancel", "amend", "share")


def is_administrator(user: str | None = None) -> bool:
	"""Whether the user is a System Manager, or administers all districts."""
	return is_system_manager(user) or administers_everything(user)


def _administrators_who_made(doctype: str) -> list[str]:
	"""Few users have made any, so that the postings of few are read."""
	owners = frappe.qb.from_(doctype).select("owner").distinct().run(pluck=True)
	with_role = frappe.get_all(
		"Has Role",
		filters={"parenttype": "User", "role": ("in", ADMINISTRATORS), "parent": ("in", owners)},
		pluck="parent",
		distinct=True,
	)
	return ["Administrator", *filter(is_administrator, with_role)]


def keep_to_oneself(doc: Document, method: str | None = None) -> None:
	"""What an officer makes or changes is the officer's own; see OWN. Called before it is saved."""
	if is_administrator() or (doc.flags.ignore_permissions and not getattr(frappe.local, "request", None)):
		return
	if doc.doctype == "List Filter":
		doc.for_user = frappe.session.user
	elif doc.doctype in OWN:
		doc.set(*OWN[doc.doctype])


def keep_no_order_of_all(board: Document, method: str | None = None) -> None:
	"""A Kanban Board for all keeps no order of its cards: it would be the names of everybody's documents."""
	if not board.private and board.reference_doctype in scoped_doctypes():
		for column in board.columns:
			column.order = "[]"


def _of_own_or_administrators(doctype: str, *own: str):
	"""The condition for lists: of one's own, or made by an administrator for all."""

	def condition(user: str | None = None) -> str:
		user = user or frappe.session.user
		if is_administrator(user):
			return ""
		owners = ", ".join(map(frappe.db.escape, {user, *_administrators_who_made(doctype)}))
		return f"`tab{doctype}`.`owner` in ({owners})"

	return condition


chart = _of_own_or_administrators("Dashboard Chart")
card = _of_own_or_administrators("Number Card")
board = _of_own_or_administrators("Kanban Board")
block = _of_own_or_administrators("Custom HTML Block")
note = _of_own_or_administrators("Note")
event = _of_own_or_administrators("Event")
report = _of_own_or_administrators("Report")


def list_filter(user: str | None = None) -> str:
	user = user or frappe.session.user
	everybodys = f"(ifnull(`tabList Filter`.`for_user`, '') = '' and {_of_own_or_administrators('List Filter')(user) or '1=1'})"
	return f"(`tabList Filter`.`for_user` = {frappe.db.escape(user)} or {everybodys})"


def may_see_view(doc: Document, ptype: str | None, user: str) -> bool:
	"""Whether the view is the user's own or an administrator's; who is no administrator changes none but own ones."""
	if is_administrator(user) or (doc.doctype == "List Filter" and doc.for_user == user):
		return True
	owner = (doc.name and frappe.db.get_value(doc.doctype, doc.name, "owner")) or doc.owner or user
	return owner == user or (ptype not in WRITING and is_administrator(owner))
