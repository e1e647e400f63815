"""Mail has the name of the user who sends it. It only goes to users, and to outside addresses that an administrator
allowed; about scoped documents, only to their readers among the users.

System Managers, and documents of settings in which addresses were entered (`sending_as_configured`), also send mail
that is not about scoped documents to other addresses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.utils import get_fullname, split_emails

from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.security.documents.child_rows import is_written_by_client
from fanpin_app.security.notices.outside_recipients import refuse_outside
from fanpin_app.security.notices.recipients import normalize_address, outside_addresses, permitted_addresses
from fanpin_app.security.queries.function_guards import Call, guards
from fanpin_app.security.roles import is_system_manager

if TYPE_CHECKING:
	from frappe.core.doctype.communication.communication import Communication
	from frappe.email.doctype.email_queue.email_queue import EmailQueue


@guards("frappe.core.doctype.communication.email.make")
def set_sender_of_mail(call: Call) -> Any:
	"""The dialog for mails: inserts the Communication with the rights of the system."""
	if not getattr(frappe.local, "request", None) or is_system_manager():
		return call.proceed()
	return call.proceed(**_sent_by_user(call["sender"]))


def set_sender(communication: Communication, method: str | None = None) -> None:
	"""Hook `before_insert` of Communication: set the sender to the current user."""
	if is_written_by_client(communication) and not is_system_manager():
		communication.update(_sent_by_user(communication.sender) | {"user": frappe.session.user})


def _sent_by_user(sender: str | None) -> dict[str, str | None]:
	"""The fields that say who sent a mail: an outgoing account that the user may choose, or the user."""
	address = normalize_address(sender or "")
	if not (name := _outgoing_accounts().get(address)):
		address, name = frappe.db.get_value("User", frappe.session.user, "email"), get_fullname()
	return {
		"sender": address,
		"sender_full_name": name,
		"sent_or_received": "Sent",
		"communication_type": "Communication",
	}


def _outgoing_accounts() -> dict[str, str]:
	"""Address → name of the site's outgoing account, and of those that an administrator gave the user."""
	own = frappe.get_all("User Email", {"parent": frappe.session.user}, pluck="email_account")
	rows = frappe.get_all(
		"Email Account",
		filters={"enable_outgoing": 1},
		or_filters={"default_outgoing": 1, "name": ("in", own)},
		fields=["name", "email_id"],
	)
	return {normalize_address(row.email_id): row.name for row in rows if row.email_id}


def check_communication(communication: Communication, method: str | None = None) -> None:
	"""Hook on saving a Communication: refuse mail from a document to recipients who may not read it, and any mail to
	addresses outside the system."""
	if communication.communication_type != "Communication" or communication.communication_medium != "Email":
		return
	if communication.sent_or_received != "Sent" or not communication.is_new():
		return
	addresses = [
		address
		for field in ("recipients", "cc", "bcc")
		for address in split_emails(communication.get(field) or "")
	]
	about = communication.reference_doctype, communication.reference_name
	if refused := sorted(set(addresses) - set(permitted_addresses(*about, addresses))):
		frappe.throw(
			_(
				"{0} may not read {1} {2}, or is an address outside the system. Choose somebody who is posted to its"
				" region. To send outside, an administrator first enters the address under Outside Recipient."
			).format(frappe.bold(", ".join(refused)), _(about[0]), frappe.bold(about[1])),
			frappe.PermissionError,
		)
	if not is_system_manager():
		refuse_outside(addresses)


@contextmanager
def sending_as_configured(addresses: Iterable[str]) -> Iterator[None]:
	"""Within the context, mail may go to these addresses, which an administrator has entered in a document of
	settings, whoever causes it."""
	before = frappe.flags.configured_addresses
	frappe.flags.configured_addresses = {normalize_address(address) for address in addresses if address}
	try:
		yield
	finally:
		frappe.flags.configured_addresses = before


def remove_unpermitted_recipients(queue: EmailQueue, method: str | None = None) -> None:
	"""Hook before a mail is queued: remove recipients who may not read its document, its prints or its
	attachments, and addresses outside the system.

	All mail of Frappe passes here: notifications, workflows, auto repeat, events, comments.
	"""
	addresses = [row.recipient for row in queue.recipients]
	permitted = _without_outside(addresses)
	for doctype, name in _documents(queue):
		permitted = permitted_addresses(doctype, name, permitted)
	withheld = sorted(set(addresses) - set(permitted))
	if not withheld:
		return
	queue.set("recipients", [row for row in queue.recipients if row.recipient in permitted])
	queue.error = _(
		"Withheld from {0}: they may not read what this mail is about, or are addresses outside the system."
	).format(", ".join(withheld))
	if not queue.recipients:
		queue.status = "Error"


def _without_outside(addresses: list[str]) -> list[str]:
	if is_system_manager():
		return addresses
	outside = set(outside_addresses(addresses)) - (frappe.flags.configured_addresses or set())
	return [address for address in addresses if normalize_address(address) not in outside]


def _documents(queue: EmailQueue) -> set[tuple[str, str]]:
	found = {(queue.reference_doctype, queue.reference_name)}
	for attachment in json.loads(queue.attachments or "[]"):
		if attachment.get("print_format_attachment"):
			found.add((attachment.get("doctype"), attachment.get("name")))
		elif url := _address_of(attachment):
			found |= _holders(url)
	return {(doctype, name) for doctype, name in found if doctype and name}


def _address_of(attachment: dict) -> str | None:
	if attachment.get("fid"):
		return frappe.db.get_value("File", attachment["fid"], "file_url")
	return attachment.get("file_url")


def _holders(url: str) -> set[tuple[str, str]]:
	"""The scoped documents that files with this address are attached to."""
	rows = frappe.get_all(
		"File",
		filters={"file_url": url, "attached_to_doctype": ("in", sorted(scoped_doctypes()))},
		fields=["attached_to_doctype", "attached_to_name"],
		as_list=True,
	)
	return set(map(tuple, rows))
