"""Whether two spellings, in a file and in the register, can be the same person's name."""

import re
import unicodedata
from itertools import groupby

# Between the parts of minorities' names, written in half a dozen ways.
DOTS = ".·•・‧∙⋅˙●°"
# Offices without a font for a rare character write a placeholder.
UNKNOWN_CHARACTERS = "?？□■*"
BRACKETS = str.maketrans("【〔[", "(((")
PRIVATE_USE = "Co"
# Control characters, direction marks, and variation selectors.
INVISIBLE = ("Cc", "Cf", "Mn")


def is_same(name: str | None, other: str | None) -> bool:
	"""Whether the names are equal apart from spaces, dots and characters that one of them cannot show.

	An unknown name matches any other.
	"""
	one, two = _folded(name), _folded(other)
	if not one or not two or one == two:
		return True
	if len(one) == len(two):
		return all(a == b or _is_unknown(a) or _is_unknown(b) for a, b in zip(one, two, strict=True))
	# A rare character is lost as one sign or as several, and a masked name has any number of signs.
	return bool(_pattern(one).fullmatch(two) or _pattern(two).fullmatch(one))


def is_proved(name: str | None, other: str | None) -> bool:
	"""Whether the names match and share a character: “*” matches any name and proves nothing."""
	shared = set(_folded(name)) & set(_folded(other))
	return is_same(name, other) and any(not _is_unknown(char) for char in shared)


def says_less(name: str, other: str) -> bool:
	"""Whether the name has unreadable characters, and more of them than the other."""
	if name == other or name.isalpha():
		return False
	return sum(map(_is_unknown, name)) > sum(map(_is_unknown, other))


def is_no_new_name(name: str, registered: str) -> bool:
	"""Whether the name says less than the registered one, or is the same with a note in brackets: 李勇娜（已故）."""
	if name == registered or name.isalpha():
		return False
	return says_less(name, registered) or _has_note(name, registered)


def _has_note(name: str, other: str) -> bool:
	begun, bracket, _note = unicodedata.normalize("NFKC", name).translate(BRACKETS).partition("(")
	return bool(bracket and begun) and is_same(begun, other)


def _folded(name: str | None) -> str:
	plain = unicodedata.normalize("NFKC", name or "").upper()
	return "".join(
		char for char in plain if char not in DOTS and not char.isspace() and not _is_invisible(char)
	)


def _pattern(name: str) -> re.Pattern:
	groups = groupby(name, _is_unknown)
	return re.compile("".join(".+" if unknown else re.escape("".join(chars)) for unknown, chars in groups))


def _is_unknown(char: str) -> bool:
	return char in UNKNOWN_CHARACTERS or unicodedata.category(char) == PRIVATE_USE


def _is_invisible(char: str) -> bool:
	return unicodedata.category(char) in INVISIBLE
