"""A rule as people would say it: one sentence, in the user's language. An unfinished condition reads as "…"."""

from dataclasses import dataclass

import frappe
from frappe import _

from fanpin_app.early_warning.rule_queries import household_conditions, member_conditions
from fanpin_app.early_warning.rules import comparison, related_sources, vocabulary
from fanpin_app.early_warning.rules.fields import BY_SOURCE
from fanpin_app.early_warning.rules.subjects import HOUSEHOLD

UNKNOWN = "…"


@dataclass(frozen=True)
class Sentence:
	"""`head`, then one line for each group of conditions (one is enough), then `tail`."""

	head: str
	groups: list[str]
	tail: str

	def __str__(self) -> str:
		return f"{self.head}{_('; ').join(self.groups)}{self.tail}"


def sentence_of(rule) -> Sentence:
	"""The sentence of a Risk Rule, saved or not; it need not be complete."""
	groups = [_group(conditions) for conditions in _groups(rule)]
	if len(groups) > 1:
		head = _("{0} of which any one of these is true {1}: ").format(
			_(rule.subject or HOUSEHOLD), _effect(rule)
		)
		groups = [_("({0}) {1}").format(number, group) for number, group in enumerate(groups, start=1)]
	else:
		head = _("{0} of which this is true {1}: ").format(_(rule.subject or HOUSEHOLD), _effect(rule))
	return Sentence(head, groups or [UNKNOWN], _tail(rule))


def _effect(rule) -> str:
	if rule.kind == "Data Defect":
		return _("have a defect in their data")
	risk = frappe.db.get_value("Risk Type", rule.risk, "risk_name") if rule.risk else None
	return _("get a {0} alert ({1})").format(_(rule.level) if rule.level else UNKNOWN, risk or UNKNOWN)


def _tail(rule) -> str:
	if rule.kind != "Data Defect" and rule.steps_up:
		return _("; where the income per head is below the income line, the level is one higher")
	return ""


def _groups(rule) -> list[list]:
	numbers = sorted({condition.group or 1 for condition in rule.conditions})
	return [
		[condition for condition in rule.conditions if (condition.group or 1) == number] for number in numbers
	]


def _group(conditions: list) -> str:
	bound: dict = {}
	for place, condition in enumerate(conditions):
		bound.setdefault(_bond(condition) or place, []).append(condition)
	return _(", and ").join(_together(conditions) for conditions in bound.values())


def _bond(condition) -> str | None:
	"""What conditions have in common that speak of one and the same member, or of one document."""
	if condition.same_member:
		return "member"
	return (
		f"{condition.source} {condition.aggregation}" if condition.source in related_sources.every() else None
	)


def _together(conditions: list) -> str:
	if conditions[0].same_member:
		return _of_same_member(conditions)
	if conditions[0].source in related_sources.every():
		return _of_document(conditions)
	return _condition(conditions[0])


def _of_document(conditions: list) -> str:
	first = conditions[0]
	told = _(" and ").join(_of_field(condition) for condition in conditions)
	if first.aggregation == related_sources.NONE:
		return _("no {0} with {1}").format(_(first.source), told)
	if first.aggregation == related_sources.COUNT:
		return _("at least {0} {1} with {2}").format(first.at_least or 1, _(first.source), told)
	return _("a {0} with {1}").format(_(first.source), told)


def _condition(condition) -> str:
	if condition.source == "Indicator":
		return _of_indicator(condition)
	if condition.source == "Member":
		return _of_members(condition)
	if condition.source == "Income":
		return _("in the latest year {0}").format(_of_field(condition))
	return _of_field(condition)


def _of_same_member(conditions: list) -> str:
	asked = [condition for condition in conditions if condition.source == "Member"]
	told = _(" and ").join(
		_of_field(condition) if condition.source == "Member" else _of_indicator(condition)
		for condition in conditions
	)
	if not asked:
		return _("one and the same member: {0}").format(told)
	if asked[0].aggregation == member_conditions.NONE:
		return _("no living member of whom all is true: {0}").format(told)
	if asked[0].aggregation == member_conditions.COUNT:
		return _("at least {0} living members of whom each: {1}").format(asked[0].at_least or 1, told)
	return _("one and the same living member: {0}").format(told)


