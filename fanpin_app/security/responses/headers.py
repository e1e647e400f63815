"""Security headers of every answer: what a page may load, who may frame it, and what browsers may cache.

docs/operators.md has the same headers for files that a proxy serves without Frappe.
"""

import functools

import frappe
from werkzeug.wrappers import Request, Response

STRICT_HEADERS = {
	"X-Content-Type-Options": "nosniff",
	# The print view is shown in a frame of the desk.
	"X-Frame-Options": "SAMEORIGIN",
	"Referrer-Policy": "same-origin",
	# Visits note where they were made and take photos.
	"Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
	"Cross-Origin-Opener-Policy": "same-origin",
}
# The desk's templates and boot data are scripts within the page, and its microtemplates are compiled there.
POLICY = {
	"default-src": "'self'",
	"script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
	"style-src": "'self' 'unsafe-inline'",
	"img-src": "'self' data: blob:",
	"font-src": "'self' data:",
	"media-src": "'self' data: blob:",
	"worker-src": "'self' blob:",
	"frame-src": "'self' blob:",
	"object-src": "'none'",
	"base-uri": "'self'",
	"form-action": "'self'",
	"frame-ancestors": "'self'",
}
HSTS = "max-age=31536000"
# Translations and the list of assets are the same for all users; without a cache the desk starts slowly.
CACHEABLE = ("/api/method/frappe.translate.load_all_translations", "/website_script.js")


def add_headers(response: Response, request: Request) -> None:
	"""Add the headers to an answer of Frappe."""
	# Once for all: each look-up in these headers goes through all of them.
	present = {name.lower() for name in response.headers.keys()}
	policy = ("Content-Security-Policy", content_security_policy(request))
	response.headers.extend(
		(name, value) for name, value in (*STRICT_HEADERS.items(), policy) if name.lower() not in present
	)
	if request.scheme == "https":
		response.headers.setdefault("Strict-Transport-Security", HSTS)
	if frappe.local.flags.account_refused:
		response.headers["X-Account-Refused"] = "1"
	if request.path not in CACHEABLE:
		# Otherwise a browser could show the cached page after a refusal or a logout.
		response.headers["Cache-Control"] = "no-store"
		response.headers.pop("Expires", None)


@functools.cache
def headers_without_frappe() -> dict[str, str]:
	"""Headers of assets and public files, which a proxy serves itself; public files get those of serving.py
	too."""
	policy = "; ".join(f"{name} {value}" for name, value in POLICY.items())
	return STRICT_HEADERS | {"Content-Security-Policy": policy}


def content_security_policy(request: Request) -> str:
	"""The policy for this host; `content_security_policy` in the site's configuration replaces it."""
	if configured := frappe.conf.get("content_security_policy"):
		return configured
	return _policy_of(request.host.partition(":")[0])


@functools.lru_cache(maxsize=64)
def _policy_of(host: str) -> str:
	# The realtime server has the same host, with a port of its own if there is no proxy.
	realtime = f"'self' ws://{host}:* wss://{host}:* http://{host}:* https://{host}:*"
	return "; ".join(f"{name} {value}" for name, value in (POLICY | {"connect-src": realtime}).items())
