"""Functions of Frappe that read or write files without the File document, replaced at run time.

Box (2023-08), 15.55.1 and 15.105.0:
- `File.zip_files` checks no permission (box) or only Frappe's rule, which ignores that a posting has ended.
- `file_manager.save_file` writes to disk itself and returns the address of any file with the same content.
- `ImportFile` (data import) reads any file of the server by its path, and any stored file by its address.
- `handler.check_write_permission` (15.105.0) checks an empty document if the target is not stored yet. It has
  no region and no agency, so nobody could attach a file to a new document.
- `email_body.get_filecontent_from_path` embeds any file of the server into a mail with `embed="…"`.
- PDFs of the new print format builder show files of the server and of hosts that only the server reaches. See
  pdf_requests.py. Other PDFs are made by Chromium (`fanpin_app.printing`).
"""

import io
import os
import zipfile
from typing import Any

import frappe
import frappe.handler
from frappe.core.doctype.data_import.importer import ImportFile
from frappe.core.doctype.file.file import File
from frappe.email import email_body
from frappe.utils import file_manager

from fanpin_app.security.files import addresses, pdf_requests, private_files


def install() -> None:
	"""Hook before every request and job. Idempotent."""
	File.zip_files = staticmethod(zip_files)
	file_manager.save_file = save_file
	email_body.get_filecontent_from_path = get_filecontent_from_path
	ImportFile.__init__ = read_import_file
	pdf_requests.install()
	if _original_check_write_permission:
		frappe.handler.check_write_permission = check_write_permission


def zip_files(names: list) -> bytes:
	"""A zip of the files (names or documents) that the user may read."""
	packed = io.BytesIO()
	with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
		for name in names:
			name = name if isinstance(name, str) else name.get("name")
			if not frappe.db.exists("File", name):
				continue
			file = frappe.get_doc("File", name)
			if not file.is_folder and private_files.may_read(file):
				shown = os.path.basename(file.file_name)
				# Several files may have one name, but never one address.
				unique = os.path.basename(file.file_url) if shown in archive.namelist() else shown
				archive.writestr(unique, file.get_content())
	return packed.getvalue()


def save_file(fname, content, dt, dn, folder=None, decode=False, is_private=0, df=None):
	"""Like Frappe's: store `content` as a File attached to the document `dt` `dn`."""
	return frappe.get_doc(
		doctype="File",
		file_name=fname,
		content=content,
		decode=decode,
		folder=folder,
		is_private=is_private,
		attached_to_doctype=dt,
		attached_to_name=dn,
		attached_to_field=df,
	).insert(ignore_permissions=True)


_original_check_write_permission: Any = getattr(frappe.handler, "check_write_permission", None)


def check_write_permission(doctype: str | None = None, name: str | None = None) -> None:
	"""Like Frappe's, but check the right to create if the document is not stored yet.

	Raises PermissionError.
	"""
	if doctype and name and private_files.is_not_stored_yet(doctype, name):
		frappe.has_permission(doctype, "create", throw=True)
	else:
		_original_check_write_permission(doctype, name)


_original_import_file_init = ImportFile.__init__


def read_import_file(import_file: ImportFile, doctype: str, file, *args, **kwargs) -> None:
	"""Like Frappe's, for files that the user may read; only System Managers may use addresses of other
	servers."""
	if isinstance(file, str):
		file = private_files.checked_address(file, None)
	_original_import_file_init(import_file, doctype, file, *args, **kwargs)


def get_filecontent_from_path(path: str) -> bytes | None:
	"""The content of an app's asset or of a stored file that the user may read; None for anything else."""
	address = addresses.canonical(path or "")
	if address.startswith(addresses.STATIC):
		asset = os.path.abspath(address.lstrip("/"))
		if not os.path.isfile(asset):
			return None
		with open(asset, "rb") as file:
			return file.read()
	if not addresses.is_plain(address):
		return None
	try:
		address = private_files.readable_address(address)
	except frappe.PermissionError:
		frappe.clear_last_message()
		return None
	content = frappe.get_doc("File", {"file_url": address}).get_content()
	return content.encode() if isinstance(content, str) else content
