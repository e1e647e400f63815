"""The readers of a document: the users who may read it by their roles and regions.

What is sent cannot be taken back, so a share with somebody does not count here. A document that carries a comment, a
task, a file or a notice about a scoped document is read by the readers of that one.
"""

from collections.abc import Iterable

import frappe
from frappe.model.document import Document
from frappe.permissions import get_doc_permissions
from frappe.utils import parse_addr

from fanpin_app.permissions.links import PAIRS
from fanpin_app.permissions.scope import scoped_doctypes

# DocTypes of Frappe's that name another document by plain fields; all others have a Dynamic Link for it.
PLAIN_REFERENCES = {
	**PAIRS,
	"File": ("attached_to_doctype", "attached_to_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
	"Tag Link": ("document_type", "document_name"),
}


def readers(doctype: str | None, name: str | None, users: Iterable[str]) -> list[str]:
	"""Those of `users` who are enabled and may read the document, in their order."""
	asked = [user for user in dict.fromkeys(users) if user]
	enabled = (
		set(frappe.get_all("User", {"name": ("in", asked), "enabled": 1}, pluck="name")) if asked else set()
	)
	scoped = scoped_documents(doctype, name)
	return [user for user in asked if user in enabled and _may_read_all(scoped, user)]


def is_reader(doctype: str | None, name: str | None, user: str | None) -> bool:
	"""Whether one user is among the document's readers."""
	return bool(user and readers(doctype, name, [user]))


def keeps_to_scope(doctype: str, name: str, user: str) -> bool:
	"""Whether roles and regions open to the user what the document is, or is about. True where it has no scope."""
	return _may_read_all(scoped_documents(doctype, name), user)


def is_scoped(doctype: str | None, name: str | None) -> bool:
	"""Whether the document is, or is about, one that only some of its DocType's readers see."""
	return bool(scoped_documents(doctype, name))


def scoped_documents(doctype: str | None, name: str | None) -> list[Document | None]:
	"""The scoped documents that this one is or is about; None stands for one that does not exist."""
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
	"""Those of `addresses` (mail addresses, phone numbers) to which news of the document may go, in their order.

	A user's address needs a user who may read the document; an address of nobody must have been allowed by an
	administrator as an Outside Recipient.
	"""
	addresses = [address for address in addresses if address]
	if not addresses or not is_scoped(doctype, name):
		return addresses
	holders = _users_by_address(addresses)
	reading = set(readers(doctype, name, {user for users in holders.values() for user in users}))
	outside = _allowed(address for address in addresses if bare(address) not in holders)
	return [
		address
		for address in addresses
		if reading.intersection(holders.get(bare(address), ())) or bare(address) in outside
	]


def outside_addresses(addresses: Iterable[str]) -> list[str]:
	"""Those of `addresses` that belong to no user and that no administrator has allowed."""
	asked = {bare(address) for address in addresses if address}
	known = _users_by_address(asked)
	return sorted(asked - set(known) - _allowed(asked))


def users_of(address: str) -> set[str]:
	"""The users whose address it is, disabled ones included."""
	return _users_by_address([address]).get(bare(address), set())


def bare(address: str) -> str:
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
	"""Address → the users whose name, mail address or mobile number it is, disabled ones included."""
	asked = list({bare(address) for address in addresses})
	rows = frappe.get_all(
		"User",
		or_filters={column: ("in", asked) for column in ("name", "email", "mobile_no")},
		fields=["name", "email", "mobile_no"],
	)
	found: dict[str, set[str]] = {}
	for row in rows:
		for value in filter(None, (row.name, row.email, row.mobile_no)):
			found.setdefault(bare(value), set()).add(row.name)
	return {address: users for address, users in found.items() if address in asked}


def _allowed(addresses: Iterable[str]) -> set[str]:
	asked = [bare(address) for address in addresses]
	if not asked:
		return set()
	return {
		bare(address)
		for address in frappe.get_all("Outside Recipient", {"name": ("in", asked)}, pluck="name")
	}
