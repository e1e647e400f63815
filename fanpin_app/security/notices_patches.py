"""Functions of Frappe's that open or send scoped documents and have no hook, in all versions of 15.

`frappe.share.get_shared` is asked for every document and list that the permissions have refused: a share, an
administrator's too, then opens it, and goes on when the posting has ended.
`document_follow.get_document_followed_by_user` names the documents of which a follower gets mails, and does not ask
whether they may still be read.
`printview.validate_key` lets whoever holds a key see a print without logging in.
`webhook.get_webhook_data` renders an administrator's template with the document as it is stored.
"""

from collections.abc import Callable
from functools import wraps

import frappe
import frappe.share
from frappe.desk.form import document_follow
from frappe.integrations.doctype.webhook import webhook
from frappe.model.document import Document
from frappe.www import printview

from fanpin_app.scope import scoped_doctypes
from fanpin_app.security.recipients import may_be_told
from fanpin_app.security.redaction import masked


def install() -> None:
	"""Before every request and job: put our functions in place, once per process."""
	for module, function, guarded in (
		(frappe.share, "get_shared", _get_shared),
		(document_follow, "get_document_followed_by_user", _get_document_followed_by_user),
		(printview, "validate_key", _validate_key),
		(webhook, "get_webhook_data", _get_webhook_data),
	):
		original = getattr(module, function)
		if not hasattr(original, "__wrapped__"):
			setattr(module, function, guarded(original))


def _get_shared(original: Callable) -> Callable:
	@wraps(original)
	def get_shared(doctype: str, *args, **kwargs) -> list[str]:
		return [] if doctype in scoped_doctypes() else original(doctype, *args, **kwargs)

	return get_shared


def _get_document_followed_by_user(original: Callable) -> Callable:
	@wraps(original)
	def get_document_followed_by_user(user: str) -> list[dict]:
		return [row for row in original(user) if may_be_told(row.ref_doctype, row.ref_docname, user)]

	return get_document_followed_by_user


def _validate_key(original: Callable) -> Callable:
	@wraps(original)
	def validate_key(key: str, doc: Document) -> bool | None:
		if doc.doctype in scoped_doctypes():
			raise frappe.PermissionError
		return original(key, doc)

	return validate_key


def _get_webhook_data(original: Callable) -> Callable:
	@wraps(original)
	def get_webhook_data(doc: Document, webhook: Document) -> dict:
		return original(masked(doc), webhook)

	return get_webhook_data
