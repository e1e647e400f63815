"""Preview of a rule on the form: how many subjects it hits, in which towns, and some examples with their evidence."""

from typing import TYPE_CHECKING

import frappe

from fanpin_app.early_warning.rule_desk import draft, private_columns, trial
from fanpin_app.early_warning.rule_queries.compiler import CompiledRule, Hit, compile_rule
from fanpin_app.early_warning.rules import subjects
from fanpin_app.early_warning.screening import explanation
from fanpin_app.permissions import scope
from fanpin_app.privacy import masks

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule

EXAMPLES = 10


def preview(rule: str | dict, as_of: str | None = None, region: str | None = None) -> dict:
	"""Evaluate a rule, saved or not, for the user's regions on a day (default: today). Nothing is written.

	Returns `hits` (how many), `towns` (rows of town, name, hits), and `examples`: rows of name, title (a head's name
	masked), village, reason and `evidence` (rows of what, value, threshold, origin). All in the user's language.
	If the rule asks for private values, `counts_only` says so, numbers are in tens and there are no examples.
	Raises InvalidRuleError, and `frappe.PermissionError` for users who may not write rules or are posted elsewhere.
	"""
	draft.require_right()
	draft_rule = draft.rule_from_form(rule)
	compiled = [
		compile_rule(draft_rule, context)
		for context in trial.contexts(subjects.for_rule(draft_rule), as_of, region)
	]
	counts_only = private_columns.reason_for_counts_only(draft_rule)
	shown = private_columns.tens if counts_only else int
	towns = trial.count_by_town(compiled)
	names = trial.region_names(towns)
	return {
		"counts_only": counts_only,
		"hits": shown(sum(towns.values())),
		"towns": [
			{"town": town, "name": names.get(scope.code_at("Town", town), town), "hits": shown(hits)}
			for town, hits in sorted(towns.items(), key=lambda pair: (-shown(pair[1]), pair[0]))
			if shown(hits)
		],
		"examples": [] if counts_only else _examples(draft_rule, compiled),
	}


def _examples(rule: "RiskRule", compiled: list[CompiledRule]) -> list[dict]:
	hits: list[Hit] = []
	for each in compiled:
		if len(hits) < EXAMPLES:
			hits += each.hits(limit=EXAMPLES - len(hits))
	titles = trial.titles(subjects.for_rule(rule), [hit.subject_name for hit in hits])
	members = _masked_members(hits)
	villages = trial.region_names(hit.region for hit in hits)
	return [
		{
			"name": hit.subject_name,
			"title": titles.get(hit.subject_name),
			"village": villages.get(hit.region, hit.region),
			"reason": _reason(rule, hit),
			"evidence": [explanation.evidence_row(each, members) for each in hit.evidence],
		}
		for hit in hits
	]


def _reason(rule: "RiskRule", hit: Hit) -> str:
	values = {"reason": rule.reason, "rule_name": rule.rule_name or "", "value": hit.value}
	return explanation.render_reason(frappe._dict(values, threshold=hit.threshold))


def _masked_members(hits: list[Hit]) -> dict[str, str]:
	rows = frappe.get_all(
		"Household Member",
		filters={"name": ("in", [each.member for hit in hits for each in hit.evidence if each.member])},
		fields=["name", "member_name"],
		limit=0,
	)
	return {row.name: masks.mask_name(row.member_name) for row in rows}
