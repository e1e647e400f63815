"""Measures the evaluation of rules in the city: by the compiler, by handwritten SQL, and document by
document."""

from __future__ import annotations

import time
from statistics import median

import frappe

from benchmark import child_process, city, document_loop, handwritten
from benchmark.people import AS_OF
from fanpin_app.early_warning.rule_queries.compiler import Hit, compile_rule
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.permissions import scope

RUNS = 5
SAMPLE = 2_000

Found = dict[str, dict[str, str | None]]  # rule → household → value


def measure(say) -> dict:
	"""Figures and, under `rules`, the seconds of each rule. Raises RuntimeError if the results differ."""
	names = comparable_rules()
	compiled, by_hand = [], []
	for _ in range(RUNS):
		compiled.append(child_process.run("rules.time_compiled", rules=names))
		by_hand.append(child_process.run("rules.time_by_hand", rules=names))
		say(f"{len(names)} rules: {compiled[-1].seconds:.2f} s, by hand {by_hand[-1].seconds:.2f} s")
	by_two = child_process.run_parallel(
		[("rules.time_compiled", {"rules": names, "share": share, "shares": 2}) for share in range(2)]
	)
	seconds_by_two = child_process.seconds_of(by_two)
	say(f"By two workers: {seconds_by_two:.2f} s")
	require_equal(by_compiler(names), by_sql(names))
	households = frappe.db.count("Household")
	sample = min(SAMPLE, households)
	loop = child_process.run("rules.time_loop", rules=names, households=sample)
	loop_seconds = loop.seconds / sample * households
	say(f"{sample:,} households document by document: {loop.seconds:.1f} s, so all: {loop_seconds:,.0f} s")
	seconds, seconds_by_hand = (median(run.seconds for run in runs) for runs in (compiled, by_hand))
	return {
		"rules_seconds": round(seconds, 2),
		"rules_seconds_two_workers": round(seconds_by_two, 2),
		"handwritten_sql_seconds": round(seconds_by_hand, 2),
		"document_loop_seconds": round(loop_seconds, 1),
		"screen_vs_document_loop": round(loop_seconds / seconds, 1),
		"screen_vs_handwritten_sql": round(seconds / seconds_by_hand, 2),
		"rules": {rule: [compiled[0].result[rule], by_hand[0].result[rule]] for rule in names},
	}


def comparable_rules() -> list[str]:
	"""The rules in force that also exist as handwritten SQL."""
	return [rule for rule in engine.rules_in_force(AS_OF) if rule in handwritten.SQL]


def time_compiled(rules: list[str], share: int = 0, shares: int = 1) -> dict[str, float]:
	"""Seconds of each rule, town by town as in a screening, with the evidence in memory.

	With `shares`, only the towns of one share.
	"""
	taken = dict.fromkeys(rules, 0.0)
	for town in city.towns()[share::shares]:
		context = RuleContext(scope.prefix_of(town), AS_OF)
		for rule in rules:
			taken[rule] += _seconds(_hits, rule, context)
	return {rule: round(seconds, 3) for rule, seconds in taken.items()}


def time_by_hand(rules: list[str]) -> dict[str, float]:
	return {rule: round(_seconds(handwritten.found, rule, AS_OF), 3) for rule in rules}


def time_loop(rules: list[str], households: int) -> None:
	for household in sample_households(households):
		document_loop.found(household, rules, AS_OF)


def by_compiler(rules: list[str]) -> Found:
	context = RuleContext(scope.WHOLE, AS_OF)
	return {rule: {hit.household: hit.value for hit in _hits(rule, context)} for rule in rules}


def by_sql(rules: list[str]) -> Found:
	return {rule: handwritten.found(rule, AS_OF) for rule in rules}


def by_documents(rules: list[str], households: list[str]) -> Found:
	found: Found = {rule: {} for rule in rules}
	for household in households:
		for rule, value in document_loop.found(household, rules, AS_OF).items():
			found[rule][household] = value
	return found


def require_equal(ours: Found, theirs: Found) -> None:
	"""Raise RuntimeError with the first rule and household that differ."""
	for rule in ours:
		for household in sorted(ours[rule].keys() | theirs[rule].keys()):
			mine, other = ours[rule].get(household, "nothing"), theirs[rule].get(household, "nothing")
			if mine != other:
				raise RuntimeError(f"{rule} of {household}: the compiler finds {mine}, the other {other}.")


def sample_households(households: int) -> list[str]:
	"""The same `households` households each time, spread over the whole city."""
	return frappe.db.sql_list(
		"select name from `tabHousehold` order by crc32(name), name limit %s", (households,)
	)


def _hits(rule: str, context: RuleContext) -> list[Hit]:
	return compile_rule(frappe.get_cached_doc("Risk Rule", rule), context).hits()


def _seconds(work, *arguments) -> float:
	started = time.perf_counter()
	work(*arguments)
	return time.perf_counter() - started
