"""Normalises addresses of files that clients send, so that they can be compared."""

import os
import posixpath
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import frappe
from frappe.utils import get_files_path, get_url

PRIVATE = "/private/files/"
PUBLIC = "/files/"
STATIC = "/assets/"
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
RANDOM_PART = re.compile(r"~(?:[0-9a-f]{6}|[0-9a-f]{12})$")
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f]")
# The first parts of file addresses: "//files/…" does not name a host.
FOLDERS = ("files", "private")


def canonical(address: str) -> str:
	"""The address as a server resolves it: decoded, without query, `.`, `..`, doubled slashes and the site's
	own host.

	An address of another host is only decoded. Case and width of letters stay: the file system distinguishes
	them.
	"""
	decoded = _decoded(address)
	parts = urlsplit(decoded)
	if is_remote(decoded):
		if parts.netloc.lower() not in _own_hosts():
			return decoded
		decoded = parts.path
	path = re.split(r"[?#]", decoded)[0]
	return posixpath.normpath("/" + path.lstrip("/"))


def candidates(address: str) -> list[str]:
	"""The stored addresses that may match: also the unchanged one, as older files may have `#` or `%` in
	their names."""
	return list(dict.fromkeys((address, canonical(address))))


def is_remote(address: str) -> bool:
	"""Whether the address has a host or a scheme, even the site's own."""
	if address.startswith("//"):
		return urlsplit(address).netloc.lower() not in FOLDERS
	return bool(SCHEME.match(address))


def is_plain(address: str | None) -> bool:
	"""Whether a stored address is the normalised address of a local file."""
	return bool(
		address
		and address.startswith((PRIVATE, PUBLIC))
		and posixpath.normpath(address) == address
		and "\\" not in address
		and not CONTROL_CHARACTERS.search(address)
	)


def is_private(address: str | None) -> bool:
	return (address or "").startswith(PRIVATE)


def free_name(file_name: str, is_private: int) -> str:
	"""The name with a random part, which no file has, neither on disk nor, in any case or width of letters, in the
	database.

	So an address reveals no other file with the same name, and that of a public file cannot be guessed.
	"""
	path = PurePosixPath(file_name)
	while True:
		name = f"{path.stem}~{frappe.generate_hash(length=6 if is_private else 12)}{path.suffix}"
		if not _is_taken(name, is_private):
			return name


def name_as_sent(file_name: str) -> str:
	"""The name without the random part that `free_name` added."""
	path = PurePosixPath(file_name)
	return RANDOM_PART.sub("", path.stem) + path.suffix


def _is_taken(name: str, is_private: int) -> bool:
	folder = PRIVATE if is_private else PUBLIC
	return os.path.exists(get_files_path(name, is_private=is_private)) or bool(
		frappe.db.exists("File", {"file_url": f"{folder}{name}"})
	)


def _decoded(address: str) -> str:
	while (decoded := unquote(address)) != address:
		address = decoded
	return CONTROL_CHARACTERS.sub("", address).strip().replace("\\", "/")


def _own_hosts() -> set[str]:
	hosts = {urlsplit(get_url()).netloc, frappe.local.site}
	if getattr(frappe.local, "request", None):
		hosts.add(frappe.local.request.host)
	return {host.lower() for host in hosts}
