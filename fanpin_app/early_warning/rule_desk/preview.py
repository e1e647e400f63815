"""Whom a rule on the form would warn of, and why: how many, in which towns, and some of them as examples."""

import frappe
from frappe.model.document import Document

from fanpin_app.early_warning.rule_desk import draft, trial
from fanpin_app.early_warning.rule_queries.compiler import CompiledRule, Hit, compile_rule
from fanpin_app.early_warning.rules import subjects
from fanpin_app.early_warning.screening import explanation
from fanpin_app.permissions import scope
from fanpin_app.privacy import masks

EXAMPLES = 10


@frappe.whitelist(methods=["POST"])
def preview(rule: str | dict, as_of: str | None = None, region: str | None = None) -> dict:
	"""Hold a rule, saved or not, against the officer's households on a day (default: today). Nothing is written.

	Returns `hits` (how many), `towns` (rows of town, name, hits), and `examples`: rows of name, title (a head's name
	masked), village, reason and `evidence` (rows of what, value, threshold, origin). All in the user's language.
	Raises RuleRefused, and `frappe.PermissionError` for whoever may not write rules or is posted elsewhere.
	"""
	draft.require_right()
	tried = draft.rule_of(rule)
	compiled = [compile_rule(tried, frame) for frame in trial.frames(subjects.of_rule(tried), as_of, region)]
	towns = trial.count_by_town(compiled)
	names = trial.named(towns)
	return {
		"hits": sum(towns.values()),
		"towns": [
			{"town": town, "name": names.get(scope.code_at("Town", town), town), "hits": hits}
			for town, hits in towns.most_common()
		],
		"examples": _examples(tried, compiled),
	}


def _examples(rule: Document, compiled: list[CompiledRule]) -> list[dict]:
	hits: list[Hit] = []
	for each in compiled:
		if len(hits) < EXAMPLES:
			hits += each.hits(limit=EXAMPLES - len(hits))
	titles = trial.titles(subjects.of_rule(rule), [hit.about for hit in hits])
	members = _masked_members(hits)
	villages = trial.named(hit.region for hit in hits)
	return [
		{
			"name": hit.about,
			"title": titles.get(hit.about),
			"village": villages.get(hit.region, hit.region),
			"reason": _reason(rule, hit),
			"evidence": [explanation.shown(each, members) for each in hit.evidence],
		}
		for hit in hits
	]


def _reason(rule: Document, hit: Hit) -> str:
	told = {"reason": rule.reason, "rule_name": rule.rule_name or "", "value": hit.value}
	return explanation.reason_of(frappe._dict(told, threshold=hit.threshold))


def _masked_members(hits: list[Hit]) -> dict[str, str]:
	rows = frappe.get_all(
		"Household Member",
		filters={"name": ("in", [each.member for hit in hits for each in hit.evidence if each.member])},
		fields=["name", "member_name"],
		limit=0,
	)
	return {row.name: masks.mask_name(row.member_name) for row in rows}
