"""A share, or a link with a key, grants no more than role and region do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.permissions import get_doc_permissions

from fanpin_app.security.notices.overrides import refuse
from fanpin_app.security.notices.recipients import is_reader, is_scoped

if TYPE_CHECKING:
	from frappe.core.doctype.docshare.docshare import DocShare
	from frappe.core.doctype.document_share_key.document_share_key import DocumentShareKey


def check_share(share: DocShare, method: str | None = None) -> None:
	"""Hook on saving a share: refuse to share a scoped document with all users, with users who may not read
	it, or with rights that they lack. Rights come from roles and postings, which end."""
	if not is_scoped(share.share_doctype, share.share_name):
		return
	if share.everyone:
		frappe.throw(
			_("{0} {1} cannot be shared with everyone: it is for officers of its region.").format(
				_(share.share_doctype), frappe.bold(share.share_name)
			),
			frappe.PermissionError,
		)
	if not is_reader(share.share_doctype, share.share_name, share.user):
		refuse(share.user, share.share_doctype, share.share_name)
	document = frappe.get_doc(share.share_doctype, share.share_name)
	for right in ("write", "submit", "share"):
		if share.get(right) and not get_doc_permissions(document, user=share.user, ptype=right).get(right):
			frappe.throw(
				_("Sharing gives {0} no further rights on {1} {2}. A posting does.").format(
					frappe.bold(share.user), _(share.share_doctype), frappe.bold(share.share_name)
				),
				frappe.PermissionError,
			)


def refuse_key(key: DocumentShareKey, method: str | None = None) -> None:
	"""Hook on saving a key: refuse links that open a scoped document without a login."""
	if is_scoped(key.reference_doctype, key.reference_docname):
		frappe.throw(
			_("{0} {1} has no public link: it is for officers of its region.").format(
				_(key.reference_doctype), frappe.bold(key.reference_docname)
			),
			frappe.PermissionError,
		)
