"""A PDF contains nothing that its reader could not open: no file of the server, and nothing of other hosts.

The HTML of a report comes from the client, and that of a document contains what users wrote. A URL in it that
only the server can reach would be fetched and shown in the PDF, and an option of wkhtmltopdf could open every
file of the server. Box, 15.55.1 and 15.105.0 take options from

- `<meta name="pdfkit-…">` in the HTML, by pdfkit 1.0.0 (CVE-2025-26240);
- the argument `options` of `download_multi_pdf` and `orientation` of `report_to_pdf`;
- the margins and sizes of the class `print-format` in the HTML's styles.

WeasyPrint, which prints formats of the new builder, fetches `file://` and any host if no fetcher is set.
"""

import re
from functools import partial
from typing import Any
from urllib.parse import urlparse

import frappe.utils
import frappe.utils.pdf
from frappe.utils import weasyprint
from pdfkit.pdfkit import PDFKit

# No proxy answers there, so only exempted hosts can be reached.
NO_PROXY = "http://0.0.0.0:0"
_MEASURE = re.compile(r"\d{1,4}(\.\d{1,6})?(mm|cm|in|px|pt)?")
_WORD = re.compile(r"[A-Za-z0-9]+")
# Options that HTML, clients and callers may set, and their values. With an empty value or a list, wkhtmltopdf
# would read what follows as another option, or as a file.
SETTINGS = {
	"page-size": _WORD,
	"page-width": _MEASURE,
	"page-height": _MEASURE,
	"orientation": _WORD,
	"margin-top": _MEASURE,
	"margin-right": _MEASURE,
	"margin-bottom": _MEASURE,
	"margin-left": _MEASURE,
	"header-spacing": _MEASURE,
	"password": re.compile(r".+", re.DOTALL),
}
_original_prepare_options = frappe.utils.pdf.prepare_options
_original_import_weasyprint = weasyprint.import_weasyprint


def install() -> None:
	"""Replace the functions in this process. Idempotent."""
	frappe.utils.pdf.prepare_options = prepare_options
	PDFKit._find_options_in_meta = no_options_in_content
	weasyprint.import_weasyprint = import_weasyprint


def prepare_options(html: str, options: Any) -> tuple[str, dict]:
	"""Frappe's options for wkhtmltopdf, with all hosts but the site's own blocked.

	`options`: those of the caller, which may be a client's. All but SETTINGS are ignored.
	"""
	given = options if isinstance(options, dict) else {}
	html, prepared = _original_prepare_options(
		html, {name: value for name, value in given.items() if name in SETTINGS and is_valid(name, value)}
	)
	# Frappe has read margins and sizes from the HTML.
	for name in SETTINGS.keys() & prepared.keys():
		if not is_valid(name, prepared[name]):
			del prepared[name]
	prepared.update(
		{
			"proxy": NO_PROXY,
			"bypass-proxy-for": urlparse(frappe.utils.get_url()).hostname,
			"load-error-handling": "ignore",
			"load-media-error-handling": "ignore",
		}
	)
	return html, prepared


def is_valid(name: str, value: Any) -> bool:
	"""Whether an option of SETTINGS may have this value."""
	return isinstance(value, str | int | float) and bool(SETTINGS[name].fullmatch(str(value)))


def no_options_in_content(_pdfkit: PDFKit, _content: Any) -> dict:
	"""Replaces `PDFKit._find_options_in_meta`, which reads options also in comments and scripts."""
	return {}


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
