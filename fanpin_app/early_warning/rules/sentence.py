"""A rule as one readable sentence in the user's language. What is missing from a condition reads as "…"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.early_warning.rules import comparison, related_sources, vocabulary
from fanpin_app.early_warning.rules.fields import Field, field_of_any_source
from fanpin_app.early_warning.rules.outline import COUNT, NONE, Bond, DocumentBond, MemberBond, outline_of
from fanpin_app.early_warning.rules.subjects import HOUSEHOLD

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

PLACEHOLDER = "…"


@dataclass(frozen=True)
class Sentence:
	"""`head`, then one line for each group of conditions, of which one has to hold, then `tail`."""

	head: str
	groups: list[str]
	tail: str

	def __str__(self) -> str:
		return f"{self.head}{_('; ').join(self.groups)}{self.tail}"


def sentence_of(rule: RiskRule) -> Sentence:
	"""The sentence of a Risk Rule, saved or not; it need not be complete."""
	# A condition that was just added on the form may have no number yet.
	outline = outline_of(rule.conditions, related_sources.by_name(), blank_group=1)
	groups = [_(", and ").join(_bond(bond) for bond in bonds) for bonds in outline]
	if len(groups) > 1:
		head = _("{0} of which any one of these is true {1}: ").format(
			_(rule.subject or HOUSEHOLD), _effect(rule)
		)
		groups = [_("({0}) {1}").format(number, group) for number, group in enumerate(groups, start=1)]
	else:
		head = _("{0} of which this is true {1}: ").format(_(rule.subject or HOUSEHOLD), _effect(rule))
	return Sentence(head, groups or [PLACEHOLDER], _tail(rule))


def _effect(rule: RiskRule) -> str:
	if rule.kind == "Data Defect":
		return _("have a defect in their data")
	risk = frappe.db.get_value("Risk Type", rule.risk, "risk_name") if rule.risk else None
	return _("get a {0} alert ({1})").format(
		_(rule.level) if rule.level else PLACEHOLDER, risk or PLACEHOLDER
	)


def _tail(rule: RiskRule) -> str:
	if rule.kind != "Data Defect" and rule.steps_up:
		return _("; where the income per head is below the income line, the level is one higher")
	return ""


def _bond(bond: Bond) -> str:
	if isinstance(bond, MemberBond):
		return _same_member_conditions(bond.conditions)
	if isinstance(bond, DocumentBond):
		return _document_conditions(bond)
	return _single_condition(bond.condition)


def _document_conditions(bond: DocumentBond) -> str:
	first, source = bond.conditions[0], _(bond.source.name)
	text = _(" and ").join(_field_condition(condition) for condition in bond.conditions)
	if first.aggregation == NONE:
		return _("no {0} with {1}").format(source, text)
	if first.aggregation == COUNT:
		return _("at least {0} {1} with {2}").format(first.at_least or 1, source, text)
	return _("a {0} with {1}").format(source, text)


def _single_condition(condition: RuleCondition) -> str:
	if condition.source == "Indicator":
		return _indicator_condition(condition)
	if condition.source == "Member":
		return _member_condition(condition)
	if condition.source == "Income":
		return _("in the latest year {0}").format(_field_condition(condition))
	return _field_condition(condition)


def _same_member_conditions(conditions: Sequence[RuleCondition]) -> str:
	of_register = [condition for condition in conditions if condition.source == "Member"]
	text = _(" and ").join(
		_field_condition(condition) if condition.source == "Member" else _indicator_condition(condition)
		for condition in conditions
	)
	if not of_register:
		return _("one and the same member: {0}").format(text)
	if of_register[0].aggregation == NONE:
		return _("no living member for which all is true: {0}").format(text)
	if of_register[0].aggregation == COUNT:
		return _("at least {0} living members who each: {1}").format(of_register[0].at_least or 1, text)
	return _("one and the same living member: {0}").format(text)


def _member_condition(condition: RuleCondition) -> str:
	text = _field_condition(condition)
	if condition.aggregation == NONE:
		return _("no living member: {0}").format(text)
	if condition.aggregation == COUNT:
		return _("at least {0} living members: {1}").format(condition.at_least or 1, text)
	return _("a living member: {0}").format(text)


def _indicator_condition(condition: RuleCondition) -> str:
	name, unit = _indicator_name_and_unit(condition.indicator)
	window = _("in the last {0} months ").format(condition.window_months) if condition.window_months else ""
	counts = condition.aggregation == "Count"
	comparison_text = _comparison(condition, str if counts else lambda value: f"{value}{unit}")
	patterns = {
		"Sum": _("{0}the sum of {1}{2}"),
		"Count": _("{0}the number of records of {1}{2}"),
		"Max": _("{0}the highest {1}{2}"),
		"Min": _("{0}the lowest {1}{2}"),
		"Any": _("{0}a record of {1}{2}"),
		"None": _("{0}no record of {1}{2}"),
		"Latest": _("{0}the latest {1}{2}"),
		"First": _("{0}the first {1}{2}"),
	}
	pattern = patterns.get(condition.aggregation, "{0}{1}{2}")
	return pattern.format(window, name, comparison_text)


def _indicator_name_and_unit(code: str | None) -> tuple[str, str]:
	if not code:
		return PLACEHOLDER, ""
	return frappe.db.get_value("Indicator", code, ("indicator_name", "unit")) or (code, "")


def _field_condition(condition: RuleCondition) -> str:
	field = field_of_any_source(condition)
	if (text := _phrase(condition, field)) is not None:
		return text
	name = _(condition.field) if condition.field else PLACEHOLDER
	return f"{name}{_comparison(condition, _with_unit(field))}"


def _phrase(condition: RuleCondition, field: Field | None) -> str | None:
	"""The field's phrase for the condition's values, such as "has work" for works = Yes; None if it has none."""
	if not field or not field.phrases or condition.operator not in ("=", "in"):
		return None
	phrases = field.phrases()
	values = comparison.split(condition.value)
	if not values or any(value not in phrases for value in values):
		return None
	return _(" or ").join(phrases[value] for value in values)


def _comparison(condition: RuleCondition, with_unit: Callable[[str], str]) -> str:
	operator = condition.operator
	if operator == "is set":
		return _(" is recorded")
	if operator == "is not set":
		return _(" is not recorded")
	values = [with_unit(value) for value in _value_texts(condition)]
	if operator == "between" and len(values) == 2:
		return _(" is between {0} and {1}").format(*values)
	return _operator_patterns().get(operator, f"{PLACEHOLDER}{{0}}").format(_(" or ").join(values))


def operator_label(operator: str) -> str:
	"""An operator in the words of the sentence, such as "不低于" for ">="."""
	pattern = _operator_patterns().get(operator)
	return pattern.format("").strip() if pattern and operator not in comparison.LISTS else _(operator)


def _operator_patterns() -> dict[str, str]:
	return {
		">=": _(" is at least {0}"),
		">": _(" is more than {0}"),
		"<": _(" is less than {0}"),
		"<=": _(" is at most {0}"),
		"=": _(" is {0}"),
		"!=": _(" is not {0}"),
		"in": _(" is one of {0}"),
		"not in": _(" is none of {0}"),
	}


def _value_texts(condition: RuleCondition) -> list[str]:
	if condition.value_source == comparison.INCOME_LINE:
		return [_share_text(condition, _("the income line"), _("{0}% of the income line"))]
	if condition.value_source == comparison.YEAR_BEFORE:
		return [_share_text(condition, _("that of the year before"), _("{0}% of the year before"))]
	return [
		vocabulary.label(part, condition.source) if part else PLACEHOLDER
		for part in comparison.split(condition.value)
	]


def _share_text(condition: RuleCondition, whole: str, share: str) -> str:
	per_cent = condition.value or comparison.FULL_SHARE
	return whole if per_cent == comparison.FULL_SHARE else share.format(per_cent)


def _with_unit(field: Field | None) -> Callable[[str], str]:
	pattern = field.unit() if field and field.unit else "{0}"

	def with_unit(value: str) -> str:
		return pattern.format(value) if value.replace(".", "", 1).lstrip("-").isdigit() else value

	return with_unit
