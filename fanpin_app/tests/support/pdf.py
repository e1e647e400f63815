"""What a PDF shows."""

import io

from pypdf import PdfReader

MISSING = (14, 16)


def text_of(content: bytes, password: str | None = None) -> str:
	"""The text of all pages, without white space."""
	pages = PdfReader(io.BytesIO(content), password=password).pages
	found = "".join(page.extract_text() for page in pages)
	return "".join(found.split())


def sizes_of(content: bytes) -> list[tuple[int, int]]:
	"""Width and height of each page, in millimetres."""
	boxes = [page.mediabox for page in PdfReader(io.BytesIO(content)).pages]
	return [(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes]


def pictures_of(content: bytes) -> list[tuple[int, int]]:
	"""Width and height of the pictures of all pages, in pixels; Chromium draws a small one where a picture is missing."""
	found = []
	for page in PdfReader(io.BytesIO(content)).pages:
		for each in (page["/Resources"].get("/XObject") or {}).values():
			picture = each.get_object()
			if picture.get("/Subtype") == "/Image":
				found.append((picture["/Width"], picture["/Height"]))
	return [size for size in found if size != MISSING]