def _of_members(condition) -> str:
	told = _of_field(condition)
	if condition.aggregation == member_conditions.NONE:
		return _("no living member: {0}").format(told)
	if condition.aggregation == member_conditions.COUNT:
		return _("at least {0} living members: {1}").format(condition.at_least or 1, told)
	return _("a living member: {0}").format(told)


def _of_indicator(condition) -> str:
	name, unit = _indicator(condition.indicator)
	window = _("in the last {0} months ").format(condition.window_months) if condition.window_months else ""
	counts = condition.aggregation == "Count"
	compared = _compared(condition, str if counts else lambda value: f"{value}{unit}")
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
	return pattern.format(window, name, compared)


def _indicator(code: str | None) -> tuple[str, str]:
	if not code:
		return UNKNOWN, ""
	return frappe.db.get_value("Indicator", code, ("indicator_name", "unit")) or (code, "")


def _of_field(condition) -> str:
	if (told := _plainly(condition)) is not None:
		return told
	name = _(condition.field) if condition.field else UNKNOWN
	return f"{name}{_compared(condition, _with_unit(condition.field))}"


def _plainly(condition) -> str | None:
	"""What is answered with yes or no is said outright: "has work" for works = Yes."""
	answers = _answers().get(condition.field)
	if not answers or condition.operator not in ("=", "in"):
		return None
	asked = comparison.split(condition.value)
	if not asked or any(word not in answers for word in asked):
		return None
	return _(" or ").join(answers[word] for word in asked)


def _answers() -> dict[str, dict[str, str]]:
	return {
		"monitored": {"Yes": _("is monitored"), "No": _("is not monitored")},
		"subsistence_allowance": {
			"Yes": _("receives the subsistence allowance"),
			"No": _("receives no subsistence allowance"),
		},
		"extreme_poverty_support": {
			"Yes": _("receives the support of the extremely poor"),
			"No": _("receives no support of the extremely poor"),
		},
		"works": {"Yes": _("has work"), "No": _("has no work")},
		"has_labour_capacity": {
			"Yes": _("has labour capacity"),
			"No": _("has no labour capacity"),
			"Unknown": _("is of unknown labour capacity"),
		},
		"medical_insurance": {
			"Yes": _("has medical insurance"),
			"No": _("has no medical insurance"),
		},
		"no_labour": {
			"Yes": _("carries the flag of no labour capacity"),
			"No": _("does not carry the flag of no labour capacity"),
		},
	}


def _compared(condition, with_unit) -> str:
	operator = condition.operator
	if operator == "is set":
		return _(" is recorded")
	if operator == "is not set":
		return _(" is not recorded")
	values = [with_unit(value) for value in _values(condition)]
	if operator == "between" and len(values) == 2:
		return _(" is between {0} and {1}").format(*values)
	return _patterns().get(operator, f"{UNKNOWN}{{0}}").format(_(" or ").join(values))


def operator_label(operator: str) -> str:
	"""An operator as the sentence says it: "不低于" for ">="."""
	pattern = _patterns().get(operator)
	return pattern.format("").strip() if pattern and operator not in comparison.LISTS else _(operator)


def _patterns() -> dict[str, str]:
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


def _values(condition) -> list[str]:
	if condition.value_source == household_conditions.INCOME_LINE:
		return [_share(condition, _("the income line"), _("{0}% of the income line"))]
	if condition.value_source == household_conditions.YEAR_BEFORE:
		return [_share(condition, _("that of the year before"), _("{0}% of the year before"))]
	return [
		vocabulary.label(part, condition.source) if part else UNKNOWN
		for part in comparison.split(condition.value)
	]


def _share(condition, whole: str, share: str) -> str:
	per_cent = condition.value or household_conditions.THE_WHOLE
	return whole if per_cent == household_conditions.THE_WHOLE else share.format(per_cent)


def _with_unit(field: str | None):
	pattern = _pattern_of_unit(field)

	def with_unit(value: str) -> str:
		return pattern.format(value) if value.replace(".", "", 1).lstrip("-").isdigit() else value

	return with_unit


def _pattern_of_unit(field: str | None) -> str:
	if field in BY_SOURCE["Income"] or field == household_conditions.PER_HEAD:
		return _("{0} yuan")
	if field == "living_people":
		return _("{0} people")
	if field == "age":
		return _("{0} years")
	if field == "business_income_at_elimination":
		return _("{0} yuan")
	if field in ("months_worked", "months_monitored"):
		return _("{0} months")
	if (field or "").endswith("_days"):
		return _("{0} days")
	return "{0}"
