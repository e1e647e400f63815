"""Addresses that belong to no user: an administrator must allow them before they receive scoped documents."""

from collections.abc import Iterable

import frappe
from frappe import _

from fanpin_app.security.notices.recipients import outside_addresses


def unconfirmed(addresses: str | list) -> list[str]:
	"""Those of the addresses (a JSON list) that the user must confirm before saving."""
	if not frappe.has_permission("Outside Recipient", "create"):
		raise frappe.PermissionError
	return outside_addresses(frappe.parse_json(addresses))


def refuse_outside(addresses: Iterable[str]) -> None:
	"""Raise `frappe.ValidationError` with the addresses that nobody has allowed yet."""
	if unknown := outside_addresses(addresses):
		frappe.throw(
			_(
				"{0}: nobody who uses this system has this address. To send there all the same, an administrator"
				" first enters it under Outside Recipient, with the reason."
			).format(frappe.bold(", ".join(unknown))),
			title=_("Address Outside the System"),
		)
