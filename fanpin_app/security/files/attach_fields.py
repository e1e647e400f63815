"""Attach fields of any DocType may only hold addresses of files that the client may read, and pictures in a comment
become files of documents that the client may write.

Frappe creates a File for any address in such a field (`attach_files_to_document`) and for any picture in a comment
(`extract_images_from_html`) without a check.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import Meta

from fanpin_app.security.files import frozen_files, private_files
from fanpin_app.security.files.public_copies import FIELDTYPES
from fanpin_app.security.queries.function_guards import Call, guards

if TYPE_CHECKING:
	from frappe.email.doctype.email_queue.email_queue import EmailQueue

# As Frappe finds them.
PICTURE = re.compile(r"<img[^>]*src\s*=\s*[\"'](?=data:)")


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


@guards("frappe.core.doctype.file.utils.extract_images_from_html")
def check_pictures(call: Call) -> Any:
	"""Raises `frappe.PermissionError` if the text has a picture and the user may not write the document.

	What is inserted or saved by the server, and rows, are checked with their document; the document of a comment is not
	saved.
	"""
	doc: Document = call["doc"]
	is_checked = doc.meta.istable or doc.flags.in_insert or doc.flags.ignore_permissions
	if (
		getattr(frappe.local, "request", None)
		and not is_checked
		and PICTURE.search(call["content"] or "")
		and not private_files.may_change_files_of(doc.doctype, doc.name)
	):
		frappe.throw(_("You may not attach files to this document."), frappe.PermissionError)
	return call.proceed()


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
