"""The network address of a request's client, on which rate limits, lockouts and IP restrictions depend.

Frappe uses the first entry of `X-Forwarded-For`, which the client can set. Here the peer of the connection is
used; only if it is a trusted proxy, the header is read from the right: each proxy appends the address it saw,
so the rightmost entry that is not a trusted proxy is the client's address.
"""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

import frappe

Network = IPv4Network | IPv6Network
# Addresses of a proxy on the same machine. `trusted_proxies` in the site's configuration replaces them.
LOOPBACK = ("127.0.0.0/8", "::1/128")


def set_request_ip(_http_request=None) -> None:
	"""Set the client's address of the current request. Replaces `HTTPRequest.set_request_ip`."""
	request = frappe.local.request
	frappe.local.request_ip = client_address(
		request.remote_addr, request.headers.getlist("X-Forwarded-For"), trusted_networks()
	)


def client_address(peer: str | None, forwarded_for: list[str], trusted: Sequence[Network]) -> str:
	"""The client's address; `peer` is the other end of the connection, empty for a Unix socket."""
	claimed = [entry.strip() for header in forwarded_for for entry in header.split(",")]
	address = peer or "127.0.0.1"
	while claimed and _is_in(address, trusted):
		nearer = claimed.pop()
		if not _is_address(nearer):
			break
		address = nearer
	return address


def trusted_networks() -> tuple[Network, ...]:
	"""The networks of trusted proxies.

	Raises ValueError for an entry that is neither an address nor a network.
	"""
	configured = frappe.conf.get("trusted_proxies")
	if isinstance(configured, str):
		configured = configured.split(",")
	return _networks(LOOPBACK if configured is None else tuple(configured))


# Every request asks for them.
@lru_cache(maxsize=8)
def _networks(entries: tuple[str, ...]) -> tuple[Network, ...]:
	return tuple(ip_network(entry.strip(), strict=False) for entry in entries)


def _is_in(address: str, networks: Sequence[Network]) -> bool:
	found = ip_address(address)
	found = getattr(found, "ipv4_mapped", None) or found
	return any(found in network for network in networks)


def _is_address(text: str) -> bool:
	try:
		ip_address(text)
	except ValueError:
		return False
	return True
