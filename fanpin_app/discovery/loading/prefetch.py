"""Rows on their way into a target: read ahead, and never the same fact twice within a file."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import frappe
from frappe.translate import get_all_translations

from fanpin_app.discovery.refusals.errors import DUPLICATE, RowRefused


def read_ahead(items: Iterable) -> Iterator:
	"""The same items, each made while the database works on the one before.

	They are made in a thread: what makes them reads a file and asks nothing of the database. What it refuses it says in the
	user's language, of which the words are fetched before.
	"""
	remaining, end = iter(items), object()
	get_all_translations(frappe.local.lang)
	with ThreadPoolExecutor(1) as thread:
		coming = thread.submit(copy_context().run, next, remaining, end)
		while (item := coming.result()) is not end:
			coming = thread.submit(copy_context().run, next, remaining, end)
			yield item


class SeenFacts:
	"""Remembers what a file said already, in eight bytes a row."""

	def __init__(self) -> None:
		self._digests: set[int] = set()

	def refuse_repeated(self, fact: tuple[Any, ...]) -> None:
		"""Raises RowRefused (duplicate) when all values equal those of an earlier row."""
		if self.holds(fact):
			raise RowRefused(DUPLICATE)

	def holds(self, fact: tuple[Any, ...]) -> bool:
		"""Whether an earlier row said the same; remembered from now on."""
		digest = hash(repr(fact))
		if digest in self._digests:
			return True
		self._digests.add(digest)
		return False
