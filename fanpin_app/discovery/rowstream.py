"""Rows on their way into a target: taken in chunks, and never the same fact twice within a file."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from fanpin_app.discovery.refusal import DUPLICATE, RowRefused


def chunks(rows: Iterable, size: int) -> Iterator[list]:
	remaining = iter(rows)
	while chunk := list(islice(remaining, size)):
		yield chunk


class SeenFacts:
	"""Remembers what a file said already, in eight bytes a row."""

	def __init__(self) -> None:
		self._digests: set[int] = set()

	def refuse_repeated(self, fact: tuple[Any, ...]) -> None:
		"""Raises RowRefused (duplicate) when all values equal those of an earlier row."""
		digest = hash(repr(fact))
		if digest in self._digests:
			raise RowRefused(DUPLICATE)
		self._digests.add(digest)
