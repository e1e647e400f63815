"""Charts, cards, boards, saved filters, reports, notes and events of officers are private.

Frappe lets every user share them with all others. What an officer enters, such as a household's name in a
filter or a script that runs in other users' desks, would reach users of other regions. Only administrators of
the city share them with all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.permissions.scope import ADMINISTRATOR_ROLE, administers_everything, scoped_doctypes
from fanpin_app.security.roles import SYSTEM_MANAGER, is_system_manager

if TYPE_CHECKING:
	from frappe.desk.doctype.kanban_board.kanban_board import KanbanBoard

ADMINISTRATORS = (SYSTEM_MANAGER, ADMINISTRATOR_ROLE)
# DocType → the field that decides whether all users see a document, and its value for private ones.
PRIVATE_VALUES = {
	"Custom HTML Block": ("private", 1),
	"Dashboard Chart": ("is_public", 0),
	"Event": ("event_type", "Private"),
	"Kanban Board": ("private", 1),
	"Note": ("public", 0),
	"Number Card": ("is_public", 0),
}
VIEWS = (*PRIVATE_VALUES, "List Filter", "Report")
# Views that are called what their maker types → the field.
TYPED_NAMES = {
	"Custom HTML Block": "name",
	"Dashboard Chart": "chart_name",
	"Kanban Board": "kanban_board_name",
	"Report": "report_name",
}
NAME_IN_FORM = "__newname"
LONGEST_TYPED_NAME = 130  # characters; names have 140
WRITE_RIGHTS = ("write", "delete", "create", "submit", "cancel", "amend", "share")


def is_administrator(user: str | None = None) -> bool:
	"""Whether the user is a System Manager, or administers all districts."""
	return is_system_manager(user) or administers_everything(user)


def _administrators_who_made(doctype: str) -> list[str]:
	"""Administrators who own documents of the DocType. Only owners are checked, because few users own any."""
	owners = frappe.qb.from_(doctype).select("owner").distinct().run(pluck=True)
	with_role = frappe.get_all(
		"Has Role",
		filters={"parenttype": "User", "role": ("in", ADMINISTRATORS), "parent": ("in", owners)},
		pluck="parent",
		distinct=True,
	)
	return ["Administrator", *filter(is_administrator, with_role)]


def make_private(doc: Document, method: str | None = None) -> None:
	"""Hook before saving: documents that an officer creates or changes become private (PRIVATE_VALUES)."""
	if is_administrator() or (doc.flags.ignore_permissions and not getattr(frappe.local, "request", None)):
		return
	if doc.doctype == "List Filter":
		doc.set("for_user", frappe.session.user)
	elif doc.doctype in PRIVATE_VALUES:
		doc.set(*PRIVATE_VALUES[doc.doctype])
	if doc.doctype in TYPED_NAMES and not doc.is_new():
		doc.set(TYPED_NAMES[doc.doctype], doc.name)


def make_name_unique(view: Document, method: str | None = None) -> None:
	"""Before a view is named: add a random part to an officer's name for it, so that a taken name gets the same answer as
	a free one."""
	if not is_named_by_officer():
		return
	# Some versions of Frappe take a name of the form for every DocType.
	for field in (TYPED_NAMES[view.doctype], NAME_IN_FORM):
		typed = view.get(field)
		if typed and typed != frappe.flags.name_of_own_view:
			view.set(field, unique_name(typed))


def make_new_name_unique(view: Document, method: str, old: str, new: str, merge: bool = False) -> dict | None:
	"""The same when a view is renamed. Nobody merges views that are not their own."""
	if not is_named_by_officer():
		return None
	if merge:
		frappe.throw(_("Views are not merged: delete the one that you no longer need."))
	return {"new": unique_name(new)}


def is_named_by_officer() -> bool:
	return bool(getattr(frappe.local, "request", None)) and not is_administrator()


def unique_name(name: str) -> str:
	return f"{name[:LONGEST_TYPED_NAME].strip()} {frappe.generate_hash(length=6)}"


def clear_shared_card_order(board: KanbanBoard, method: str | None = None) -> None:
	"""Hook before a Kanban Board is saved: a shared one stores no order of cards, which would be names of
	documents."""
	if not board.private and board.reference_doctype in scoped_doctypes():
		for column in board.columns:
			column.order = "[]"


def _own_or_administrators(doctype: str, *own: str):
	"""The list condition: documents of the user or of an administrator."""

	def condition(user: str | None = None) -> str:
		user = user or frappe.session.user
		if is_administrator(user):
			return ""
		owners = ", ".join(map(frappe.db.escape, {user, *_administrators_who_made(doctype)}))
		return f"`tab{doctype}`.`owner` in ({owners})"

	return condition


chart = _own_or_administrators("Dashboard Chart")
card = _own_or_administrators("Number Card")
board = _own_or_administrators("Kanban Board")
block = _own_or_administrators("Custom HTML Block")
note = _own_or_administrators("Note")
event = _own_or_administrators("Event")
report = _own_or_administrators("Report")


def list_filter(user: str | None = None) -> str:
	user = user or frappe.session.user
	for_all = f"(ifnull(`tabList Filter`.`for_user`, '') = '' and {_own_or_administrators('List Filter')(user) or '1=1'})"
	return f"(`tabList Filter`.`for_user` = {frappe.db.escape(user)} or {for_all})"


def may_see_view(doc: Document, ptype: str | None, user: str) -> bool:
	"""Whether the view is the user's own or, except for changes, an administrator's."""
	if is_administrator(user) or (doc.doctype == "List Filter" and doc.get("for_user") == user):
		return True
	owner = (doc.name and frappe.db.get_value(doc.doctype, doc.name, "owner")) or doc.owner or user
	if owner == user:
		return True
	# Frappe 15 limits the list of notes only.
	is_private_note = doc.doctype == "Note" and not doc.get("public")
	return ptype not in WRITE_RIGHTS and is_administrator(owner) and not is_private_note
