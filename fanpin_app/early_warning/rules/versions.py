"""What was changed about a rule, by whom, why, and how it read before and after. A finding names the version it is of."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.translate import print_language

from fanpin_app.early_warning.rules.sentence import sentence_of

# What decides whom a rule warns of, and how.
EFFECT = (
	*("kind", "subject", "risk", "level", "enabled", "effective_from", "effective_to", "steps_up"),
	*("mended_by", "mend_within_days"),
)
EFFECT_OF_CONDITION = (
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


def number(rule: Document) -> None:
	"""Before a rule is saved: a change of its effect makes a new version and needs a reason."""
	before = rule.get_doc_before_save()
	if not before:
		rule.version = 1
		return
	rule.version = before.version
	if definition_of(rule) == definition_of(before):
		return
	if not (rule.change_reason or "").strip():
		frappe.throw(
			_("Say under Why It Is Changed why: whom the rule warns of, or how, would be another."),
			title=_("A reason is missing"),
		)
	rule.version = before.version + 1


def record(rule: Document) -> None:
	"""After a rule is saved: keep the change; the reason is used up by it."""
	before = rule.get_doc_before_save()
	if not before or rule.version != before.version:
		keep(rule, before)
	if rule.change_reason:
		rule.db_set("change_reason", None, update_modified=False)


def forget(rule: Document) -> None:
	"""The changes of a rule that is deleted, which is one that no finding names."""
	frappe.db.delete("Rule Change", {"rule": rule.name})


def definition_of(rule: Document) -> str:
	"""A rule's effect as a text that is the same where the effect is."""
	told = {name: _plain(rule.get(name)) for name in EFFECT}
	told["conditions"] = [
		{name: _plain(condition.get(name)) for name in EFFECT_OF_CONDITION} for condition in rule.conditions
	]
	return json.dumps(told, ensure_ascii=False)


def keep(rule: Document, before: Document | None = None) -> None:
	"""Write the rule's version down, as changed from `before`."""
	with print_language(frappe.db.get_single_value("System Settings", "language")):
		told = {"sentence_before": _said(before) if before else None, "sentence_after": _said(rule)}
	frappe.get_doc(
		{
			"doctype": "Rule Change",
			"rule": rule.name,
			"version": rule.version,
			"reason": (rule.change_reason or "").strip() or None,
			"definition": definition_of(rule),
		}
		| told
	).insert(ignore_permissions=True)


def _said(rule: Document) -> str:
	"""The sentence, and what it does not say: whether and when the rule holds."""
	told = [str(sentence_of(rule))]
	if not rule.enabled:
		told.append(_("(not in force)"))
	if rule.effective_from:
		told.append(_("(from {0})").format(rule.effective_from))
	if rule.effective_to:
		told.append(_("(until {0})").format(rule.effective_to))
	return " ".join(told)


def _plain(value) -> str | int | None:
	return value if isinstance(value, int) else str(value) if value else None
