"""Public files must be pictures. They are encoded again, so that they contain no scripts or hidden data."""

import io
from mimetypes import guess_type
from typing import NoReturn

import frappe
from frappe import _
from PIL import Image, ImageOps

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
MAX_PIXELS = 25_000_000


def reencoded(content: bytes | str, file_name: str) -> bytes:
	"""The picture with nothing but its pixels. Raises `frappe.ValidationError` if it is no picture."""
	picture_format = FORMATS.get(guess_type(file_name)[0] or "")
	try:
		if not picture_format or isinstance(content, str):
			_refuse()
		with Image.open(io.BytesIO(content), formats=(picture_format,)) as image:
			if image.width * image.height > MAX_PIXELS:
				_refuse()
			upright = ImageOps.exif_transpose(image)
			drawn = io.BytesIO()
			(upright.convert("RGB") if picture_format == "JPEG" else upright).save(drawn, picture_format)
	except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
		_refuse()
	return drawn.getvalue()


def _refuse() -> NoReturn:
	frappe.throw(_("Public files are pictures (JPEG, PNG, WebP, GIF). Upload other files as private ones."))
