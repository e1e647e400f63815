"""Addresses of files that clients write into Attach fields: only of files that they may read, in every DocType.

Frappe makes a File of whatever address such a field holds, without asking (`attach_files_to_document`).
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import Meta

from fanpin_app.security.files import frozen_files, private_files
from fanpin_app.security.files.public_copies import FIELDTYPES


def check(doc: Document, method: str | None = None) -> None:
	"""Hook, before any document is validated: what its Attach fields and those of its rows newly hold.

	Raises `frappe.PermissionError` for files that the user may not read, and where the document keeps its files.
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
			if before and not doc.flags.ignore_permissions and (reason := frozen_files.why_kept(before)):
				frozen_files.refuse_or_log(before, row.meta.get_label(fieldname), reason)


def attach_fields(meta: Meta) -> list[str]:
	return [field.fieldname for field in meta.fields if field.fieldtype in FIELDTYPES]


def check_mail(mail: Document, method: str | None = None) -> None:
	"""Hook, before a mail is queued: the queue reads attached files by itself later, so it is asked now who may."""
	for attachment in mail.attachments_list:
		name, address = attachment.get("fid"), attachment.get("file_url")
		# A print that is made for the mail has neither, and folders have no address.
		if not name and address:
			name = frappe.db.get_value("File", {"file_url": address})
		if name and not private_files.may_read(frappe.get_doc("File", name)):
			frappe.throw(_("You may not read a file that you attach."), frappe.PermissionError)
