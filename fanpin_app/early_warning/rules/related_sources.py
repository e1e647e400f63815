"""What later modules keep of a household and rules may ask about, such as its case and its measures: the hook
`household_rule_sources` names them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from pypika.queries import QueryBuilder, Table
from pypika.terms import Term

from fanpin_app.early_warning.rules.context import Frame

ANY, NONE, COUNT = "Any", "None", "Count"
AGGREGATIONS = (ANY, NONE, COUNT)


@dataclass(frozen=True)
class Rows:
	"""`query` holds the documents that count, nothing selected yet; `table` is what the fields are of; `household`
	and `document` tell whose each is and how it is named."""

	query: QueryBuilder
	table: Table
	household: Term
	document: Term


@dataclass(frozen=True)
class Related:
	"""`name`: the source of conditions on its `fields` (name → Field); `rows` makes them from the frame.

	`doctype`: whose words the values are. Conditions of one group that ask the same (Any, None, Count) of one source
	speak of one and the same document.
	"""

	name: str
	doctype: str
	rows: Callable[[Frame], Rows]
	fields: Mapping[str, Any]


def every() -> dict[str, Related]:
	"""All such sources by name."""
	brought = [frappe.get_attr(path) for path in frappe.get_hooks("household_rule_sources")]
	return {each.name: each for each in brought}
