"""Functions of Frappe's that read or write files past the File document, replaced at run time.

Box (2023-08), 15.55.1 and 15.105.0:
- `File.zip_files` asks nobody (box) or Frappe's rule alone, which forgets that a posting has ended.
- `file_manager.save_file` writes to disk by itself and gives the address of any file of the same content.
- `ImportFile` (data import) reads any file of the server by its path, and any stored one by its address.
- `handler.check_write_permission` (15.105.0) asks an empty document whether a file may be attached to one that is not
  stored yet: an empty one is of no region and of no agency, so that nobody could attach anything to a new document.
- `email_body.get_filecontent_from_path` puts any file of the server into a mail that says `embed="…"`.
"""

import io
import os
import zipfile

import frappe
import frappe.handler
from frappe.core.doctype.data_import.importer import ImportFile
from frappe.core.doctype.file.file import File
from frappe.email import email_body
from frappe.utils import file_manager

from fanpin_app.security.files import addresses, private_files


def install() -> None:
	"""Before every request and job. Doing it again changes nothing."""
	File.zip_files = staticmethod(zip_files)
	file_manager.save_file = save_file
	email_body.get_filecontent_from_path = get_filecontent_from_path
	ImportFile.__init__ = read_import_file
	if _FRAPPES_CHECK_OF_ATTACHING:
		frappe.handler.check_write_permission = check_write_permission


def zip_files(names: list) -> bytes:
	"""A zip of those of the files (names or documents) that the user may read."""
	packed = io.BytesIO()
	with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
		for name in names:
			name = name if isinstance(name, str) else name.get("name")
			if not frappe.db.exists("File", name):
				continue
			file = frappe.get_doc("File", name)
			if not file.is_folder and private_files.may_read(file):
				archive.writestr(os.path.basename(file.file_name), file.get_content())
	return packed.getvalue()


def save_file(fname, content, dt, dn, folder=None, decode=False, is_private=0, df=None):
	"""As Frappe's: keep `content` as a File of the document `dt` `dn`."""
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


_FRAPPES_CHECK_OF_ATTACHING = getattr(frappe.handler, "check_write_permission", None)


def check_write_permission(doctype: str | None = None, name: str | None = None) -> None:
	"""As Frappe's; a document that is not stored yet asks for the right to make one. Raises PermissionError."""
	if doctype and name and private_files.is_not_stored_yet(doctype, name):
		frappe.has_permission(doctype, "create", throw=True)
	else:
		_FRAPPES_CHECK_OF_ATTACHING(doctype, name)


_FRAPPES_READING_OF_IMPORTS = ImportFile.__init__


def read_import_file(import_file: ImportFile, doctype: str, file, *args, **kwargs) -> None:
	"""As Frappe's, of a file that the user may read; addresses of other servers are for System Managers."""
	if isinstance(file, str):
		file = private_files.checked_address(file, None)
	_FRAPPES_READING_OF_IMPORTS(import_file, doctype, file, *args, **kwargs)


def get_filecontent_from_path(path: str) -> bytes | None:
	"""The content of an asset of an app, or of a stored file that the user may read; None for all else."""
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
