"""Operations of which only one may succeed, such as opening a household's case: lock first, then look, then insert.

Both reads see the latest committed rows. A plain read would see them as they were when the transaction began, even
after waiting for a lock that another transaction held.

A document is locked before it gets its name (`before_insert`): the naming series is locked until the transaction
ends too, and two transactions that take both locks must take them in the same order.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import frappe


def lock(doctype: str, name: str | None, fields: str | Iterable[str] = "name") -> Any:
	"""Wait until no other transaction works on the document, and lock it until this one ends.

	Returns its latest committed values, as `frappe.db.get_value` does.
	"""
	return frappe.db.get_value(doctype, name, fields, for_update=True) if name else None


def latest(doctype: str, filters: Mapping[str, Any], fields: Iterable[str] = ("name",)) -> list[frappe._dict]:
	"""The latest committed rows with these values. One of the filters needs an index: all rows that are read are locked."""
	return frappe.db.get_values(doctype, filters, list(fields), as_dict=True, for_update=True)
