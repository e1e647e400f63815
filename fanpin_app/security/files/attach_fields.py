"""Attach fields of any DocType may only hold addresses of files that the client may read.

Frappe creates a File for any address in such a field without a check (`attach_files_to_document`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import Meta

from fanpin_app.security.files import frozen_files, private_files
from fanpin_app.security.files.public_copies import FIELDTYPES

if TYPE_CHECKING:
	from frappe.email.doctype.email_queue.email_queue import EmailQueue


def check(doc: Document, method: str | None = None) -> None:
	"""Hook before any document is validated: check new values of its Attach fields and those of its rows.

	Raises `frappe.PermissionError` for files that the user may not read, and if the document's files are
	frozen.
	"""
	if doc.doctype == "File" or frappe.flags.in_install or frappe.flags.in_migrate or frappe.flags.in_patch:
		return
	before = doc.get_doc_before_save()
	stored = {row.name: row for row in (before, *before.get_all_children())} if before else {}
	for row in (doc, *doc.get_all_children()):
		for fieldname in attach_fields(row.meta):
			value, known = row.get(fieldname), stored.get(row.name)
			if (value or "") == ((known and known.get(fieldname)) or ""):
				continue
			if value:
				row.set(fieldname, private_files.checked_address(value, doc.doctype))
			if before and not doc.flags.ignore_permissions and (reason := frozen_files.freeze_reason(before)):
				frozen_files.refuse_or_comment(before, row.meta.get_label(fieldname), reason)


def attach_fields(meta: Meta) -> list[str]:
	return [field.fieldname for field in meta.fields if field.fieldtype in FIELDTYPES]


def check_mail(mail: EmailQueue, method: str | None = None) -> None:
	"""Hook before a mail is queued: the queue later reads attached files without a user, so check permissions
	now."""
	for attachment in mail.attachments_list:
		name, address = attachment.get("fid"), attachment.get("file_url")
		# A print format has neither, and folders have no address.
		if not name and address:
			name = frappe.db.get_value("File", {"file_url": address})
		if name and not private_files.may_read(frappe.get_doc("File", name)):
			frappe.throw(_("You may not read a file that you attach."), frappe.PermissionError)
