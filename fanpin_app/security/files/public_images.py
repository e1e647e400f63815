"""Public files are pictures, drawn anew: nothing that a browser runs, and nothing that is hidden behind a picture."""

import io
from mimetypes import guess_type

import frappe
from frappe import _
from PIL import Image, ImageOps

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
MOST_PIXELS = 25_000_000


def redrawn(content: bytes | str, file_name: str) -> bytes:
	"""The picture without anything but its pixels. Raises `frappe.ValidationError` for what is no picture."""
	picture_format = FORMATS.get(guess_type(file_name)[0])
	try:
		if not picture_format or isinstance(content, str):
			_refuse()
		with Image.open(io.BytesIO(content), formats=(picture_format,)) as image:
			if image.width * image.height > MOST_PIXELS:
				_refuse()
			upright = ImageOps.exif_transpose(image)
			drawn = io.BytesIO()
			(upright.convert("RGB") if picture_format == "JPEG" else upright).save(drawn, picture_format)
	except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
		_refuse()
	return drawn.getvalue()


def _refuse() -> None:
	frappe.throw(_("Public files are pictures (JPEG, PNG, WebP, GIF). Upload other files as private ones."))
