"""What browsers are told with every answer: what a page may load, who may frame it, and what they may keep.

The same lines for what a proxy serves without Frappe are in docs/operators.md.
"""

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
# Words of the interface and the list of assets, the same for every reader; without them the desk starts slowly.
KEPT = ("/api/method/frappe.translate.load_all_translations", "/website_script.js")


def add_headers(response: Response, request: Request) -> None:
	"""Add the headers to whatever Frappe answers."""
	for name, value in STRICT_HEADERS.items():
		response.headers.setdefault(name, value)
	response.headers.setdefault("Content-Security-Policy", content_security_policy(request))
	if request.scheme == "https":
		response.headers.setdefault("Strict-Transport-Security", HSTS)
	if frappe.local.flags.account_refused:
		response.headers["X-Account-Refused"] = "1"
	if not request.path.startswith(KEPT):
		# Without a copy in its cache, a browser shows nothing behind a refusal or after the logout.
		response.headers["Cache-Control"] = "no-store"
		response.headers.pop("Expires", None)


def headers_without_frappe() -> dict[str, str]:
	"""For what a proxy serves itself: assets and public files, these besides what serving.py says of them."""
	policy = "; ".join(f"{name} {value}" for name, value in POLICY.items())
	return STRICT_HEADERS | {"Content-Security-Policy": policy}


def content_security_policy(request: Request) -> str:
	"""The policy for this host; `content_security_policy` of the site's configuration takes its place."""
	if configured := frappe.conf.get("content_security_policy"):
		return configured
	# Realtime answers on the same host, on a port of its own where no proxy is in front.
	host = request.host.partition(":")[0]
	realtime = f"'self' ws://{host}:* wss://{host}:* http://{host}:* https://{host}:*"
	return "; ".join(f"{name} {value}" for name, value in (POLICY | {"connect-src": realtime}).items())
