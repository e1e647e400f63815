"""How files are served: a browser shows pictures and PDFs, saves all else, and runs nothing of what it shows."""

from mimetypes import guess_type
from typing import Any

SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "application/pdf")
PRIVATE = "/private/files/"


def headers_of(path: str) -> dict[str, str]:
	"""The headers that go with the file at `path`, as a proxy in front of the site sets them too (docs/operators.md)."""
	headers = {"X-Content-Type-Options": "nosniff"}
	kind = guess_type(path)[0]
	if kind not in SHOWN:
		headers["Content-Disposition"] = "attachment"
	if kind != "application/pdf":
		headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
	return headers


def set_headers(response: Any, request: Any) -> None:
	"""Hook, after every request. Public files never come here: the proxy serves them."""
	if response is not None and request.path.startswith(PRIVATE):
		for name, value in headers_of(request.path).items():
			if name == "Content-Disposition" and response.headers.get(name, "").startswith("attachment"):
				continue
			response.headers[name] = value
