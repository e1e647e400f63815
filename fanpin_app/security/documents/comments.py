"""The author of a comment is the current user: Frappe takes name and address from the client."""

import frappe
from frappe.model.document import Document
from frappe.utils import get_fullname

from fanpin_app.security.documents.child_rows import is_written_by_client


def set_author(comment: Document, method: str | None = None) -> None:
	"""Hook `before_insert` of Comment: set the author to the current user."""
	if is_written_by_client(comment) or comment.comment_type == "Comment":
		user = frappe.session.user
		comment.comment_email = user
		comment.comment_by = get_fullname(user)
