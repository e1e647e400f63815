"""The readers of a document: the users who may read it by their roles and regions.

Shares do not count, because what was sent cannot be taken back. The readers of a comment, task, file or
notification about a scoped document are those of that document.
"""

from collections.abc import Iterable

import frappe
from frappe.model.document import Document
from frappe.permissions import get_doc_permissions
from frappe.utils import parse_addr

from fanpin_app.permissions.links import PAIRS
from fanpin_app.permissions.scope import scoped_doctypes

# DocTypes of Frappe that refer to another document by plain fields; all others use a Dynamic Link.
PLAIN_REFERENCES = {
	**PAIRS,
	"File": ("attached_to_doctype", "attached_to_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
	"Tag Link": ("document_type", "document_name"),
}


def readers(doctype: str | None, name: str | None, users: Iterable[str]) -> list[str]:
	"""The enabled users among `users` who may read the document, in the given order."""
	asked = [user for user in dict.fromkeys(users) if user]
	enabled = (
		set(frappe.get_all("User", {"name": ("in", asked), "enabled": 1}, pluck="name")) if asked else set()
	)
	scoped = scoped_documents(doctype, name)
	return [user for user in asked if user in enabled and _may_read_all(scoped, user)]


def is_reader(doctype: str | None, name: str | None, user: str | None) -> bool:
	"""Whether the user is enabled and may read the document."""
	return bool(user and readers(doctype, name, [user]))


def is_in_scope(doctype: str, name: str, user: str) -> bool:
	"""Whether the user's roles and regions give access to the document and what it is about.

	True if it is not scoped.
	"""
	return _may_read_all(scoped_documents(doctype, name), user)


def is_scoped(doctype: str | None, name: str | None) -> bool:
	"""Whether the document is scoped or is about a scoped document."""
	return bool(scoped_documents(doctype, name))


def scoped_documents(doctype: str | None, name: str | None) -> list[Document | None]:
	"""The document itself if it is scoped, or the scoped documents it is about; None for each that does not
	exist."""
	if not doctype or not name:
		return []
	meta = frappe.get_meta(doctype)
	if meta.istable:
		parent = frappe.db.get_value(doctype, name, ("parenttype", "parent"))
		if parent:
			return scoped_documents(*parent)
		return [None] if doctype in scoped_doctypes() else []
	if doctype in scoped_doctypes():
		return [_existing(doctype, name)]
	if meta.issingle or meta.get("is_virtual"):
		return []
	found = (frappe.db.get_value(doctype, name, pair) for pair in _references(doctype))
	return [
		_existing(about, about_name)
		for about, about_name in filter(None, found)
		if about_name and about in scoped_doctypes()
	]


def permitted_addresses(doctype: str | None, name: str | None, addresses: Iterable[str]) -> list[str]:
	"""The `addresses` (mail addresses, phone numbers) that may receive notifications about the document, in
	order.

	The address of a user is permitted if the user may read the document; any other address must be an Outside
	Recipient.
	"""
	addresses = [address for address in addresses if address]
	if not addresses or not is_scoped(doctype, name):
		return addresses
	holders = _users_by_address(addresses)
	reading = set(readers(doctype, name, {user for users in holders.values() for user in users}))
	outside = _allowed(address for address in addresses if normalize_address(address) not in holders)
	return [
		address
		for address in addresses
		if reading.intersection(holders.get(normalize_address(address), ()))
		or normalize_address(address) in outside
	]


def outside_addresses(addresses: Iterable[str]) -> list[str]:
	"""The `addresses` that belong to no enabled user and that no administrator has allowed."""
	asked = {normalize_address(address) for address in addresses if address}
	holders = _users_by_address(asked)
	enabled = set(readers(None, None, {user for users in holders.values() for user in users}))
	known = {address for address, users in holders.items() if users & enabled}
	return sorted(asked - known - _allowed(asked))


def users_of(address: str) -> set[str]:
	"""The users with this address, disabled ones included."""
	return _users_by_address([address]).get(normalize_address(address), set())


def normalize_address(address: str) -> str:
	"""The address alone, in lower case: "Lin <LIN@example.org>" gives "lin@example.org"."""
	mail_address = parse_addr(address)[1] if "@" in address else ""
	return (mail_address or address).strip().lower()


def _may_read_all(documents: Iterable[Document | None], user: str) -> bool:
	if user == "Administrator":
		return True
	return all(
		document and get_doc_permissions(document, user=user, ptype="read").get("read")
		for document in documents
	)


def _existing(doctype: str, name: str) -> Document | None:
	return frappe.get_doc(doctype, name) if frappe.db.exists(doctype, name) else None


def _references(doctype: str) -> list[tuple[str, str]]:
	if doctype in PLAIN_REFERENCES:
		return [PLAIN_REFERENCES[doctype]]
	links = frappe.get_meta(doctype).get("fields", {"fieldtype": "Dynamic Link"})
	return [(link.options, link.fieldname) for link in links]


def _users_by_address(addresses: Iterable[str]) -> dict[str, set[str]]:
	"""Address → users with that name, mail address or mobile number, disabled ones included."""
	asked = list({normalize_address(address) for address in addresses})
	rows = frappe.get_all(
		"User",
		or_filters={column: ("in", asked) for column in ("name", "email", "mobile_no")},
		fields=["name", "email", "mobile_no"],
	)
	found: dict[str, set[str]] = {}
	for row in rows:
		for value in filter(None, (row.name, row.email, row.mobile_no)):
			found.setdefault(normalize_address(value), set()).add(row.name)
	return {address: users for address, users in found.items() if address in asked}


def _allowed(addresses: Iterable[str]) -> set[str]:
	asked = [normalize_address(address) for address in addresses]
	if not asked:
		return set()
	return {
		normalize_address(address)
		for address in frappe.get_all("Outside Recipient", {"name": ("in", asked)}, pluck="name")
	}
