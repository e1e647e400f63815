"""The width of text, and its lines within a width. Lengths are in mm.

Widths are estimates that no font of the desk's stylesheet exceeds, so that a line that fits here fits on paper.
"""

import re
import unicodedata
from collections.abc import Iterator

WIDE = 1.0
CAPITAL = 0.75
WIDEST_LATIN = 0.95
OTHER = 0.6
LATIN_WORD = re.compile(r"[A-Za-z0-9@#&._/%+:-]+")
# Signs that do not begin a line.
CLOSING = frozenset("，。；：、！？）》”’】…,.;:!?)")
# Signs that do not end a line.
OPENING = frozenset("（《“‘【(")


def width_of(text: str, size: float) -> float:
	"""The width of a line of text in letters of this size."""
	return size * sum(map(_width_of_character, text))


def wrap(text: str, width: float, size: float) -> list[str]:
	"""The text in lines of at most this width, without spaces around them; none for an empty text.

	Chinese is broken between any two characters, but not before a closing or behind an opening sign; Latin words and numbers only where they
	are wider than a line.
	"""
	return [
		line for paragraph in text.splitlines() for line in _wrap_paragraph(paragraph, width / size) if line
	]


def _wrap_paragraph(paragraph: str, width: float) -> Iterator[str]:
	"""`width`: in letters."""
	line: list[str] = []
	for piece in _pieces(paragraph, width):
		if line and width_of("".join((*line, piece)), 1) > width:
			carried = [line.pop()] if _belong_together(line, piece, width) else []
			yield "".join(line).strip()
			line = carried if piece.isspace() else [*carried, piece]
		else:
			line.append(piece)
	yield "".join(line).strip()


def _belong_together(line: list[str], piece: str, width: float) -> bool:
	"""Whether the last piece of the line goes to the next line with this one."""
	is_joined = piece in CLOSING or line[-1] in OPENING
	return is_joined and len(line) > 1 and width_of(line[-1] + piece, 1) <= width


def _pieces(text: str, width: float) -> Iterator[str]:
	"""Words as wide as a line at most, and single characters."""
	position = 0
	while position < len(text):
		word = LATIN_WORD.match(text, position)
		piece = word.group() if word else text[position]
		position += len(piece)
		if width_of(piece, 1) > width:
			yield from piece
		else:
			yield piece


def _width_of_character(character: str) -> float:
	if unicodedata.combining(character):
		return 0.0
	if unicodedata.east_asian_width(character) in "WFA":
		return WIDE
	if character in "MWmw@%—":
		return WIDEST_LATIN
	return CAPITAL if character.isupper() else OTHER
