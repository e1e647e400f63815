"""Prevents open redirects: Frappe redirects to any address in the request."""

from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

HOME = "/app"


def prevent_open_redirect(response: Response, request: Request) -> None:
	"""Redirect to the desk if the request itself contains the other host, as in `/login?redirect-to=`.

	Redirects by administrators and single sign-on are not affected: their hosts are not in the request.
	"""
	location = response.headers.get("Location")
	if not location:
		return
	host = host_of(location)
	if host and host != request.host and any(host in value for value in request.values.values()):
		response.headers["Location"] = HOME


def host_of(address: str) -> str:
	"""The host as a browser reads it, which treats a backslash as a slash; empty for a relative address."""
	try:
		return urlsplit(address.strip().replace("\\", "/")).netloc
	except ValueError:
		return address
