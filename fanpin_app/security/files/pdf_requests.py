"""A PDF contains nothing that its reader could not open: no file of the server, and nothing of other hosts.

WeasyPrint, which prints formats of the new builder, fetches `file://` and any host if no fetcher is set. The HTML of a
document contains what users wrote. Other PDFs are made by Chromium (`fanpin_app.printing`).
"""

from functools import partial

import frappe.utils
from frappe.utils import weasyprint

_original_import_weasyprint = weasyprint.import_weasyprint


def install() -> None:
	"""Replace the function in this process. Idempotent."""
	weasyprint.import_weasyprint = import_weasyprint


def import_weasyprint() -> tuple[partial, partial]:
	"""Replaces `frappe.utils.weasyprint.import_weasyprint`: WeasyPrint's HTML and CSS, which fetch from this site
	only."""
	html, css = _original_import_weasyprint()
	return partial(html, url_fetcher=fetch), partial(css, url_fetcher=fetch)


def fetch(url: str) -> dict:
	"""The content of a `data:` URL or of one of this site, as WeasyPrint expects it. Raises ValueError for others."""
	# Imported here because the library needs others that are not part of Python.
	from weasyprint import default_url_fetcher

	if not url.startswith(("data:", f"{frappe.utils.get_url()}/")):
		raise ValueError(f"not an address of this site: {url}")
	return default_url_fetcher(url)
