"""One rule for all files: a file attached to a scoped document, or with a private address, stays private
forever.

The File document enforces it (`override_doctype_class` in `hooks.py`, `permissions/rules.py`), whichever
endpoint of Frappe writes or reads a file.
"""

import os
import re

import frappe
from frappe import _
from frappe.core.doctype.file.file import File
from frappe.core.doctype.file.file import has_permission as frappes_has_permission
from frappe.model.utils import is_virtual_doctype
from frappe.utils import cint

from fanpin_app.database.compat import accepts_pdf
from fanpin_app.permissions import scope
from fanpin_app.security.files import addresses, frozen_files, public_copies, public_images
from fanpin_app.security.queries import report_guards, stored_results
from fanpin_app.security.roles import is_system_manager
from fanpin_app.security.text.plain_text import harmless

READING = (*scope.READING, "submit", "cancel")
# Fields of a stored file that no client may change.
IMMUTABLE_FIELDS = (
	"file_url",
	"content_hash",
	"thumbnail_url",
	"is_folder",
	"is_home_folder",
	"is_attachments_folder",
	"owner",
	"creation",
)
INVALID_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\%?#\ud800-\udfff]")
# File systems allow 255 bytes and the field 140 characters, including the suffix of a second file with the
# same name.
MAX_NAME_BYTES = 230
MAX_NAME_CHARACTERS = 125


class GuardedFile(File):
	"""Frappe's File, whose address, privacy and content do not change once it is stored."""

	def before_insert(self) -> None:
		if not self.is_folder:
			self._attach_to_parent_document()
			self.content_hash = self.thumbnail_url = None
			if self.content:
				self._take_content()
			else:
				self._take_address()
		super().before_insert()
		if self.flags.copy_from_existing_file:
			# A rollback of the insert would delete the bytes, which also belong to the other file.
			self.flags.new_file = False
			self.generate_content_hash()

	def _attach_to_parent_document(self) -> None:
		place = document_of(self.attached_to_doctype, self.attached_to_name)
		if self.attached_to_doctype and not place[0]:
			frappe.throw(_("Attach the file to the document itself, not to a row of its table."))
		self.attached_to_doctype, self.attached_to_name = place

	def _take_content(self) -> None:
		self.file_url = None
		self.file_name = _safe_file_name(self.file_name or "")
		self.is_private = int(bool(cint(self.is_private)) or is_scoped(self.attached_to_doctype))
		if not self.is_private and not is_system_manager():
			self.content = public_images.reencoded(self.get_content(), self.file_name)

	def check_content(self) -> None:
		"""Replaces File.check_content of some 15.x versions, whose parser fails on a damaged PDF."""
		if self.file_type == "PDF" and self._content and not accepts_pdf(self._content):
			frappe.throw(
				_(
					"“{0}” is damaged or holds scripts. Scan it or save it as PDF again, and attach that."
				).format(self.file_name)
			)

	def _take_address(self) -> None:
		"""Validate a File that refers to a stored file, or to one on another server, which its creator must
		be able to read."""
		if not self.file_url:
			frappe.throw(_("The file is empty. Choose a file with content."))
		self.file_url = checked_address(self.file_url, self.attached_to_doctype)
		self.is_private = int(addresses.is_private(self.file_url))
		self.flags.copy_from_existing_file = True
		if self.attached_to_name and not may_change_files_of(
			self.attached_to_doctype, self.attached_to_name, self
		):
			frappe.throw(_("You may not attach files to this document."), frappe.PermissionError)

	def before_validate(self) -> None:
		stored = self.get_doc_before_save()
		if stored:
			self._attach_to_parent_document()
			self._refuse_immutable_changes(stored)
			self._refuse_reattachment(stored)
		if not self.is_folder:
			frozen_files.check_change(self)

	def _refuse_immutable_changes(self, stored: "File") -> None:
		changed = [
			field for field in IMMUTABLE_FIELDS if str(self.get(field) or "") != str(stored.get(field) or "")
		]
		if self.flags.rewritten and changed == ["content_hash"]:
			changed = []
		if changed and frappe.session.user != "Administrator":
			labels = ", ".join(_(self.meta.get_label(field)) for field in changed)
			frappe.throw(
				_("{0} of a stored file cannot be changed. Upload the file again.").format(labels),
				frappe.PermissionError,
			)
		if addresses.is_private(stored.file_url) and not cint(self.is_private):
			frappe.throw(
				_("A private file stays private. What everybody may see is uploaded as a file of its own."),
				frappe.PermissionError,
			)

	def _refuse_reattachment(self, stored: "File") -> None:
		place = (self.attached_to_doctype, self.attached_to_name)
		before = (stored.attached_to_doctype, stored.attached_to_name)
		if place == before:
			return
		if is_scoped(before[0]) and before[1] and frappe.db.exists(*before):
			frappe.throw(
				_(
					"The file belongs to {0} {1} and stays with it. Upload it again where else it is needed."
				).format(_(before[0]), before[1]),
				frappe.PermissionError,
			)
		if is_scoped(place[0]):
			self.is_private = 1

	def handle_is_private_changed(self) -> None:
		"""Called when `is_private` has changed; at this point only from public to private."""
		if addresses.is_private(self.file_url) or self.is_remote_file:
			return
		self.file_url = public_copies.move_to_private(self.file_url)

	def on_trash(self) -> None:
		if not self.is_folder:
			frozen_files.check_change(self)
		super().on_trash()

	def _delete_file_on_disk(self) -> None:
		"""Delete the bytes with the last File at this address; Frappe keeps them while any file has the same
		content."""
		if addresses.is_plain(self.file_url) and not _other_files_at(self.file_url, self.name):
			path = self.get_full_path()
			if os.path.exists(path):
				os.remove(path)

	def validate_duplicate_entry(self) -> None:
		"""Frappe would return the address of another file with the same content, and so reveal that it
		exists."""
		self.generate_content_hash()

	def save_file(self, content=None, decode=False, ignore_existing_file_check=False, overwrite=False):
		if self.flags.copy_from_existing_file:
			return None
		shown = self.file_name
		self.file_name = (
			os.path.basename(self.file_url)
			if overwrite and self.file_url
			else addresses.free_name(self.file_name, cint(self.is_private))
		)
		saved = super().save_file(content, decode, ignore_existing_file_check=True, overwrite=overwrite)
		self.file_name = shown
		return saved

	def write_file(self):
		if _other_files_at(self.file_url, self.name):
			frappe.throw(_("The file belongs to other documents too, so it stays as it is."))
		return super().write_file()

	def get_content(self, *args, **kwargs):
		if not self.get("content") and self.file_url and not self.is_folder:
			readable_address(self.file_url)
		return super().get_content(*args, **kwargs)

	def is_downloadable(self) -> bool:
		request = getattr(frappe.local, "request", None)
		# For a.jpg the database may find the File of A.jpg, but Frappe sends the requested path.
		if request and addresses.is_private(request.path) and request.path != self.file_url:
			return False
		return may_read(self)

	@frappe.whitelist(methods=["POST"])
	def optimize_file(self) -> None:
		# The document may come from the client, with any address.
		self.reload()
		self.check_permission("write")
		self.flags.rewritten = True
		super().optimize_file()

	def unzip(self) -> "list[File]":
		self.check_permission("write")
		return super().unzip()


