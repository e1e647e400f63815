"""Acts as a client during a request."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def as_client() -> Iterator[None]:
	"""Documents saved within the context come from a request."""
	frappe.local.request = frappe._dict(method="POST")
	try:
		yield
	finally:
		del frappe.local.request
