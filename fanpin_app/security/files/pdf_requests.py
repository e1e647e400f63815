"""wkhtmltopdf may only fetch pictures and styles of this site while it makes a PDF.

The HTML of a report comes from the client, and that of a document contains what users wrote. A URL in it that
only the server can reach would be fetched and shown in the PDF.
"""

from urllib.parse import urlparse

import frappe.utils
import frappe.utils.pdf

# No proxy answers there, so only exempted hosts can be reached.
NO_PROXY = "http://0.0.0.0:0"
_original_prepare_options = frappe.utils.pdf.prepare_options


def prepare_options(html: str, options: dict | None) -> tuple[str, dict]:
	"""Frappe's options for wkhtmltopdf, with all hosts but the site's own blocked."""
	html, prepared = _original_prepare_options(html, options)
	prepared.update(
		{
			"proxy": NO_PROXY,
			"bypass-proxy-for": urlparse(frappe.utils.get_url()).hostname,
			"load-error-handling": "ignore",
			"load-media-error-handling": "ignore",
		}
	)
	return html, prepared