def _safe_file_name(name: str) -> str:
	"""A name that is safe in addresses, pages and file systems; too long names are cut at the beginning."""
	name = INVALID_IN_NAMES.sub("_", harmless(name)).strip(". ") or "file"
	shorter = name[-MAX_NAME_CHARACTERS:]
	while len(shorter.encode()) > MAX_NAME_BYTES:
		shorter = shorter[1:]
	return shorter


def is_scoped(doctype: str | None) -> bool:
	return doctype in scope.scoped_doctypes()


def document_of(doctype: str | None, name: str | None) -> tuple[str | None, str | None]:
	"""The document itself, or the parent of a row; (None, None) if the row does not exist."""
	if not doctype or not frappe.db.get_value("DocType", doctype, "istable", cache=True):
		return doctype, name
	return frappe.db.get_value(doctype, name, ("parenttype", "parent")) or (None, None)


def has_permission(doc: "File", ptype: str | None = None, user: str | None = None) -> bool:
	"""Hook `has_permission`: the right to read, and the rights to add, change or remove from the attached
	document."""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	if (ptype or "read") in READING and not doc.is_folder and doc.file_url:
		return may_read(doc, user)
	stored = doc.name and frappe.db.get_value("File", doc.name, ("attached_to_doctype", "attached_to_name"))
	places = {(doc.attached_to_doctype, doc.attached_to_name), stored or (None, None)}
	# The address of a new file is checked later, so that unknown and unreadable ones get the same message.
	asked = scope.has_file_permission if ptype != "create" else frappes_has_permission
	return bool(asked(doc, ptype, user)) and all(
		may_change_files_of(doctype, name, doc, user) for doctype, name in places if name
	)


def query_conditions(user: str | None = None) -> str:
	"""Hook for lists of files: files of readable scoped documents; of other files, public ones and the user's
	own."""
	user = user or frappe.session.user
	if is_system_manager(user):
		return scope.companions_condition(user, "File")
	doctypes = ", ".join(frappe.db.escape(doctype) for doctype in sorted(scope.scoped_doctypes()))
	return f"""({scope.companions_condition(user, "File")} and (
		`tabFile`.`attached_to_doctype` in ({doctypes})
		or `tabFile`.`is_private` = 0
		or `tabFile`.`owner` = {frappe.db.escape(user)}
	))"""


