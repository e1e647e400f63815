"""How files are served: browsers display pictures and PDFs, download all else, and run no scripts in them."""

from mimetypes import guess_type

from werkzeug.wrappers import Request, Response

DISPLAYED_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "application/pdf")
PRIVATE = "/private/files/"


def file_headers(path: str) -> dict[str, str]:
	"""The headers of the file at `path`; a proxy in front of the site sets the same (docs/operators.md)."""
	headers = {"X-Content-Type-Options": "nosniff"}
	kind = guess_type(path)[0]
	if kind not in DISPLAYED_TYPES:
		headers["Content-Disposition"] = "attachment"
	if kind != "application/pdf":
		headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
	return headers


def set_headers(response: Response, request: Request) -> None:
	"""After every request. The proxy serves public files, so only private ones are handled here."""
	if request.path.startswith(PRIVATE):
		for name, value in file_headers(request.path).items():
			if name == "Content-Disposition" and response.headers.get(name, "").startswith("attachment"):
				continue
			response.headers[name] = value
