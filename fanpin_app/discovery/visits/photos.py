"""Photos of visits: private, like all files of households, and reduced in size."""

from mimetypes import guess_type
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils.image import optimize_image

if TYPE_CHECKING:
	from frappe.core.doctype.file.file import File

VISIT = "Household Visit"
# The desk's own uploader reduces images from this size on.
LARGE_BYTES = 200 * 1024
FORMATS = ("image/jpeg", "image/png", "image/webp")


def photos_of(visit: str) -> list[dict]:
	"""The photos of a visit: file_url and file_name, oldest first. Raises `frappe.PermissionError` out of scope."""
	frappe.get_doc(VISIT, visit).check_permission("read")
	return frappe.get_all(
		"File",
		filters={"attached_to_doctype": VISIT, "attached_to_name": visit},
		fields=["file_url", "file_name"],
		order_by="creation asc",
	)


def check(file: "File", method: str | None = None) -> None:
	"""Hook, before a File is stored: a file attached to a visit must be a photo; Frappe reduces its size.

	Raises `frappe.PermissionError` where the user may not write the visit.
	"""
	if file.attached_to_doctype != VISIT:
		return
	frappe.get_doc(VISIT, file.attached_to_name).check_permission("write")
	if guess_type(file.file_name)[0] not in FORMATS or file.is_remote_file:
		frappe.throw(_("Only photos go with a visit: JPEG, PNG or WebP."))
	if file.is_new():
		_make_small(file)


def _make_small(file: "File") -> None:
	content = file.get_content()
	if len(content) > LARGE_BYTES:
		smaller = optimize_image(content=content, content_type=guess_type(file.file_name)[0])
		file.save_file(content=smaller, overwrite=True)
