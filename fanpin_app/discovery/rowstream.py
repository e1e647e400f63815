"""Rows on their way into a target: taken in chunks, and never the same fact twice within a file."""

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from fanpin_app.discovery.refusal import DUPLICATE, RowRefused

# Who waits for the database comes back in many small pieces, and would wait Python's five thousandths for each.
SWITCH_SECONDS = 0.0005


def chunks(rows: Iterable, size: int) -> Iterator[list]:
	remaining = iter(rows)
	while chunk := list(islice(remaining, size)):
		yield chunk


def ahead(items: Iterator) -> Iterator:
	"""The items, the next of which is made in another thread while one is worked on: the database writes one part of a
	file while Python reads the next. `items` ask nothing of the database."""
	interval = sys.getswitchinterval()
	sys.setswitchinterval(SWITCH_SECONDS)
	try:
		with ThreadPoolExecutor(max_workers=1) as reader:
			coming = reader.submit(next, items, None)
			while (item := coming.result()) is not None:
				coming = reader.submit(next, items, None)
				yield item
	finally:
		sys.setswitchinterval(interval)


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
