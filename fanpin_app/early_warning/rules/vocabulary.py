"""The possible values of a condition, where they are known: those of the register and of the feeds.

Values are stored in the register's English terms; administrators may type them as the form shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.discovery.feeds.definitions import value_map
from fanpin_app.early_warning.rules import comparison, related_sources
from fanpin_app.early_warning.rules.comparison import CHECK
from fanpin_app.early_warning.rules.fields import Field, fields_by_source

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

YES_OR_NO = ("Yes", "No")
# The translation of a value may depend on the DocType that it belongs to.
TRANSLATION_CONTEXTS = {"Household": "Household", "Member": "Household Member", "Income": "Income Statement"}


def possible_values(condition: RuleCondition) -> list[str]:
	"""All possible values of the condition; empty for figures and where they are not known."""
	if condition.source == "Indicator":
		return values_of_indicator(condition.indicator)
	field = fields_by_source().get(condition.source, {}).get(condition.field or "")
	return values_of_field(field) if field else []


def values_of_field(field: Field) -> list[str]:
	if field.kind == CHECK:
		return list(YES_OR_NO)
	return [value for value in field.values() if value] if field.values else []


def values_of_indicator(indicator: str | None) -> list[str]:
	"""The values to which feeds map an agency's terms for a text indicator, in the order of the feeds' columns."""
	if not indicator or frappe.get_cached_value("Indicator", indicator, "value_type") != "Text":
		return []
	maps = frappe.get_all(
		"Feed Column",
		filters={"indicator": indicator, "parenttype": "Data Feed", "role": "Value"},
		pluck="value_map",
		order_by="parent asc, idx asc",
	)
	return list(dict.fromkeys(value for lines in maps for value in value_map(lines).values()))


def normalise_value(condition: RuleCondition) -> None:
	"""Replace the condition's value by the register's own terms where it was typed in the user's language."""
	if not condition.value or (condition.source == "Indicator" and condition.aggregation == "Count"):
		return
	known = possible_values(condition)
	stored_values = {label(value, condition.source): value for value in reversed(known)} | {
		value: value for value in known
	}
	parts = comparison.split(condition.value)
	if any(part in stored_values for part in parts):
		condition.value = ", ".join(stored_values.get(part, part) for part in parts if part)


def label(value: str, source: str | None = None) -> str:
	"""A value of a source in the user's language; the title of a code."""
	if related := related_sources.by_name().get(source or ""):
		return _title(value, related) or _(value, context=related.doctype)
	return _(value, context=TRANSLATION_CONTEXTS.get(source or ""))


def _title(value: str, source: related_sources.RelatedSource) -> str | None:
	titles = [field.titles() for field in source.fields.values() if field.titles]
	return next((known[value] for known in titles if value in known), None)


def options(values: Sequence[str], source: str | None = None) -> list[dict]:
	"""Options for a form: each value, with its label in the user's language."""
	return [{"value": value, "label": label(value, source)} for value in values]
