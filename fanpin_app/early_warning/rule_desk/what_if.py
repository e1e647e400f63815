"""What another threshold, level or income line would change: who comes in, who goes out, whose level is another."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.rule_desk import draft, trial
from fanpin_app.early_warning.rule_desk.what_if_workbook import write
from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rule_queries.income_line import below_the_line
from fanpin_app.early_warning.rules import comparison, subjects
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.subjects import Subject
from fanpin_app.permissions import scope

COMES_IN, GOES_OUT, RISES, FALLS = "Comes In", "Goes Out", "Level Rises", "Level Falls"
OUTCOMES = (COMES_IN, GOES_OUT, RISES, FALLS)
SHOWN = 100
NO_LEVEL = ""


@dataclass(frozen=True)
class Change:
	"""Somebody of whom the rule tried out says another thing; `before` and `after` are levels, None where not hit."""

	name: str
	region: str
	outcome: str
	before: str | None
	after: str | None


@dataclass(frozen=True)
class Comparison:
	"""How many are hit before and after, and the changes, by region."""

	subject: Subject
	before: int
	after: int
	changes: list[Change]


@frappe.whitelist(methods=["POST"])
def compare(
	rule: str | dict,
	tried: str | dict,
	as_of: str | None = None,
	region: str | None = None,
	income_line: str | float | None = None,
) -> dict:
	"""A rule against the same rule with other figures, over the officer's households on a day (default: today).

	`income_line` (yuan a year per head): tried out instead of the lines in force, for `tried` alone. Nothing is written.
	Returns `before` and `after` (how many are hit), `outcomes` (how many of each), `towns` (the same by town) and
	`changes` (the first 100, heads' names masked).
	Raises RuleRefused, and `frappe.PermissionError` for whoever may not write rules or is posted elsewhere.
	"""
	found = _compared(rule, tried, as_of, region, income_line)
	return {
		"before": found.before,
		"after": found.after,
		"outcomes": _counts(found.changes),
		"towns": towns_of(found.changes),
		"changes": rows_of(found.subject, found.changes[:SHOWN]),
	}


@frappe.whitelist(methods=["POST"])
def download(
	rule: str | dict,
	tried: str | dict,
	as_of: str | None = None,
	region: str | None = None,
	income_line: str | float | None = None,
) -> None:
	"""The same comparison as an XLSX workbook of all changes; the export is logged. Refusals are those of `compare`."""
	found = _compared(rule, tried, as_of, region, income_line)
	name = f"{_('What If')} {draft.rule_of(rule).rule_code or ''}".strip()
	frappe.response["type"] = "binary"
	frappe.response["filename"] = f"{name}.xlsx"
	frappe.response["filecontent"] = write(
		name, OUTCOMES, towns_of(found.changes), rows_of(found.subject, found.changes)
	)


def _compared(rule, tried, as_of, region, income_line) -> Comparison:
	draft.require_right()
	line = comparison.number(str(income_line)) if income_line else None
	now, then = draft.rule_of(rule), draft.rule_of(tried)
	return difference(now, then, trial.frames(subjects.of_rule(then), as_of, region), line)


def difference(now: Document, then: Document, frames: list[Frame], line: Decimal | None) -> Comparison:
	"""What the rule `then`, with the income line `line` where one is given, changes against `now`."""
	before = Warned(now, frames)
	after = Warned(then, [Frame(frame.prefix, frame.as_of, line) for frame in frames])
	changes = []
	for name, region in sorted((before.regions | after.regions).items(), key=lambda pair: pair[::-1]):
		levels = before.levels.get(name), after.levels.get(name)
		if levels[0] != levels[1]:
			changes.append(Change(name, region, _outcome(*levels), *levels))
	return Comparison(subjects.of_rule(then), len(before.levels), len(after.levels), changes)


class Warned:
	"""The households that a rule hits: the region and the level of each, the step up below the line included."""

	def __init__(self, rule: Document, frames: list[Frame]) -> None:
		self.regions: dict[str, str] = {}
		self.levels: dict[str, str] = {}
		for frame in frames:
			regions = dict(compile_rule(rule, frame).found.run())
			self.regions |= regions
			self.levels |= _levels(rule, regions, frame)


def _levels(rule: Document, households: dict[str, str], frame: Frame) -> dict[str, str]:
	if rule.kind == "Data Defect" or not rule.level:
		return dict.fromkeys(households, NO_LEVEL)
	higher = Levels().step_up(rule.level)
	of_households = subjects.of_rule(rule).name == subjects.HOUSEHOLD
	poor = below_the_line(households, frame) if rule.steps_up and of_households else set()
	return {name: higher if name in poor else rule.level for name in households}


def _outcome(before: str | None, after: str | None) -> str:
	if before is None:
		return COMES_IN
	if after is None:
		return GOES_OUT
	levels = Levels()
	return RISES if levels.rank(after) > levels.rank(before) else FALLS


def _counts(changes: list[Change]) -> dict[str, int]:
	counts = Counter(change.outcome for change in changes)
	return {outcome: counts[outcome] for outcome in OUTCOMES}


def towns_of(changes: list[Change]) -> list[dict]:
	"""Rows of town, name and the number of each outcome, the most changed first."""
	by_town: dict[str, list[Change]] = {}
	for change in changes:
		by_town.setdefault(change.region[: trial.TOWN_DIGITS], []).append(change)
	names = trial.named(by_town)
	return [
		{"town": town, "name": names.get(scope.code_at("Town", town), town)} | _counts(changed)
		for town, changed in sorted(by_town.items(), key=lambda pair: (-len(pair[1]), pair[0]))
	]


def rows_of(subject: Subject, changes: list[Change]) -> list[dict]:
	"""Rows of name, title (a head's name masked), village, outcome, before and after, in the user's language."""
	titles = trial.titles(subject, [change.name for change in changes])
	villages = trial.named({change.region for change in changes})
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
