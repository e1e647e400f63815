"""What wkhtmltopdf may fetch while it makes a PDF: pictures and styles of this site, and nothing else.

The HTML of a report comes from the client, that of a document holds what people wrote. An address in it that only the
server reaches would be fetched and shown in the PDF.
"""

from urllib.parse import urlparse

import frappe.utils
import frappe.utils.pdf

# Nothing answers there, so whatever is not exempted cannot be fetched.
NO_PROXY = "http://0.0.0.0:0"
_FRAPPES_OWN = frappe.utils.pdf.prepare_options


def prepare_options(html: str, options: dict | None) -> tuple[str, dict]:
	"""Frappe's options for wkhtmltopdf, with all hosts but the site's own shut off."""
	html, options = _FRAPPES_OWN(html, options)
	options.update(
		{
			"proxy": NO_PROXY,
			"bypass-proxy-for": urlparse(frappe.utils.get_url()).hostname,
			"load-error-handling": "ignore",
			"load-media-error-handling": "ignore",
		}
	)
	return html, options
