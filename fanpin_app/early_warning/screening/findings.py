"""Risk Findings: one active for each rule and household (or whatever the rule warns about) that it hits.

Written in bulk; they tell no document events.
"""

from dataclasses import dataclass

import frappe
from frappe.model.document import Document
from frappe.utils import now

from fanpin_app.database import bulk
from fanpin_app.early_warning.rule_queries import evidence, evidence_rows
from fanpin_app.early_warning.rule_queries.compiler import Hit
from fanpin_app.early_warning.rules import subjects
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.subjects import Subject

ACTIVE, ENDED = "Active", "Ended"
# What a later screening may find changed about a finding that still holds.
REFRESHED = ("rule_version", "risk", "level", "region", "value", "threshold", "evidence")
KEPT = ("rule", "status", "first_run", "last_run", "found_on")
LENGTH_OF_DATA = 140


@dataclass
class Tally:
	"""Findings that hold, those of them that are new, and those that ended."""

	findings: int = 0
	findings_new: int = 0
	findings_ended: int = 0

	def __add__(self, other: "Tally") -> "Tally":
		return Tally(
			self.findings + other.findings,
			self.findings_new + other.findings_new,
			self.findings_ended + other.findings_ended,
		)


def active(frame: Frame) -> dict[str, dict[str, dict]]:
	"""The active findings in the frame's region: rule → whom it is about → the finding. Read once for all rules."""
	found: dict[str, dict[str, dict]] = {}
	for subject in subjects.of_frame(frame):
		for row in _active(frame, subject):
			found.setdefault(row.rule, {})[row[subject.link]] = row
	return found


def settle(rule: Document, hits: list[Hit], active: dict[str, dict], frame: Frame, run: str | None) -> Tally:
	"""Make the rule's findings in the frame's region those that were hit; `active` are those that are (whom they are
	about → finding). Doing it twice changes nothing."""
	subject = subjects.of_rule(rule)
	fields = (*REFRESHED, *KEPT, subject.link)
	known = dict(active)
	fresh, changed, seen = [], [], []
	for hit in evidence_rows.with_rows(hits, frame):
		told = _told(rule, hit)
		if (finding := known.pop(hit.about, None)) is None:
			fresh.append((*told, rule.name, ACTIVE, run, run, frame.as_of, hit.about))
		elif told != tuple(finding[name] for name in REFRESHED):
			changed.append((*told, *(finding[name] for name in KEPT), hit.about, finding.name))
		if finding:
			seen.append(finding.name)
	bulk.insert("Risk Finding", fields, fresh)
	bulk.upsert("Risk Finding", (*fields, "name"), changed)
	_end([finding.name for finding in known.values()], frame, run)
	_mark_as_seen(seen, run)
	return Tally(len(hits), len(fresh), len(known))


def end_those_of_other_rules(
	rules: list[str], active: dict[str, dict[str, dict]], frame: Frame, run: str | None
) -> Tally:
	"""End those of the active findings whose rules are in force no longer."""
	left = [finding.name for rule, found in active.items() if rule not in rules for finding in found.values()]
	_end(left, frame, run)
	return Tally(findings_ended=len(left))


def _told(rule: Document, hit: Hit) -> tuple:
	return (
		rule.version or 0,
		rule.risk,
		rule.level,
		hit.region,
		_short(hit.value),
		_short(hit.threshold),
		evidence.dump(hit.evidence),
	)


def _short(text: str | None) -> str | None:
	return text[:LENGTH_OF_DATA] if text else text


def _active(frame: Frame, subject: Subject) -> list[dict]:
	finding, about = frappe.qb.DocType("Risk Finding"), subject.table
	return (
		frappe.qb.from_(finding)
		.join(about)
		.on(about.name == finding[subject.link])
		.select(finding.name, *(finding[name] for name in (*REFRESHED, *KEPT, subject.link)))
		.where(finding.status == ACTIVE)
		.where(frame.lies_in(about.region))
		.where(frame.takes_in(about.name))
		.run(as_dict=True)
	)


def _end(names: list[int], frame: Frame, run: str | None) -> None:
	finding = frappe.qb.DocType("Risk Finding")
	for some in bulk.chunks(names):
		(
			frappe.qb.update(finding)
			.set(finding.status, ENDED)
			.set(finding.ended_on, frame.as_of)
			.set(finding.last_run, run)
			.set(finding.modified, now())
			.where(finding.name.isin(some))
			.run()
		)


def _mark_as_seen(names: list[int], run: str | None) -> None:
	"""By name: an update of a range would lock out workers who insert findings of another town."""
	if not run:
		return
	finding = frappe.qb.DocType("Risk Finding")
	for some in bulk.chunks(names):
		frappe.qb.update(finding).set(finding.last_run, run).where(finding.name.isin(some)).run()
