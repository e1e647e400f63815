"""Files attached to applications: photos of papers and PDFs, recognised by their content, not by name."""

from __future__ import annotations

import io
from mimetypes import guess_type
from typing import TYPE_CHECKING

import frappe
from frappe import _
from PIL import Image, ImageOps

from fanpin_app.database.compat import accepts_pdf
from fanpin_app.discovery.applications.decisions import APPLICATION

if TYPE_CHECKING:
	from frappe.core.doctype.file.file import File

PDF = "application/pdf"
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MAX_PIXELS = 50_000_000
MAX_SIDE_LENGTH = 2000  # pixels; text on a paper stays legible
MEGABYTE = 1024 * 1024


def check(file: File, method: str | None = None) -> None:
	"""Hook, before a File is stored: a file attached to an application must be a photo or PDF of allowed size.

	Raises `frappe.PermissionError` where the user may not write the application.
	"""
	if file.attached_to_doctype != APPLICATION:
		return
	if not file.flags.ignore_permissions:
		frappe.get_doc(APPLICATION, file.attached_to_name).check_permission("write")
	if file.is_remote_file:
		_refuse_type()
	if file.is_new():
		content = file.get_content()
		check_content(content.encode() if isinstance(content, str) else content)
		if kind_of(content) != guess_type(file.file_name)[0]:
			_refuse_type()


def check_content(content: bytes) -> None:
	"""Raises `frappe.ValidationError` for anything that is neither photo nor PDF, or too large."""
	megabytes = frappe.get_cached_doc("Service Window").file_size_mb
	if len(content) > megabytes * MEGABYTE:
		frappe.throw(_("The file is too large: at most {0} MB.").format(megabytes))
	if not kind_of(content):
		_refuse_type()


def kind_of(content: bytes | str) -> str | None:
	"""The MIME type of a JPEG, PNG, WebP or PDF by its content; None for anything else, and for a PDF that Frappe
	refuses."""
	if isinstance(content, str):
		return None
	if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
		return PDF if accepts_pdf(content) else None
	try:
		with Image.open(io.BytesIO(content), formats=tuple(FORMATS)) as image:
			if image.width * image.height > MAX_PIXELS:
				return None
			image.verify()
			return FORMATS[image.format]
	except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
		return None


def sanitised(content: bytes) -> tuple[str, bytes]:
	"""File extension and content under which a checked file from outside is stored.

	Images are re-encoded: that removes the location that a phone wrote into them, and anything hidden behind the image.
	"""
	if kind_of(content) == PDF:
		return "pdf", content
	drawn = io.BytesIO()
	with Image.open(io.BytesIO(content)) as image:
		upright = ImageOps.exif_transpose(image).convert("RGB")
	upright.thumbnail((MAX_SIDE_LENGTH, MAX_SIDE_LENGTH))
	upright.save(drawn, "JPEG", quality=80)
	return "jpg", drawn.getvalue()


def _refuse_type() -> None:
	frappe.throw(_("Only photos (JPEG, PNG, WebP) and PDF files go with an application."))
