"""Rows on their way to a target: read and checked ahead in threads, and checked for repeated rows."""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, TypeVar

import frappe
from frappe.translate import get_all_translations

from fanpin_app.discovery.refusals.errors import DUPLICATE, RowRefusedError

Item = TypeVar("Item")
Result = TypeVar("Result")

# Seconds: after each query a thread waits for the others, by default up to ten times longer.
SWITCH_INTERVAL = 0.0005
# New objects between two collections: rows make no reference cycles.
COLLECTION_THRESHOLD = 200_000


@contextmanager
def interpreter_settings() -> Iterator[None]:
	"""Settings of the interpreter for many rows in several threads; as before afterwards."""
	interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
	sys.setswitchinterval(SWITCH_INTERVAL)
	gc.set_threshold(COLLECTION_THRESHOLD, *thresholds[1:])
	try:
		yield
	finally:
		sys.setswitchinterval(interval)
		gc.set_threshold(*thresholds)


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


def check_ahead(check: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
	"""Yield the result of `check` for each item, while the next item is checked in a thread.

	Both threads share the site's only connection: `check` makes no database queries, so the caller may write to the
	database between two results. An item is drawn when nothing is being checked, so drawing it may make queries, too.
	"""
	checked: list[Result] = []
	with ThreadPoolExecutor(1) as thread:
		for item in items:
			checking = thread.submit(copy_context().run, check, item)
			yield from checked
			checked = [checking.result()]
	yield from checked


class SeenFacts:
	"""Remembers the facts of a file, in eight bytes for each row."""

	def __init__(self) -> None:
		self._digests: set[int] = set()

	def refuse_repeated(self, fact: str) -> None:
		"""Raises RowRefusedError (duplicate) where all values, as one text, equal those of an earlier row."""
		if self.holds(fact):
			raise RowRefusedError(DUPLICATE)

	def holds(self, fact: str) -> bool:
		"""Whether an earlier row had the same values; they are remembered from now on."""
		digest = hash(fact)
		if digest in self._digests:
			return True
		self._digests.add(digest)
		return False
