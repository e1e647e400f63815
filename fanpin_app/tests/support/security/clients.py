"""Acting as a client does whose request is running."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def as_client() -> Iterator[None]:
	"""What is saved within was sent in a request."""
	frappe.local.request = frappe._dict(method="POST")
	try:
		yield
	finally:
		del frappe.local.request
