"""Rows on their way to a target: read ahead in a thread, and checked for repeated rows."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

import frappe
from frappe.translate import get_all_translations

from fanpin_app.discovery.refusals.errors import DUPLICATE, RowRefusedError

Item = TypeVar("Item")


def read_ahead(items: Iterable[Item]) -> Iterator[Item]:
	"""Yield the same items, each prepared while the database works on the one before.

	They are prepared in a thread, which reads a file and makes no database queries. Its refusals are in the user's
	language, so the translations are fetched beforehand.
	"""
	remaining: Iterator[Any] = iter(items)
	end: Any = object()
	get_all_translations(frappe.local.lang)
	with ThreadPoolExecutor(1) as thread:
		coming = thread.submit(copy_context().run, next, remaining, end)
		while (item := coming.result()) is not end:
			coming = thread.submit(copy_context().run, next, remaining, end)
			yield item


class SeenFacts:
	"""Remembers the facts of a file, in eight bytes for each row."""

	def __init__(self) -> None:
		self._digests: set[int] = set()

	def refuse_repeated(self, fact: tuple[Any, ...]) -> None:
		"""Raises RowRefusedError (duplicate) where all values equal those of an earlier row."""
		if self.holds(fact):
			raise RowRefusedError(DUPLICATE)

	def holds(self, fact: tuple[Any, ...]) -> bool:
		"""Whether an earlier row had the same values; they are remembered from now on."""
		digest = hash(repr(fact))
		if digest in self._digests:
			return True
		self._digests.add(digest)
		return False
