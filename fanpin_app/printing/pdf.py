"""A page of HTML as PDF, with the files of this site that its reader may see, and with nothing else."""

from __future__ import annotations

import mimetypes

import frappe
from frappe import _
from frappe.utils import get_url

from fanpin_app.printing import chromium, text_layer
from fanpin_app.security.files.patches import get_filecontent_from_path

# Site configuration: the path of Chromium, if it is none of chromium.NAMES.
CONFIGURED = "fanpin_chromium"
SECONDS = 60
INCHES_PER_MM = 1 / 25.4
# Width and height in millimetres.
SIZES = {
	"A3": (297, 420),
	"A4": (210, 297),
	"A5": (148, 210),
	"B4": (250, 353),
	"B5": (176, 250),
	"Legal": (215.9, 355.6),
	"Letter": (215.9, 279.4),
}
MARGIN_MM = 15
FOOTER = '<div style="width: 100%; text-align: center; font-size: 8pt; font-family: sans-serif">{0}</div>'


def pdf_of_html(
	html: str,
	page_size: str = "A4",
	landscape: bool = False,
	margins: tuple[float, ...] = (MARGIN_MM,) * 4,
	page_numbers: bool = False,
) -> bytes:
	"""The HTML as PDF.

	page_size: a name of SIZES; the rule `@page` of the HTML comes first.
	margins: top, right, bottom and left, in millimetres.
	page_numbers: whether each page has its number at the foot.

	No script runs. Pictures, fonts and styles are loaded from this site only, and only what the current user may read.
	Raises `frappe.ValidationError` if the server has no Chromium, or if it fails.
	"""
	width, height = SIZES[page_size]
	return print_on(html, (height, width) if landscape else (width, height), margins, page_numbers)


def print_on(html: str, size: tuple[float, float], margins: tuple[float, ...], page_numbers: bool) -> bytes:
	"""`pdf_of_html` on paper of any width and height in millimetres."""
	program = chromium.find(frappe.conf.get(CONFIGURED))
	if not program:
		frappe.throw(
			_(
				"This server has no Chromium, so it makes no PDF. Print from the browser, and ask the administrator to install it."
			),
			title=_("No PDF"),
		)
	width, height = size
	sheet = chromium.Sheet(
		width * INCHES_PER_MM,
		height * INCHES_PER_MM,
		margins=tuple(margin * INCHES_PER_MM for margin in margins),
		footer=_footer() if page_numbers else "",
	)
	try:
		printed = chromium.print_page(program, html, f"{get_url()}/", file_of_site, sheet, SECONDS)
	except TimeoutError:
		frappe.throw(
			_("The PDF took longer than {0} seconds. Print fewer pages at once.").format(SECONDS),
			title=_("No PDF"),
		)
	except chromium.ChromiumError:
		frappe.log_error(title="Chromium made no PDF")
		frappe.throw(
			_(
				"The PDF could not be made. Print from the browser, and give the administrator the time of this message."
			),
			title=_("No PDF"),
		)
	return text_layer.correct(printed)


def file_of_site(address: str) -> tuple[bytes, str] | None:
	"""Content and MIME type of a file or asset of this site that the current user may read; None for anything else."""
	content = get_filecontent_from_path(address)
	kind = mimetypes.guess_type(address.partition("?")[0])[0]
	return (content, kind) if content and kind else None


def _footer() -> str:
	text = _("Page {0} of {1}").format('<span class="pageNumber"></span>', '<span class="totalPages"></span>')
	return FOOTER.format(text)
