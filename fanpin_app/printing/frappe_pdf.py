"""Frappe's function that makes PDFs of prints, reports and mails uses Chromium.

Box, 15.55.1 and 15.105.0 call wkhtmltopdf, which is no longer maintained, and whose builds lose the text of rare
characters. Modules that import the function by name keep the one that they have imported, so it is replaced there, too.
"""

from __future__ import annotations

import io
import re
from typing import Any

import frappe
import frappe.utils.pdf
from bs4 import BeautifulSoup
from frappe.email import email_body
from frappe.utils import print_format
from pypdf import PdfReader, PdfWriter

from fanpin_app.printing import chromium
from fanpin_app.printing.pdf import CONFIGURED, MARGIN_MM, SIZES, print_on

SIDES = ("top", "right", "bottom", "left")
MM = {"mm": 1, "cm": 10, "in": 25.4, "pt": 25.4 / 72, "px": 25.4 / 96, "": 1}
MEASURE = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)(mm|cm|in|px|pt)?")
# As Frappe finds them: in millimetres.
MARGIN_OF_FORMAT = r"\.print-format\s*\{{[^}}]*?margin-{side}:\s*([\d.]+mm)\s*;"


def install() -> None:
	"""Replace the function in this process. Idempotent."""
	for module in (frappe.utils.pdf, print_format, email_body):
		module.get_pdf = get_pdf


def get_pdf(html: str, options: Any = None, output: PdfWriter | None = None) -> bytes | PdfWriter:
	"""The HTML as PDF, encrypted if `options` has a password; with `output`, its pages are added to that one instead.

	`options` may be a client's: page-size, page-width, page-height, orientation, margin-top and so on, password. What is
	no such option or has no such value is ignored. Raises `frappe.ValidationError` if no PDF can be made.
	"""
	given = options if isinstance(options, dict) else {}
	page = BeautifulSoup(html, "html5lib")
	has_numbers = bool(page.select(".page-number"))
	_show_for_pdf(page)
	content = print_on(str(page), _size(given), margins(given, html), has_numbers)
	reader, writer = PdfReader(io.BytesIO(content)), output or PdfWriter()
	writer.append_pages_from_reader(reader)
	if output:
		return output
	if password := given.get("password"):
		writer.encrypt(str(password))
	written = io.BytesIO()
	writer.write(written)
	return written.getvalue()


def is_chromium_installed() -> bool:
	"""Whether PDFs can be made."""
	return bool(chromium.find(frappe.conf.get(CONFIGURED)))


def _show_for_pdf(page: BeautifulSoup) -> None:
	"""Show what formats show in PDFs only, remove what they hide there, and the numbers of pages, which the foot has."""
	for tag in page.select(".hidden-pdf:not(#header-html), .page-number"):
		tag.decompose()
	for tag in page.select(".visible-pdf, #header-html"):
		tag["class"] = [name for name in tag.get("class", ()) if name not in ("visible-pdf", "hidden-pdf")]


def _size(options: dict) -> tuple[float, float]:
	"""Width and height in millimetres."""
	settings = frappe.get_cached_doc("Print Settings")
	name = str(options.get("page-size") or settings.pdf_page_size)
	width, height = SIZES.get(name, SIZES["A4"])
	if name == "Custom":
		width = _millimetres(options.get("page-width") or settings.pdf_page_width, width)
		height = _millimetres(options.get("page-height") or settings.pdf_page_height, height)
	return (height, width) if options.get("orientation") == "Landscape" else (width, height)


def margins(options: dict, html: str) -> tuple[float, ...]:
	"""In millimetres, in the order of SIDES: those of the format, of the options, or the usual ones."""
	found = (re.search(MARGIN_OF_FORMAT.format(side=side), html) for side in SIDES)
	return tuple(
		_millimetres(match[1] if match else options.get(f"margin-{side}"), MARGIN_MM)
		for side, match in zip(SIDES, found, strict=True)
	)


def _millimetres(measure: Any, default: float) -> float:
	match = MEASURE.fullmatch(str(measure or ""))
	return float(match[1]) * MM[match[2] or ""] if match else default
