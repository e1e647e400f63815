"""Whether two ways of writing a name can be the same name: in a file, and in the register."""

import unicodedata

# Between the parts of names of minorities, written in half a dozen ways.
DOTS = ".·•・‧∙⋅˙"
# Offices without a font for a rare character write a stand-in.
UNKNOWN_CHARACTERS = "?？□■*"
PRIVATE_USE = "Co"


def is_same(name: str | None, other: str | None) -> bool:
	"""Whether the names are equal but for spaces, dots and characters that one of them cannot show.

	An unknown name is like any other.
	"""
	one, two = _folded(name), _folded(other)
	if not one or not two:
		return True
	return len(one) == len(two) and all(
		a == b or _is_unknown(a) or _is_unknown(b) for a, b in zip(one, two, strict=True)
	)


def _folded(name: str | None) -> str:
	plain = unicodedata.normalize("NFKC", name or "").upper()
	return "".join(char for char in plain if char not in DOTS and not char.isspace())


def _is_unknown(char: str) -> bool:
	return char in UNKNOWN_CHARACTERS or unicodedata.category(char) == PRIVATE_USE
