"""What-if comparison of a rule with other thresholds, another level or another income line: which subjects come in, go
out, or change level."""

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.rule_desk import draft, private_columns, trial
from fanpin_app.early_warning.rule_desk.what_if_workbook import build_workbook
from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rule_queries.income_line import households_below_income_line
from fanpin_app.early_warning.rules import comparison, subjects
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.subjects import Subject
from fanpin_app.permissions import scope

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule

COMES_IN, GOES_OUT, RISES, FALLS = "Comes In", "Goes Out", "Level Rises", "Level Falls"
OUTCOMES = (COMES_IN, GOES_OUT, RISES, FALLS)
MAX_CHANGES_SHOWN = 100
NO_LEVEL = ""


@dataclass(frozen=True)
class Change:
	"""A subject for which the tried rule has a different outcome; `before` and `after` are levels, None if not hit."""

	name: str
	region: str
	outcome: str
	before: str | None
	after: str | None


@dataclass(frozen=True)
class Comparison:
	"""The numbers of hits before and after, and the changes, ordered by region.

	`counts_only`: the reason why no subjects may be shown, and numbers in tens only; None if they may.
	"""

	subject: Subject
	before: int
	after: int
	changes: list[Change]
	counts_only: str | None = None

	def shown(self, number: int) -> int:
		return private_columns.tens(number) if self.counts_only else number

	@property
	def changes_shown(self) -> list[Change]:
		return [] if self.counts_only else self.changes

	def outcomes(self) -> dict[str, int]:
		"""The number of each outcome, as it may be shown."""
		return self._counts(self.changes)

	def outcomes_by_town(self) -> list[dict]:
		"""Rows of town, name and the number of each outcome as it may be shown; towns with the most changes first."""
		by_town: dict[str, list[Change]] = {}
		for change in self.changes:
			by_town.setdefault(change.region[: trial.TOWN_DIGITS], []).append(change)
		names = trial.region_names(by_town)
		counts = {town: self._counts(changed) for town, changed in by_town.items()}
		return [
			{"town": town, "name": names.get(scope.code_at("Town", town), town)} | counts[town]
			for town in sorted(by_town, key=lambda town: (-self.shown(len(by_town[town])), town))
			if any(counts[town].values())
		]

	def _counts(self, changes: list[Change]) -> dict[str, int]:
		counts = Counter(change.outcome for change in changes)
		return {outcome: self.shown(counts[outcome]) for outcome in OUTCOMES}


def compare(
	rule: str | dict,
	tried: str | dict,
	as_of: str | None = None,
	region: str | None = None,
	income_line: str | float | None = None,
) -> dict:
	"""Compare a rule with the same rule with other figures (`tried`), in the user's regions on a day (default: today).

	`income_line` (yuan a year per head) replaces the lines in force, for `tried` only. Nothing is written.
	Returns `before` and `after` (numbers of hits), `outcomes` (the number of each), `towns` (the same by town) and
	`changes` (the first 100, with heads' names masked).
	If a rule asks for private values, `counts_only` says so, numbers are in tens and there are no `changes`.
	Raises InvalidRuleError, and `frappe.PermissionError` for users who may not write rules or are posted elsewhere.
	"""
	found = _comparison(rule, tried, as_of, region, income_line)
	return {
		"counts_only": found.counts_only,
		"before": found.shown(found.before),
		"after": found.shown(found.after),
		"outcomes": found.outcomes(),
		"towns": found.outcomes_by_town(),
		"changes": change_rows(found.subject, found.changes_shown[:MAX_CHANGES_SHOWN]),
	}


def download(
	rule: str | dict,
	tried: str | dict,
	as_of: str | None = None,
	region: str | None = None,
	income_line: str | float | None = None,
) -> None:
	"""The same comparison as an XLSX workbook with all changes that may be shown; the export is logged. Raises the errors of `compare`."""
	found = _comparison(rule, tried, as_of, region, income_line)
	name = f"{_('What If')} {draft.rule_from_form(rule).rule_code or ''}".strip()
	frappe.response["type"] = "binary"
	frappe.response["filename"] = f"{name}.xlsx"
	frappe.response["filecontent"] = build_workbook(
		name,
		OUTCOMES,
		found.outcomes_by_town(),
		change_rows(found.subject, found.changes_shown),
		found.counts_only,
	)


def _comparison(
	rule: str | dict,
	tried: str | dict,
	as_of: str | None,
	region: str | None,
	income_line: str | float | None,
) -> Comparison:
	draft.require_right()
	line = comparison.number(str(income_line)) if income_line else None
	current_rule, tried_rule = draft.rule_from_form(rule), draft.rule_from_form(tried)
	return compare_rules(
		current_rule, tried_rule, trial.contexts(subjects.for_rule(tried_rule), as_of, region), line
	)


def compare_rules(
	current_rule: "RiskRule", tried_rule: "RiskRule", contexts: list[RuleContext], line: Decimal | None
) -> Comparison:
	"""What `tried_rule`, with the income line `line` if given, changes compared with `current_rule`."""
	before = RuleOutcome(current_rule, contexts)
	after = RuleOutcome(tried_rule, [replace(context, line=line) for context in contexts])
	changes = []
	for name, region in sorted((before.regions | after.regions).items(), key=lambda pair: pair[::-1]):
		levels = before.levels.get(name), after.levels.get(name)
		if levels[0] != levels[1]:
			changes.append(Change(name, region, _outcome(*levels), *levels))
	return Comparison(
		subjects.for_rule(tried_rule),
		len(before.levels),
		len(after.levels),
		changes,
		private_columns.reason_for_counts_only(current_rule, tried_rule),
	)


class RuleOutcome:
	"""The subjects that a rule hits: region and level of each, including the step up below the income line."""

	def __init__(self, rule: "RiskRule", contexts: list[RuleContext]) -> None:
		self.regions: dict[str, str] = {}
		self.levels: dict[str, str] = {}
		for context in contexts:
			regions = dict(compile_rule(rule, context).found.run())
			self.regions |= regions
			self.levels |= _levels(rule, regions, context)


def _levels(rule: "RiskRule", households: dict[str, str], context: RuleContext) -> dict[str, str]:
	if rule.kind == "Data Defect" or not rule.level:
		return dict.fromkeys(households, NO_LEVEL)
	higher = Levels().step_up(rule.level)
	is_about_households = subjects.for_rule(rule).name == subjects.HOUSEHOLD
	below_line = (
		households_below_income_line(households, context) if rule.steps_up and is_about_households else set()
	)
	return {name: higher if name in below_line else rule.level for name in households}


def _outcome(before: str | None, after: str | None) -> str:
	if before is None:
		return COMES_IN
	if after is None:
		return GOES_OUT
	levels = Levels()
	return RISES if levels.rank(after) > levels.rank(before) else FALLS


def change_rows(subject: Subject, changes: list[Change]) -> list[dict]:
	"""Rows of name, title (a head's name masked), village, outcome, before and after, in the user's language."""
	titles = trial.titles(subject, [change.name for change in changes])
	villages = trial.region_names({change.region for change in changes})
	return [
		{
			"name": change.name,
			"title": titles.get(change.name),
			"village": villages.get(change.region, change.region),
			"outcome": _(change.outcome),
			"before": _(change.before) if change.before else "",
			"after": _(change.after) if change.after else "",
		}
		for change in changes
	]
