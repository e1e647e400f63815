"""Lists of places and names in messages: the first of them, and "…" where there are more."""

from collections.abc import Iterable

SEPARATOR = "、"


def shortened(
	items: Iterable[object], most: int, number: int | None = None, separator: str = SEPARATOR
) -> str:
	"""The first `most` of the items. `number`: how many there are, where `items` holds only the first of them."""
	items = list(items)
	more = "…" if (len(items) if number is None else number) > most else ""
	return separator.join(map(str, items[:most])) + more
