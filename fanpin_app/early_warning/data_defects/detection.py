"""Detection of Data Defects: errors in a household's data become tasks with an officer and a due date.

There is one defect per rule and household while the rule finds it. Screenings create and close defects in bulk. A
defect takes the place of a finding: it has no Risk Finding and no alert. A defect that an officer accepted stays
accepted for as long as the rule finds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import frappe
from frappe.utils import add_days, now
from pypika import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from fanpin_app.database import bulk
from fanpin_app.early_warning.data_defects import tasks
from fanpin_app.early_warning.data_defects.tasks import ACCEPTED, DOCTYPE, OPEN, RESOLVED
from fanpin_app.early_warning.response.officers import OfficerLookup
from fanpin_app.early_warning.rule_queries import evidence, evidence_rows
from fanpin_app.early_warning.rule_queries.compiler import Hit, compile_rule
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening.explanation import render_reason
from fanpin_app.early_warning.screening.reconciliation import reconcile, truncated

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule

KIND = "Data Defect"  # as a Risk Rule calls it
COUNTED_FIELDS = ("defects", "defects_new", "defects_resolved")
# The columns that a later screening may update while the defect persists.
UPDATED_FIELDS = (
	"rule_version",
	"leading_tier",
	"region",
	"responsible",
	"issue",
	"value",
	"threshold",
	"evidence",
)
PRESERVED_FIELDS = (
	"rule",
	"household",
	"head_name",
	"status",
	"first_run",
	"last_run",
	"found_on",
	"due_on",
	"open_key",
)


def sync_defects(
	rules: list[RiskRule], context: RuleContext, run: str | None = None, tiers: Sequence[str] = tasks.TIERS
) -> Counter[str]:
	"""Evaluate the rules for the context's households, and bring their defects in line with the hits. Defects of tiers
	that are not in `tiers` stay as they are.

	Returns the counts named in COUNTED_FIELDS. Idempotent.
	"""
	counts: Counter[str] = Counter(dict.fromkeys(COUNTED_FIELDS, 0))
	counts["defects_resolved"] += _close_defects_of_other_rules([rule.name for rule in rules], context, run)
	officers = OfficerLookup(context.prefix)
	for rule in rules:
		if tasks.responsible_tier(rule) not in tiers:
			continue
		counts.update(_sync_rule(rule, officers, context, run))
	return counts


def _sync_rule(
	rule: RiskRule, officers: OfficerLookup, context: RuleContext, run: str | None
) -> dict[str, int]:
	current = _current_defects(rule, context)
	found = reconcile(
		evidence_rows.add_source_rows(compile_rule(rule, context).hits(), context),
		current,
		_DefectValues(rule, officers),
		UPDATED_FIELDS,
		PRESERVED_FIELDS,
	)
	_insert(rule, found.new, context, run)
	bulk.upsert(DOCTYPE, (*UPDATED_FIELDS, *PRESERVED_FIELDS, "name"), found.changed)
	_close(found.ended, context, run)
	return {
		"defects": len(found.new) + len(found.seen),
		"defects_new": len(found.new),
		"defects_resolved": len(found.ended),
	}


def _insert(rule: RiskRule, new: list[tuple[Hit, tuple]], context: RuleContext, run: str | None) -> None:
	heads = _heads([hit.household for hit, _values in new])
	due_on = add_days(context.as_of, rule.resolve_within_days or 0)
	rows = (
		(
			*(*values, rule.name, hit.household, heads.get(hit.household), OPEN),
			*(run, run, context.as_of, due_on, open_key(hit.household, rule.name)),
		)
		for hit, values in new
	)
	bulk.insert(DOCTYPE, (*UPDATED_FIELDS, *PRESERVED_FIELDS), rows)


def _heads(households: list[str]) -> dict[str, str]:
	household = frappe.qb.DocType("Household")
	heads: dict[str, str] = {}
	for chunk in bulk.chunks(households):
		query = frappe.qb.from_(household).select(household.name, household.head_name)
		heads |= dict(query.where(household.name.isin(chunk)).run())
	return heads


def open_key(household: str, rule: str) -> str:
	return f"{household}|{rule}"


class _DefectValues:
	"""Column values of a defect for a hit. Rendered reasons are cached, because most hits of a rule share one."""

	def __init__(self, rule: RiskRule, officers: OfficerLookup) -> None:
		self.rule, self.officers = rule, officers
		self.tier = tasks.responsible_tier(rule)
		self._reasons: dict[tuple, str] = {}

	def __call__(self, hit: Hit, defect: frappe._dict | None) -> tuple:
		"""The values of UPDATED_FIELDS. `defect`: the existing defect, whose officer stays responsible if still eligible."""
		value, threshold = truncated(hit.value), truncated(hit.threshold)
		region = tasks.responsible_region(hit.region, self.tier)
		holder = defect.responsible if defect else None
		responsible, _tier = self.officers.find(region, self.tier, holder)
		return (
			self.rule.version or 0,
			self.tier,
			region,
			responsible,
			self._reason(value, threshold),
			value,
			threshold,
			evidence.dump(hit.evidence),
		)

	def _reason(self, value: str | None, threshold: str | None) -> str:
		if (value, threshold) not in self._reasons:
			values = {"reason": self.rule.reason, "rule_name": self.rule.rule_name}
			values |= {"value": value, "threshold": threshold}
			self._reasons[value, threshold] = render_reason(frappe._dict(values))
		return self._reasons[value, threshold]


def _table() -> Table:
	return frappe.qb.DocType(DOCTYPE)


def _current_defects_query(context: RuleContext, *conditions: Criterion) -> QueryBuilder:
	"""A query, without a SELECT list, of the current defects of households that are now in the context."""
	defect, household = _table(), frappe.qb.DocType("Household")
	return (
		frappe.qb.from_(defect)
		.join(household)
		.on(household.name == defect.household)
		.where(defect.status.isin((OPEN, ACCEPTED)))
		.where(context.covers_region(household.region))
		.where(context.includes(household.name))
		.where(Criterion.all(conditions))
	)


def _current_defects(rule: RiskRule, context: RuleContext) -> dict[str, frappe._dict]:
	"""The rule's current defects: household → defect."""
	defect = _table()
	columns = (defect[name] for name in ("name", *UPDATED_FIELDS, *PRESERVED_FIELDS))
	rows = _current_defects_query(context, defect.rule == rule.name).select(*columns).run(as_dict=True)
	return {row.household: row for row in rows}


def _close_defects_of_other_rules(rules: list[str], context: RuleContext, run: str | None) -> int:
	"""Close the defects of all other rules, which are no longer in force, and return their number."""
	defect = _table()
	conditions = [defect.rule.notin(rules)] if rules else []
	names = _current_defects_query(context, *conditions).select(defect.name).run(pluck=True)
	_close(names, context, run, note=frappe._("The rule is no longer in force."))
	return len(names)


def _close(names: list[int], context: RuleContext, run: str | None, note: str | None = None) -> None:
	defect = _table()
	for chunk in bulk.chunks(names):
		(
			frappe.qb.update(defect)
			.set(defect.status, RESOLVED)
			.set(defect.resolved_on, context.as_of)
			.set(defect.closing_note, note)
			.set(defect.open_key, None)
			.set(defect.last_run, run)
			.set(defect.modified, now())
			.where(defect.name.isin(chunk))
			.run()
		)
