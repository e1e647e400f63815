"""The author of a comment is the current user: Frappe takes name and address from the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe.utils import get_fullname

from fanpin_app.security.documents.child_rows import is_written_by_client

if TYPE_CHECKING:
	from frappe.core.doctype.comment.comment import Comment


def set_author(comment: Comment, method: str | None = None) -> None:
	"""Hook `before_insert` of Comment: set the author to the current user."""
	if is_written_by_client(comment) or comment.comment_type == "Comment":
		user = frappe.session.user
		comment.comment_email = user
		comment.comment_by = get_fullname(user)
