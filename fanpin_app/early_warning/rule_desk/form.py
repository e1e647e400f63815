"""What the form of a Risk Rule asks of the server while a rule is written. Nothing here writes."""

import frappe
from frappe.utils import getdate, today

from fanpin_app.early_warning.rule_desk import draft
from fanpin_app.early_warning.rule_queries import aggregates, member_conditions
from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rules import comparison, related_sources, vocabulary
from fanpin_app.early_warning.rules.context import NOWHERE, Frame
from fanpin_app.early_warning.rules.errors import RuleRefused
from fanpin_app.early_warning.rules.fields import by_source
from fanpin_app.early_warning.rules.sentence import operator_label, sentence_of


@frappe.whitelist(methods=["POST"])
def describe(rule: str | dict) -> dict:
	"""The rule on the form as a sentence: `head`, `groups`, `tail`, and as `problem` what keeps it from being saved.

	Raises `frappe.PermissionError` for whoever may not read rules.
	"""
	draft.require_right("read")
	told = draft.rule_of(rule)
	sentence = sentence_of(told)
	return {
		"head": sentence.head,
		"groups": sentence.groups,
		"tail": sentence.tail,
		"problem": problem_of(told),
	}


def problem_of(rule) -> str | None:
	"""Why the rule cannot be held against data; None where it can."""
	if not rule.conditions:
		return None
	try:
		compile_rule(rule, Frame(prefix=NOWHERE, as_of=getdate(today())))
	except RuleRefused as refused:
		return str(refused)


@frappe.whitelist(methods=["POST"])
def get_choices() -> dict:
	"""What a condition's columns can be, each as value and label in the user's language.

	`fields` by source, each with its kind, `words` (what its value can be) and whether it is `windowed`; `indicators`
	by code, likewise; `aggregations` by source and `operators` by kind.
	Raises `frappe.PermissionError` for whoever may not read rules.
	"""
	draft.require_right("read")
	return {
		"fields": {
			source: [
				vocabulary.shown([name])[0]
				| {
					"kind": field.kind,
					"windowed": field.windowed,
					"words": vocabulary.shown(vocabulary.words_of_field(field), source),
				}
				for name, field in fields.items()
			]
			for source, fields in by_source().items()
		},
		"indicators": {
			indicator.name: {
				"label": indicator.indicator_name,
				"kind": indicator.value_type,
				"subject": indicator.subject,
				"words": vocabulary.shown(vocabulary.words_of_indicator(indicator.name)),
			}
			for indicator in frappe.get_all(
				"Indicator", fields=["name", "indicator_name", "value_type", "subject"], limit=0
			)
		},
		"aggregations": {
			"Number": vocabulary.shown(aggregates.AGGREGATIONS),
			"Text": vocabulary.shown(
				[each for each in aggregates.AGGREGATIONS if aggregates.fits(each, "Text")]
			),
			"Member": vocabulary.shown(member_conditions.AGGREGATIONS),
			**dict.fromkeys(related_sources.every(), vocabulary.shown(related_sources.AGGREGATIONS)),
		},
		"operators": {
			kind: [{"value": operator, "label": operator_label(operator)} for operator in operators]
			for kind, operators in comparison.OPERATORS.items()
		},
	}
