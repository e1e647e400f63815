"""Whether a rule that is tried out asks for values that its author may not read in the documents.

Such a rule shows no household: that it hits one reveals the value, however the evidence is masked. Exact numbers reveal it
too, where other conditions fit one household only; so they are given in tens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.utils import getdate, today

from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rules import id_number_fields
from fanpin_app.early_warning.rules.context import NO_REGION, RuleContext
from fanpin_app.privacy.fields import unreadable_fields

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule

TENS = 10
TABLE = re.compile(r"`tab([^`]+)`")


def reason_for_counts_only(*rules: RiskRule) -> str | None:
	"""The reason why no subjects of the rules are shown, in the user's language; None if they are shown."""
	if not any(any(private_columns(rule)) for rule in rules):
		return None
	return _(
		"The rule asks for a private value, such as health, which is read of one person at a time, with a purpose. A list of hits would reveal it, so only numbers are shown, rounded down to tens."
	)


def private_columns(rule: RiskRule) -> Iterator[tuple[str, str]]:
	"""DocType and field of each value that the rule's query reads and the user may not.

	The query itself is searched, so that no field can be forgotten, whichever app defines it. What `id_number_fields`
	answers about a number without revealing it is not counted.
	"""
	conditions = [condition for condition in rule.conditions if not id_number_fields.conceals(condition)]
	if not conditions:
		return
	asked: Any = frappe._dict(subject=rule.subject, kind=rule.kind, conditions=conditions)
	sql = compile_rule(asked, RuleContext(NO_REGION, getdate(today()))).query.get_sql()
	for doctype in sorted(set(TABLE.findall(sql))):
		for fieldname in sorted(_unreadable_fields(doctype)):
			if f"`{fieldname}`" in sql:
				yield doctype, fieldname


def tens(number: int) -> int:
	"""The number rounded down to tens."""
	return number // TENS * TENS


def _unreadable_fields(doctype: str) -> set[str]:
	"""Of a table, the fields that the user may read in none of the documents that have it."""
	if not frappe.get_meta(doctype).istable:
		return unreadable_fields(doctype)
	tables = {"fieldtype": "Table", "options": doctype}
	parents = frappe.get_all("DocField", filters=tables, pluck="parent", distinct=True) or [None]
	return set.intersection(*(unreadable_fields(doctype, parent) for parent in parents))
