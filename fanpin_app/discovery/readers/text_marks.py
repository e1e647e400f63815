"""Text that is struck through or raised in parts of a cell, and cells that are struck through or show no figure.

Readers join all parts of a cell's text: 300 struck out before 500 becomes 300500, and 1200 with the footnote ¹ becomes
12001. Such cells become a `CellError`, so that a figure is never made of two.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree
from zipfile import ZipFile

# Why the cell is not read; its value follows.
STRUCK, RAISED = "#STRUCK", "#RAISED"
# In shared or inline texts.
HINTS = (b"strike", b"vertAlign")
CHUNK = 2**20
LONGEST_HINT = max(map(len, HINTS))
# Raised digits change figures, days and codes; in words (m²) they are part of the word.
FIGURE_OR_CODE = re.compile(r"[¥￥]?[\dA-Za-z.,:/\-+ 年月日号元万]*\d[\dA-Za-z.,:/\-+ 年月日号元万]*")


@dataclass(frozen=True)
class Marks:
	"""The marks of an .xlsx: error of shared texts by index, and the cell formats whose font is struck through."""

	texts: dict[str, str] = field(default_factory=dict)
	struck_styles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
	"""A part of a cell's text with one font."""

	text: str
	is_struck: bool = False
	is_raised: bool = False


def error_of_parts(parts: Sequence[Part]) -> str | None:
	"""The error for a text with these parts; None where all of it is to be read."""
	filled = [part for part in parts if part.text.strip()]
	if any(part.is_struck for part in filled):
		return STRUCK
	raised = [part for part in filled if part.is_raised]
	if (
		raised
		and len(raised) < len(filled)
		and FIGURE_OR_CODE.fullmatch("".join(p.text for p in parts).strip())
	):
		return RAISED
	return None


def of_workbook(archive: ZipFile, texts: Iterable[str], styles: bytes) -> Marks:
	"""`texts`: the parts of the archive with shared texts."""
	found: dict[str, str] = {}
	for name in texts:
		if _is_marked(archive, name):
			found |= _marked_texts(archive, name)
	return Marks(found, frozenset(_struck_styles(styles)))


def error_of_inline(text: ElementTree.Element) -> str | None:
	"""The error for a text in an .xlsx: the element of a shared text or of an inline one."""
	return error_of_parts([_part(run) for run in text if _tag(run) == "r"])


def _is_marked(archive: ZipFile, name: str) -> bool:
	rest = b""
	with archive.open(name) as part:
		while chunk := part.read(CHUNK):
			if any(hint in rest + chunk for hint in HINTS):
				return True
			rest = chunk[-LONGEST_HINT:]
	return False


def _marked_texts(archive: ZipFile, name: str) -> dict[str, str]:
	found, number, root = {}, 0, None
	with archive.open(name) as part:
		for event, element in ElementTree.iterparse(part, events=("start", "end")):
			root = element if root is None else root
			if event == "end" and _tag(element) == "si":
				if error := error_of_inline(element):
					found[str(number)] = error
				number += 1
				root.clear()
	return found


def _part(run: ElementTree.Element) -> Part:
	text, is_struck, is_raised = "", False, False
	for child in run:
		if _tag(child) == "t":
			text += child.text or ""
		elif _tag(child) == "rPr":
			is_struck = any(_tag(each) == "strike" and _is_on(each) for each in child)
			is_raised = any(
				_tag(each) == "vertAlign" and each.get("val") in ("superscript", "subscript")
				for each in child
			)
	return Part(text, is_struck, is_raised)


def _struck_styles(styles: bytes) -> Iterator[str]:
	"""The numbers of the cell formats whose font is struck through."""
	if HINTS[0] not in styles:
		return
	struck: set[str] = set()
	for element in ElementTree.fromstring(styles):
		if _tag(element) == "fonts":
			struck = {
				str(number)
				for number, font in enumerate(element)
				if any(_tag(each) == "strike" and _is_on(each) for each in font)
			}
		elif _tag(element) == "cellXfs":
			yield from (
				str(number) for number, each in enumerate(element) if each.get("fontId", "0") in struck
			)


def _is_on(element: ElementTree.Element) -> bool:
	return element.get("val", "1") not in ("0", "false")


def _tag(element: ElementTree.Element) -> str:
	return element.tag.rpartition("}")[2]
