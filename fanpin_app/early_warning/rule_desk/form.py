"""What the Risk Rule form shows while a rule is edited. Nothing is written."""

import frappe

from fanpin_app.early_warning.rule_desk import draft
from fanpin_app.early_warning.rule_queries import aggregates
from fanpin_app.early_warning.rule_queries.validation import validation_message
from fanpin_app.early_warning.rules import comparison, outline, related_sources, vocabulary
from fanpin_app.early_warning.rules.fields import fields_by_source
from fanpin_app.early_warning.rules.sentence import operator_label, sentence_of


def describe(rule: str | dict) -> dict:
	"""The rule on the form as a sentence: `head`, `groups` and `tail`; and `problem`, the reason why it cannot be saved.

	Raises `frappe.PermissionError` for users who may not read rules.
	"""
	draft.require_right("read")
	draft_rule = draft.rule_from_form(rule)
	sentence = sentence_of(draft_rule)
	return {
		"head": sentence.head,
		"groups": sentence.groups,
		"tail": sentence.tail,
		"problem": validation_message(draft_rule),
	}


def get_choices() -> dict:
	"""The options of a condition's columns, each as value and label in the user's language.

	`fields` by source, each with its kind, `words` (its possible values) and whether it is `windowed`; `indicators` by
	code, likewise; `aggregations` by source; `operators` by kind.
	Raises `frappe.PermissionError` for users who may not read rules.
	"""
	draft.require_right("read")
	return {
		"fields": {
			source: [
				vocabulary.options([name])[0]
				| {
					"kind": field.kind,
					"windowed": field.windowed,
					"words": vocabulary.options(vocabulary.values_of_field(field), source),
				}
				for name, field in fields.items()
			]
			for source, fields in fields_by_source().items()
		},
		"indicators": {
			indicator.name: {
				"label": indicator.indicator_name,
				"kind": indicator.value_type,
				"subject": indicator.subject,
				"words": vocabulary.options(vocabulary.values_of_indicator(indicator.name)),
			}
			for indicator in frappe.get_all(
				"Indicator", fields=["name", "indicator_name", "value_type", "subject"], limit=0
			)
		},
		"aggregations": {
			"Number": vocabulary.options(aggregates.AGGREGATIONS),
			"Text": vocabulary.options(
				[
					aggregation
					for aggregation in aggregates.AGGREGATIONS
					if aggregates.fits_kind(aggregation, "Text")
				]
			),
			"Member": vocabulary.options(outline.AGGREGATIONS),
			**dict.fromkeys(related_sources.by_name(), vocabulary.options(outline.AGGREGATIONS)),
		},
		"operators": {
			kind: [{"value": operator, "label": operator_label(operator)} for operator in operators]
			for kind, operators in comparison.OPERATORS.items()
		},
	}
