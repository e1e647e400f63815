"""Values that are read from the database once and shared by all processes until a commit changes them.

Frappe's own cache is cleared when a document is changed: a process that reads between the change and its commit stores
the old value again, permanently. Here each commit that changes a value gives it a new version; a value is stored under
the version that was current before it was read, and it is read in a separate transaction, because the request's may
have begun before the commit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import frappe

# Limits how long an old value stays if a process dies between its commit and the new version.
MAX_AGE_SECONDS = 600


class SharedCache:
	"""One value of the site, as `read` (without arguments) returns it from the database. Callers do not change it."""

	def __init__(self, name: str, read: Callable[[], Any]):
		self.name = name
		self.read = read
		# Site → (key, value, when it was fetched): a process does not fetch and decode it for each request.
		self._fetched: dict[str, tuple[str, Any, float]] = {}

	def get(self) -> Any:
		"""The value as committed or, in a transaction that changed it, as this transaction sees it."""
		if not hasattr(frappe.local, self.name):
			value = self.read() if getattr(frappe.local, self._changed, False) else self._committed()
			setattr(frappe.local, self.name, value)
		return getattr(frappe.local, self.name)

	def forget(self) -> None:
		"""The value has changed in this transaction: read it again, here immediately and elsewhere after the commit."""
		self._drop_local()
		setattr(frappe.local, self._changed, True)
		frappe.db.after_commit.add(self._end_of_transaction)
		frappe.db.after_rollback.add(self._end_of_transaction)

	def clear(self) -> None:
		"""Make every process read the value again."""
		self._drop_local()
		frappe.cache.set(frappe.cache.make_key(f"{self.name}:version"), frappe.generate_hash())

	def _committed(self) -> Any:
		key = f"{self.name}:{self._version()}"
		fetched_key, value, fetched_at = self._fetched.get(frappe.local.site, ("", None, 0.0))
		if key != fetched_key or monotonic() - fetched_at > MAX_AGE_SECONDS:
			value = self._fetch(key)
			self._fetched[frappe.local.site] = (key, value, monotonic())
		return value

	def _fetch(self, key: str) -> Any:
		if (value := frappe.cache.get_value(key, expires=True)) is None:
			with _separate_transaction():
				value = self.read()
			frappe.cache.set_value(key, value, expires_in_sec=MAX_AGE_SECONDS)
		return value

	def _version(self) -> str:
		key = frappe.cache.make_key(f"{self.name}:version")
		if not (version := frappe.cache.get(key)):
			frappe.cache.set(key, frappe.generate_hash(), nx=True)
			version = frappe.cache.get(key)
		return version.decode()

	def _end_of_transaction(self) -> None:
		setattr(frappe.local, self._changed, False)
		self.clear()

	def _drop_local(self) -> None:
		if hasattr(frappe.local, self.name):
			delattr(frappe.local, self.name)

	@property
	def _changed(self) -> str:
		return f"{self.name}_changed"


@contextmanager
def _separate_transaction() -> Iterator[None]:
	db_of_request = frappe.local.db
	frappe.connect(set_admin_as_user=False)
	try:
		yield
	finally:
		frappe.local.db.close()
		frappe.local.db = db_of_request