def may_read(file: "File", user: str | None = None) -> bool:
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	if not addresses.is_plain(file.file_url):
		return addresses.is_remote(file.file_url or "") and user != "Guest"
	if not addresses.is_private(file.file_url):
		return not is_scoped(file.attached_to_doctype) or scope.has_file_permission(file, "read", user)
	if file.attached_to_doctype in stored_results.DOCTYPES:
		return is_system_manager(user) or (file.owner == user and _may_read_result(file, user))
	doctype, name = document_of(file.attached_to_doctype, file.attached_to_name)
	if doctype != file.attached_to_doctype and not doctype:
		return False
	if _is_stored(doctype, name) and not frappe.has_permission(doctype, "read", name, user=user):
		return False
	return user != "Guest" and scope.has_file_permission(file, "read", user)


def _may_read_result(file: "File", user: str) -> bool:
	report = file.attached_to_name
	results = [("File", str(file.name))]
	if file.attached_to_doctype == "Prepared Report":
		# A CSV is made from the result later, perhaps after a change of postings.
		results.append(("Prepared Report", str(report)))
		report = frappe.db.get_value("Prepared Report", report, "report_name")
	return (
		user == frappe.session.user
		and all(stored_results.is_valid(*result, user) for result in results)
		and report_guards.may_run(report)
	)


def _is_stored(doctype: str | None, name: str | None) -> bool:
	"""Whether the document exists: its permissions then decide about the file, for its owner too."""
	if not doctype or not name or not frappe.db.exists("DocType", doctype, cache=True):
		return False
	return not is_virtual_doctype(doctype) and bool(frappe.db.exists(doctype, name))


def may_change_files_of(doctype: str, name: str, file: "File | None" = None, user: str | None = None) -> bool:
	"""Whether `user` may write the document, or create a new one, and its files are not frozen.

	System Managers attach to all that is not scoped; users to their own account, for its picture, and to mails that
	they sent.
	"""
	user = user or frappe.session.user
	about, about_name = document_of(doctype, name)
	if not about:
		return False
	if not is_scoped(about) and (is_system_manager(user) or _is_own(about, about_name, user)):
		return True
	if not _is_stored(about, about_name):
		return is_not_stored_yet(about, about_name) and bool(
			frappe.has_permission(about, "create", user=user)
		)
	document = frappe.get_doc(about, about_name)
	return bool(frappe.has_permission(about, "write", document, user=user)) and (
		is_system_manager(user) or not frozen_files.freeze_reason(document, file, user)
	)


def _is_own(doctype: str, name: str | None, user: str) -> bool:
	if doctype == "User":
		return name == user
	return doctype == "Communication" and frappe.db.get_value(doctype, name, "owner") == user


def is_not_stored_yet(doctype: str, name: str | None) -> bool:
	"""Whether this is the desk's temporary name of a new document. Names of stored ones could be guessed."""
	return str(name).startswith(f"new-{frappe.scrub(doctype).replace('_', '-')}")


def checked_address(address: str, doctype: str | None) -> str:
	"""The address to store in a field or File of a document of `doctype`.

	Raises `frappe.PermissionError` for unreadable and unknown files, and for addresses of other hosts, which
	would let a client choose what the server fetches; `frappe.ValidationError` for a public file of a scoped
	document.
	"""
	found = addresses.canonical(address)
	if addresses.is_remote(found):
		if is_scoped(doctype) or not is_system_manager():
			frappe.throw(
				_("{0} is an address of another server. Upload the file itself.").format(address),
				frappe.PermissionError,
			)
		return found
	if found.startswith(addresses.STATIC) and not is_scoped(doctype):
		return found
	if is_scoped(doctype) and not addresses.is_private(found):
		frappe.throw(_("{0} is a public file. Attach it again as a private one.").format(address))
	return readable_address(address)


def readable_address(address: str) -> str:
	"""The stored address of a readable file, however it is written. Raises `frappe.PermissionError`."""
	for candidate in addresses.candidates(address):
		for name in _files_at(candidate):
			if may_read(frappe.get_doc("File", name)):
				return candidate
	# Unknown and unreadable addresses get the same answer (responses/withheld.py).
	frappe.local.flags.document_withheld = True
	frappe.throw(
		_("There is no file {0} that you may read. Upload the file itself.").format(address),
		frappe.PermissionError,
	)


def _files_at(address: str) -> list[str]:
	stored = frappe.get_all("File", filters={"file_url": address}, fields=["name", "file_url"])
	return [file.name for file in stored if file.file_url == address]


def _other_files_at(address: str, name: str | None) -> list[str]:
	return [other for other in _files_at(address) if other != name]
