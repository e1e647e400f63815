"""Hourly limits for anonymous requests: counted in Redis by network address and by receipt, and expiring after an hour."""

from ipaddress import ip_address, ip_network

import frappe

SECONDS_PER_HOUR = 60 * 60
APPLYING, LOOKING_UP, RECEIPT = "applying", "looking up", "receipt"


class RequestLimitError(Exception):
	"""The hourly limit is reached."""


def count_application() -> None:
	"""Count an application from the requesting address. Raises `RequestLimitError`."""
	_count_from_address(APPLYING, frappe.get_cached_doc("Service Window").applications_per_address)


def count_look_up(receipt: str) -> None:
	"""Count a look-up from the requesting address and for the receipt, whether or not it exists. Raises
	`RequestLimitError`."""
	window = frappe.get_cached_doc("Service Window")
	_count_from_address(LOOKING_UP, window.look_ups_per_address)
	_count(RECEIPT, receipt, window.look_ups_per_receipt)


def is_counter(address: str) -> bool:
	"""Whether the address belongs to a service counter, which many people share."""
	try:
		asking = ip_address(address)
	except ValueError:
		return False
	return any(
		asking in network for network in networks(frappe.get_cached_doc("Service Window").counter_addresses)
	)


def networks(lines: str | None) -> list:
	"""The networks, one on each line. Raises ValueError for a line that is not a network."""
	return [ip_network(line.strip(), strict=False) for line in (lines or "").splitlines() if line.strip()]


def _count_from_address(what: str, limit: int) -> None:
	address = frappe.local.request_ip or ""
	if is_counter(address):
		limit = frappe.get_cached_doc("Service Window").requests_per_counter
	_count(what, address, limit)


def _count(what: str, who: str, limit: int) -> None:
	key = frappe.cache.make_key(f"fanpin_requests:{what}:{who}")
	frappe.cache.set(key, 0, ex=SECONDS_PER_HOUR, nx=True)
	if frappe.cache.incr(key) > limit:
		raise RequestLimitError
