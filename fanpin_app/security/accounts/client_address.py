"""From which network address a request comes: limits, lock-outs and restrictions by address depend on it.

Frappe believes the first entry of `X-Forwarded-For`, which is whatever the client wrote there. Here the peer of the
connection counts; only where the peer is a proxy of ours does the header, read from the right: each proxy appends
the address that it saw, so the rightmost entry that is no proxy of ours is the client's.
"""

from ipaddress import ip_address, ip_network

import frappe

# Where a proxy on the same machine connects from. `trusted_proxies` in the site's configuration takes its place.
LOOPBACK = ("127.0.0.0/8", "::1/128")


def set_request_ip(_http_request=None) -> None:
	"""Note the client's address for the running request, in the place of Frappe's `HTTPRequest.set_request_ip`."""
	request = frappe.local.request
	frappe.local.request_ip = client_address(
		request.remote_addr, request.headers.getlist("X-Forwarded-For"), trusted_networks()
	)


def client_address(peer: str | None, forwarded_for: list[str], trusted: list) -> str:
	"""The client's address: `peer` is the other end of the connection, empty for a socket on the same machine."""
	claimed = [entry.strip() for header in forwarded_for for entry in header.split(",")]
	address = peer or "127.0.0.1"
	while claimed and _is_in(address, trusted):
		nearer = claimed.pop()
		if not _is_address(nearer):
			break
		address = nearer
	return address


def trusted_networks() -> list:
	"""The networks of the proxies in front. Raises ValueError for an entry that is no address and no network."""
	configured = frappe.conf.get("trusted_proxies")
	if isinstance(configured, str):
		configured = configured.split(",")
	return [
		ip_network(entry.strip(), strict=False) for entry in (LOOPBACK if configured is None else configured)
	]


def _is_in(address: str, networks: list) -> bool:
	found = ip_address(address)
	found = getattr(found, "ipv4_mapped", None) or found
	return any(found in network for network in networks)


def _is_address(text: str) -> bool:
	try:
		ip_address(text)
	except ValueError:
		return False
	return True
