"""Functions of all Frappe 15 versions that give access to scoped documents or send them, and have no hook.

- `frappe.share.get_shared` is called for every document and list that the permissions refused: a share then
  opens it, even after the posting has ended.
- `document_follow.get_document_followed_by_user` returns the documents that a follower gets mail about,
  without checking whether they are still readable.
- `printview.validate_key` shows a print to anyone with a key, without a login; `get_attach_link` puts such a
  link into mails if `attach_view_link` is set.
- `printview.get_rendered_template` renders an administrator's template with the stored document, for mails
  too; `webhook.get_webhook_data` renders one that may access private values.
- `frappe.realtime.publish_realtime` sends the name of each changed document and its editor to everyone with
  that DocType's list open ("list_update"), and asks only whether they may read the DocType. Lists expect a name in
  such an event: the event without one would remove rows from them.
  What names no receiver goes to all users of the desk, and what discussions say to every browser with a page of the
  site open: a finished import, a print of several documents, a chat, a reply. These go to the user who caused them.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

import frappe
import frappe.realtime
import frappe.share
from frappe.core.doctype.communication.mixins import CommunicationEmailMixin
from frappe.desk.form import document_follow
from frappe.integrations.doctype.webhook import webhook
from frappe.model.document import Document
from frappe.realtime import get_site_room, get_website_room
from frappe.www import printview

from fanpin_app.database.one_thread import one_thread_at_a_time
from fanpin_app.permissions.administration import is_citywide
from fanpin_app.permissions.rules import RULES
from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.security.notices.recipients import is_in_scope, is_reader, is_scoped
from fanpin_app.security.notices.redaction import masked, without_private_values
from fanpin_app.security.responses import withheld

if TYPE_CHECKING:
	from frappe.core.doctype.communication.communication import Communication
	from frappe.integrations.doctype.webhook.webhook import Webhook

# Events that say nothing about any document.
FOR_EVERYBODY = ("version-update",)


@one_thread_at_a_time
def install() -> None:
	"""Hook before every request and job: replace the functions once per process."""
	for owner, function, guarded in (
		(frappe.share, "get_shared", _get_shared),
		(document_follow, "get_document_followed_by_user", _get_document_followed_by_user),
		(printview, "validate_key", _validate_key),
		(CommunicationEmailMixin, "get_attach_link", _get_attach_link),
		(printview, "get_rendered_template", _get_rendered_template),
		(webhook, "get_webhook_data", _get_webhook_data),
		(frappe.realtime, "publish_realtime", _publish_realtime),
	):
		original = getattr(owner, function)
		if not hasattr(original, "is_guarded"):
			replacement = guarded(original)
			replacement.is_guarded = True  # pyright: ignore[reportFunctionMemberAccess]
			setattr(owner, function, replacement)


def _get_shared(original: Callable) -> Callable:
	@wraps(original)
	def get_shared(doctype: str, user: str | None = None, *args, **kwargs) -> list[str]:
		if doctype in scoped_doctypes():
			return []
		user = user or frappe.session.user
		return [name for name in original(doctype, user, *args, **kwargs) if is_in_scope(doctype, name, user)]

	return get_shared


def _get_document_followed_by_user(original: Callable) -> Callable:
	@wraps(original)
	def get_document_followed_by_user(user: str) -> list[dict]:
		return [row for row in original(user) if is_reader(row.ref_doctype, row.ref_docname, user)]

	return get_document_followed_by_user


def _validate_key(original: Callable) -> Callable:
	@wraps(original)
	def validate_key(key: str, doc: Document) -> bool | None:
		if is_scoped(doc.doctype, doc.name):
			withheld.refuse()
		return original(key, doc)

	return validate_key


def _get_attach_link(original: Callable) -> Callable:
	@wraps(original)
	def get_attach_link(communication: Communication, print_format: str) -> str:
		if communication.reference_doctype in scoped_doctypes():
			return ""
		return original(communication, print_format)

	return get_attach_link


def _get_rendered_template(original: Callable) -> Callable:
	@wraps(original)
	def get_rendered_template(doc: Document, *args, **kwargs) -> str:
		return original(masked(doc), *args, **kwargs)

	return get_rendered_template


def _get_webhook_data(original: Callable) -> Callable:
	@wraps(original)
	def get_webhook_data(doc: Document, webhook: Webhook) -> dict:
		data = frappe.as_json(original(doc, webhook))
		return json.loads(without_private_values(data, doc.doctype, doc.name) or "")

	return get_webhook_data


def _publish_realtime(original: Callable) -> Callable:
	signature = inspect.signature(original)

	@wraps(original)
	def publish_realtime(*args, **kwargs) -> None:
		call = signature.bind(*args, **kwargs)
		notice = frappe._dict(call.arguments)
		if notice.event == "list_update":
			if not _is_shown_to_every_reader(notice.doctype or (notice.message or {}).get("doctype")):
				return
		elif notice.event not in FOR_EVERYBODY and _is_for_everybody(notice):
			call.arguments.update({"room": None, "user": frappe.session.user})
		original(*call.args, **call.kwargs)

	return publish_realtime


def _is_for_everybody(notice: frappe._dict) -> bool:
	"""Whether all users of the desk or all visitors of the site would get it."""
	if notice.room:
		return notice.room in (get_site_room(), get_website_room())
	return not (notice.user or notice.task_id or (notice.doctype and notice.docname))


def _is_shown_to_every_reader(doctype: str | None) -> bool:
	"""Whether whoever may read documents of the DocType may read all of them."""
	return bool(doctype) and doctype not in RULES and is_citywide(frappe.get_meta(doctype))
