"""A comment bears the name of who wrote it: Frappe takes the writer's name and address from the client."""

import frappe
from frappe.model.document import Document
from frappe.utils import get_fullname

from fanpin_app.security.documents.child_rows import is_written_by_client


def sign(comment: Document, method: str | None = None) -> None:
	"""For the document event `before_insert` of Comment: put in the user who is logged in."""
	if is_written_by_client(comment) or comment.comment_type == "Comment":
		user = frappe.session.user
		comment.comment_email = user
		comment.comment_by = get_fullname(user)
