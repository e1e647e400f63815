"""Which texts the database takes for the same: it ignores case, marks on letters, width and trailing spaces."""

import unicodedata

# Unicode's categories of characters that the database ignores: marks on letters, and what is invisible.
IGNORED_CATEGORIES = "CM"


def spelling(text: str) -> str:
	"""The one spelling of all texts that the database takes for the same: small letters without marks, of half width."""
	letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
	kept = "".join(letter for letter in letters if unicodedata.category(letter)[0] not in IGNORED_CATEGORIES)
	return " ".join(unicodedata.normalize("NFC", kept).split())
