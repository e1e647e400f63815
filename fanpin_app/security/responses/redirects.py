"""A link to an address of this site does not end at another site: Frappe goes on to wherever the link says."""

from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

HOME = "/app"


def keep_on_this_host(response: Response, request: Request) -> None:
	"""Redirect to the desk where the request itself named another host to go to, as `/login?redirect-to=` does.

	Where administrators and log-ins by other services lead is not said by the request.
	"""
	location = response.headers.get("Location")
	if not location:
		return
	host = host_of(location)
	if host and host != request.host and any(host in value for value in request.values.values()):
		response.headers["Location"] = HOME


def host_of(address: str) -> str:
	"""The host as a browser reads it, for which a backslash is a slash; empty for an address of the same host."""
	try:
		return urlsplit(address.strip().replace("\\", "/")).netloc
	except ValueError:
		return address
