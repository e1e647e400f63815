"""Finds, counts and withdraws public copies of private files."""

import hashlib
import os
import shutil

import frappe
from frappe.utils import get_files_path

from fanpin_app.permissions import scope
from fanpin_app.security.files import addresses

FIELDTYPES = ("Attach", "Attach Image")


def count_public_copies() -> int:
	"""How many files are accessible without a login although they, or their content, belong to scoped
	documents."""
	return len(public_files()) + len(bytes_without_file())


def withdraw() -> int:
	"""Make all of them private and update rows and fields with their addresses.

	Returns how many there were.
	"""
	found, leftover = public_files(), bytes_without_file()
	for address in sorted({file.file_url for file in found}):
		_withdraw_address(address)
	for path in leftover:
		os.remove(path)
	return len(found) + len(leftover)


def public_files() -> list[frappe._dict]:
	"""Public Files (name, file_url) that are attached to a scoped document or have the content of a private
	one that is."""
	return frappe.db.sql(
		"""select file.name, file.file_url
		from tabFile file
		where file.is_folder = 0 and file.file_url is not null and file.file_url not like 'http%%' and (
			(file.is_private = 0 and (
				file.attached_to_doctype in %(scoped)s
				or file.file_url like '/private/%%'
				or file.content_hash in (
					select content_hash from tabFile private
					where private.is_private = 1 and private.attached_to_doctype in %(scoped)s
					and coalesce(private.content_hash, '') != ''
				)
			))
			or (file.is_private = 1 and file.file_url like '/files/%%')
		)""",
		{"scoped": sorted(scope.scoped_doctypes())},
		as_dict=True,
	)


def bytes_without_file() -> list[str]:
	"""Paths of public files without a File whose content is private: Frappe keeps bytes that other files
	share."""
	folder = get_files_path()
	known = {os.path.basename(address) for address in _addresses_like(f"{addresses.PUBLIC}%")}
	private = set(_private_hashes())
	paths = [entry.path for entry in os.scandir(folder) if entry.is_file() and entry.name not in known]
	return sorted(path for path in paths if private and _hash_of(path) in private)


def move_to_private(address: str) -> str:
	"""Move the bytes of a public file and update all uses of its address; returns the private address.

	A rollback of the transaction moves the bytes back.
	"""
	source = get_files_path(os.path.basename(address))
	name = addresses.free_name(os.path.basename(address), is_private=1)
	target = get_files_path(name, is_private=1)
	if os.path.exists(source):
		shutil.move(source, target)
		frappe.db.after_rollback.add(lambda: os.path.exists(target) and shutil.move(target, source))
	moved = f"{addresses.PRIVATE}{name}"
	_rewrite(address, moved)
	return moved


def _withdraw_address(address: str) -> None:
	if addresses.is_private(address):
		frappe.db.set_value("File", {"file_url": address}, "is_private", 1, update_modified=False)
	else:
		move_to_private(address)


def _rewrite(address: str, moved: str) -> None:
	file = frappe.qb.DocType("File")
	(
		frappe.qb.update(file)
		.set(file.file_url, moved)
		.set(file.is_private, 1)
		.where(file.file_url == address)
		.run()
	)
	for doctype, fieldname, is_single in _attach_fields():
		if is_single:
			if frappe.db.get_single_value(doctype, fieldname) == address:
				frappe.db.set_single_value(doctype, fieldname, moved)
		elif frappe.db.has_column(doctype, fieldname):
			frappe.db.set_value(doctype, {fieldname: address}, fieldname, moved, update_modified=False)


def _attach_fields() -> list[tuple[str, str, bool]]:
	fields = []
	for source, parent in (("DocField", "parent"), ("Custom Field", "dt")):
		rows = frappe.get_all(
			source, filters={"fieldtype": ("in", FIELDTYPES)}, fields=[f"{parent} as doctype", "fieldname"]
		)
		fields += [(row.doctype, row.fieldname) for row in rows]
	kinds = {row.name: row for row in frappe.get_all("DocType", fields=["name", "issingle", "is_virtual"])}
	return [
		(doctype, fieldname, bool(kinds[doctype].issingle))
		for doctype, fieldname in dict.fromkeys(fields)
		if doctype in kinds and not kinds[doctype].is_virtual
	]


def _addresses_like(pattern: str) -> list[str]:
	return frappe.get_all("File", filters={"file_url": ("like", pattern)}, pluck="file_url")


def _private_hashes() -> list[str]:
	return frappe.get_all(
		"File",
		filters={
			"is_private": 1,
			"attached_to_doctype": ("in", sorted(scope.scoped_doctypes())),
			"content_hash": ("is", "set"),
		},
		pluck="content_hash",
		distinct=True,
	)


def _hash_of(path: str) -> str:
	with open(path, "rb") as file:
		# Like Frappe's content_hash.
		return hashlib.md5(file.read(), usedforsecurity=False).hexdigest()
