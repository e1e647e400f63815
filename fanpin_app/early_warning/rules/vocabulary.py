"""The words that the value of a condition can be, where that is known: those of the register and of the feeds.

Words are kept as the register keeps them (English); an administrator may write them as the form shows them.
"""

from collections.abc import Sequence

import frappe
from frappe import _

from fanpin_app.discovery.feeds.definitions import value_map
from fanpin_app.early_warning.rules import comparison, related_sources
from fanpin_app.early_warning.rules.comparison import CHECK
from fanpin_app.early_warning.rules.fields import Field, by_source

YES_OR_NO = ("Yes", "No")
# A word may be said in another way of a household than elsewhere.
CONTEXT = {"Household": "Household", "Member": "Household Member", "Income": "Income Statement"}


def words_of(condition) -> list[str]:
	"""All that the condition's value can be; empty for figures and where nothing is known of it."""
	if condition.source == "Indicator":
		return words_of_indicator(condition.indicator)
	field = by_source().get(condition.source, {}).get(condition.field)
	return words_of_field(field) if field else []


def words_of_field(field: Field) -> list[str]:
	if field.kind == CHECK:
		return list(YES_OR_NO)
	return [word for word in field.values() if word] if field.values else []


def words_of_indicator(indicator: str | None) -> list[str]:
	"""What the feeds turn an agency's words into for a text indicator, in their order."""
	if not indicator or frappe.get_cached_value("Indicator", indicator, "value_type") != "Text":
		return []
	maps = frappe.get_all(
		"Feed Column",
		filters={"indicator": indicator, "parenttype": "Data Feed", "role": "Value"},
		pluck="value_map",
		order_by="parent asc, idx asc",
	)
	return list(dict.fromkeys(word for lines in maps for word in value_map(lines).values()))


def keep_as_known(condition) -> None:
	"""Write the condition's value in the words that the data has, where the form's language was used."""
	if not condition.value or (condition.source == "Indicator" and condition.aggregation == "Count"):
		return
	known = words_of(condition)
	meant = {label(word, condition.source): word for word in reversed(known)} | {word: word for word in known}
	parts = comparison.split(condition.value)
	if any(part in meant for part in parts):
		condition.value = ", ".join(meant.get(part, part) for part in parts if part)


def label(word: str, source: str | None = None) -> str:
	"""A word of a source as the user's language has it; a code by its name."""
	if kept := related_sources.every().get(source):
		return _title(word, kept) or _(word, context=kept.doctype)
	return _(word, context=CONTEXT.get(source))


def _title(word: str, source: related_sources.Related) -> str | None:
	titles = [field.titles() for field in source.fields.values() if field.titles]
	return next((known[word] for known in titles if word in known), None)


def shown(values: Sequence[str], source: str | None = None) -> list[dict]:
	"""Options for a form: each value with its label in the user's language."""
	return [{"value": value, "label": label(value, source)} for value in values]
