"""Risk Findings: one active finding for each rule and household (or other subject) that the rule hits.

They are written in bulk, without document events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import frappe
from frappe.utils import now

from fanpin_app.database import bulk
from fanpin_app.early_warning.rule_queries import evidence, evidence_rows
from fanpin_app.early_warning.rule_queries.compiler import Hit
from fanpin_app.early_warning.rules import subjects
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.subjects import Subject
from fanpin_app.early_warning.screening.reconciliation import reconcile, truncated

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule

ACTIVE, ENDED = "Active", "Ended"
# The columns that a later screening may update while the rule still hits.
UPDATED_FIELDS = ("rule_version", "risk", "level", "region", "value", "threshold", "evidence")
PRESERVED_FIELDS = ("rule", "status", "first_run", "last_run", "found_on")


@dataclass
class FindingCounts:
	"""Numbers of active findings, new ones among them, and ended ones."""

	findings: int = 0
	findings_new: int = 0
	findings_ended: int = 0

	def __add__(self, other: FindingCounts) -> FindingCounts:
		return FindingCounts(
			self.findings + other.findings,
			self.findings_new + other.findings_new,
			self.findings_ended + other.findings_ended,
		)


def active_findings(context: RuleContext) -> dict[str, dict[str, frappe._dict]]:
	"""The active findings in the context: rule → name of the subject → finding. Read once for all rules."""
	found: dict[str, dict[str, frappe._dict]] = {}
	for subject in subjects.for_context(context):
		for row in _active_findings_of(context, subject):
			found.setdefault(row.rule, {})[row[subject.link]] = row
	return found


def sync(
	rule: RiskRule,
	hits: list[Hit],
	active_findings: dict[str, frappe._dict],
	context: RuleContext,
	run: str | None,
) -> FindingCounts:
	"""Bring the rule's findings in the context in line with its hits. `active_findings`: the existing ones, by name of
	the subject. Idempotent."""
	subject = subjects.for_rule(rule)
	preserved = (*PRESERVED_FIELDS, subject.link)
	found = reconcile(
		evidence_rows.add_source_rows(hits, context),
		active_findings,
		lambda hit, _finding: _finding_values(rule, hit),
		UPDATED_FIELDS,
		preserved,
	)
	new = [
		(*values, rule.name, ACTIVE, run, run, context.as_of, hit.subject_name) for hit, values in found.new
	]
	bulk.insert("Risk Finding", (*UPDATED_FIELDS, *preserved), new)
	bulk.upsert("Risk Finding", (*UPDATED_FIELDS, *preserved, "name"), found.changed)
	_end(found.ended, context, run)
	_mark_as_seen(found.seen, run)
	return FindingCounts(len(hits), len(new), len(found.ended))


def end_findings_of_other_rules(
	rules: list[str],
	active_findings: dict[str, dict[str, frappe._dict]],
	context: RuleContext,
	run: str | None,
) -> FindingCounts:
	"""End the active findings of rules that are no longer in force, that is all but `rules`."""
	names = [
		finding.name
		for rule, found in active_findings.items()
		if rule not in rules
		for finding in found.values()
	]
	_end(names, context, run)
	return FindingCounts(findings_ended=len(names))


def _finding_values(rule: RiskRule, hit: Hit) -> tuple:
	return (
		rule.version or 0,
		rule.risk,
		rule.level,
		hit.region,
		truncated(hit.value),
		truncated(hit.threshold),
		evidence.dump(hit.evidence),
	)


def _active_findings_of(context: RuleContext, subject: Subject) -> list[frappe._dict]:
	finding, subject_table = frappe.qb.DocType("Risk Finding"), subject.table
	return (
		frappe.qb.from_(finding)
		.join(subject_table)
		.on(subject_table.name == finding[subject.link])
		.select(finding.name, *(finding[name] for name in (*UPDATED_FIELDS, *PRESERVED_FIELDS, subject.link)))
		.where(finding.status == ACTIVE)
		.where(context.covers_region(subject_table.region))
		.where(context.includes(subject_table.name))
		.run(as_dict=True)
	)


def _end(names: list[int], context: RuleContext, run: str | None) -> None:
	finding = frappe.qb.DocType("Risk Finding")
	for chunk in bulk.chunks(names):
		(
			frappe.qb.update(finding)
			.set(finding.status, ENDED)
			.set(finding.ended_on, context.as_of)
			.set(finding.last_run, run)
			.set(finding.modified, now())
			.where(finding.name.isin(chunk))
			.run()
		)


def _mark_as_seen(names: list[int], run: str | None) -> None:
	"""Updates by name, because an update of a range would block workers that insert findings of another town."""
	if not run:
		return
	finding = frappe.qb.DocType("Risk Finding")
	for chunk in bulk.chunks(names):
		frappe.qb.update(finding).set(finding.last_run, run).where(finding.name.isin(chunk)).run()
