"""History of a rule: author, reason and sentence before and after each change. Findings name the rule's version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.translate import print_language

from fanpin_app.early_warning.rules.sentence import sentence_of

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule

# The fields that decide which subjects a rule warns about, and how.
EFFECTIVE_FIELDS = (
	*("kind", "subject", "risk", "level", "enabled", "effective_from", "effective_to", "steps_up"),
	*("resolved_by_tier", "resolve_within_days"),
)
EFFECTIVE_CONDITION_FIELDS = (
	"group",
	"source",
	"indicator",
	"field",
	"aggregation",
	"window_months",
	"operator",
	"value",
	"value_source",
	"same_member",
	"at_least",
)


def set_version(rule: RiskRule) -> None:
	"""Before a rule is saved: a change of an effective field makes a new version and requires a reason."""
	before = rule.get_doc_before_save()
	if not before:
		rule.version = 1
		return
	rule.version = before.version
	if definition_of(rule) == definition_of(before):
		return
	if not (rule.change_reason or "").strip():
		frappe.throw(
			_("Give a reason under Why It Is Changed: the change affects who the rule warns about, or how."),
			title=_("A reason is missing"),
		)
	rule.version = before.version + 1


def record_change(rule: RiskRule) -> None:
	"""After a rule is saved: record the change, and clear the reason, which belongs to this change only."""
	before = rule.get_doc_before_save()
	if not before or rule.version != before.version:
		write_change(rule, before)
	if rule.change_reason:
		rule.db_set("change_reason", None, update_modified=False)


def delete_changes(rule: RiskRule) -> None:
	"""Delete the history together with its rule. Only rules without findings can be deleted."""
	frappe.db.delete("Rule Change", {"rule": rule.name})


def definition_of(rule: RiskRule) -> str:
	"""The effective fields of a rule as JSON; equal texts mean equal effects."""
	definition: dict[str, Any] = {name: _json_value(rule.get(name)) for name in EFFECTIVE_FIELDS}
	definition["conditions"] = [
		{name: _json_value(condition.get(name)) for name in EFFECTIVE_CONDITION_FIELDS}
		for condition in rule.conditions
	]
	return json.dumps(definition, ensure_ascii=False)


def write_change(rule: RiskRule, before: RiskRule | None = None) -> None:
	"""Insert a Rule Change for the rule's version, as changed from `before`."""
	with print_language(frappe.db.get_single_value("System Settings", "language")):
		sentences = {
			"sentence_before": _sentence_with_validity(before) if before else None,
			"sentence_after": _sentence_with_validity(rule),
		}
	frappe.get_doc(
		{
			"doctype": "Rule Change",
			"rule": rule.name,
			"version": rule.version,
			"reason": (rule.change_reason or "").strip() or None,
			"definition": definition_of(rule),
		}
		| sentences
	).insert(ignore_permissions=True)


def _sentence_with_validity(rule: RiskRule) -> str:
	"""The sentence, followed by whether and when the rule is in force."""
	parts = [str(sentence_of(rule))]
	if not rule.enabled:
		parts.append(_("(not in force)"))
	if rule.effective_from:
		parts.append(_("(from {0})").format(rule.effective_from))
	if rule.effective_to:
		parts.append(_("(until {0})").format(rule.effective_to))
	return " ".join(parts)


def _json_value(value) -> str | int | None:
	return value if isinstance(value, int) else str(value) if value else None
