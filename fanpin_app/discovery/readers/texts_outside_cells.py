"""Texts of an .xlsx that are in no cell: comments and text boxes, where people write what the table does not say."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

FOLDERS = ("comments", "threadedComments", "drawings")
TEXTS = ("comment", "threadedComment", "txBody")
# Larger parts are drawings; nobody writes that many comments.
MAX_BYTES = 20 * 2**20


def find(path: Path) -> list[str]:
	try:
		with ZipFile(path) as archive:
			return [text for part in _parts(archive) for text in _texts(archive.read(part))]
	except BadZipFile:
		return []  # the reader reports what is wrong with such a file


def _parts(archive: ZipFile) -> Iterator[str]:
	for entry in archive.infolist():
		is_xml = entry.filename.endswith(".xml") and entry.file_size <= MAX_BYTES
		if is_xml and any(folder in entry.filename for folder in FOLDERS):
			yield entry.filename


def _texts(part: bytes) -> Iterator[str]:
	try:
		root = ElementTree.fromstring(part)
	except ElementTree.ParseError:
		return
	for element in root.iter():
		if element.tag.rpartition("}")[2] in TEXTS:
			yield "".join(element.itertext()).strip()
