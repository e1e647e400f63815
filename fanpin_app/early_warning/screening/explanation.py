"""Explains a finding to officers: the rule's reason with the figures filled in, and the rows of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import formatdate

from fanpin_app.early_warning.rule_queries import evidence
from fanpin_app.early_warning.rule_queries.evidence import Evidence
from fanpin_app.early_warning.rules import subjects, vocabulary
from fanpin_app.early_warning.screening.findings import ACTIVE

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_alert.risk_alert import RiskAlert


def render_reason(finding: frappe._dict) -> str:
	"""The rule's reason (`reason`, `rule_name`) with the finding's `value` and `threshold`, in the site's language.

	Placeholders are replaced as text: `str.format` on a rule's text could access attributes of objects.
	"""
	language = frappe.db.get_single_value("System Settings", "language")
	text = finding.reason or finding.rule_name
	for name in ("value", "threshold"):
		shown = _(finding[name], lang=language) if finding[name] else ""
		text = text.replace(f"{{{name}}}", shown)
	return text


def alert_evidence_rows(alert: RiskAlert) -> list[dict]:
	"""The evidence of the active findings of the alert's subject and risk: rows of plain text in the user's language."""
	found = _findings(alert)
	members = _member_names(alert.household) if alert.household else {}
	return [
		{
			"rule": finding.rule,
			"version": str(finding.rule_version or ""),
			"rule_name": finding.rule_name,
			"level": _(finding.level),
			**evidence_row(each, members),
		}
		for finding in found
		for each in evidence.load(finding.evidence)
	]


def household_evidence_rows(household: str, evidence_text: str | None) -> list[dict]:
	"""A household's evidence, as stored in a finding or defect (`evidence_text`): rows of plain text in the user's
	language."""
	members = _member_names(household)
	return [evidence_row(each, members) for each in evidence.load(evidence_text)]


def _findings(alert: RiskAlert) -> list[frappe._dict]:
	if not (subject := subjects.for_alert(alert)):
		return []
	finding, rule = frappe.qb.DocType("Risk Finding"), frappe.qb.DocType("Risk Rule")
	return (
		frappe.qb.from_(finding)
		.left_join(rule)
		.on(rule.name == finding.rule)
		.select(finding.rule, finding.rule_version, rule.rule_name, finding.level, finding.evidence)
		.where(finding[subject.link] == alert.get(subject.link))
		.where(finding.risk == alert.risk)
		.where(finding.status == ACTIVE)
		.orderby(finding.rule)
		.run(as_dict=True)
	)


def _member_names(household: str) -> dict[str, str]:
	rows = frappe.get_all(
		"Household Member", filters={"parent": household}, fields=["name", "member_name"], limit=0
	)
	return {row.name: row.member_name for row in rows}


def evidence_row(each: Evidence, members: dict[str, str]) -> dict[str, str]:
	"""A piece of evidence as plain text; `members`: row name of Household Member → name, as the reader may see it."""
	return {
		"what": _description(each, members),
		"value": vocabulary.label(each.value, each.source) if each.value else "",
		"threshold": _threshold(each),
		"origin": _origin(each),
	}


def _description(each: Evidence, members: dict[str, str]) -> str:
	if each.source == "Indicator":
		name = frappe.get_cached_value("Indicator", each.name, "indicator_name") or each.name
	else:
		name = _(each.name)
	details = [_(each.aggregation)] if each.aggregation else []
	if each.months:
		details.append(_("last {0} months").format(each.months))
	if each.member in members:
		details.append(members[each.member])
	return f"{name} ({', '.join(details)})" if details else name


def _threshold(each: Evidence) -> str:
	if not each.threshold:
		return _(each.operator) if each.operator else ""
	values = ", ".join(vocabulary.label(part.strip(), each.source) for part in each.threshold.split(","))
	return f"{_(each.operator)} {values}" if each.operator else values


def _origin(each: Evidence) -> str:
	"""Where the figure comes from: its day, the file with batch and row, or the system's own records."""
	parts = [formatdate(each.record_date)] if each.record_date else []
	if each.batch:
		parts.append(_file_location(each.batch, [each.row_no]))
	elif each.rows:
		parts += [_file_location(batch, rows) for batch, rows in _by_batch(each.rows).items()]
	if each.records and not each.batch:
		parts.append(_("{0} records").format(each.records))
	if each.members and each.members > 1:
		parts.append(_("{0} members").format(each.members))
	return " · ".join(filter(None, [_own_origin(each), *parts]))


def _own_origin(each: Evidence) -> str | None:
	if each.source == "Income":
		return _("Income Statement")
	if each.source == "Member":
		return subjects.HOUSEHOLDS.origin()
	if subject := subjects.by_name().get(each.source):
		return subject.origin()
	return f"{_(each.source)} {each.document}" if each.document else None


def _by_batch(rows: list[list]) -> dict[str, list[int | None]]:
	batches: dict[str, list[int | None]] = {}
	for batch, row_no in rows:
		batches.setdefault(batch, []).append(row_no)
	return batches


def _file_location(batch: str, rows: list[int | None]) -> str:
	file = frappe.db.get_value("Data Batch", batch, "file_name", cache=True)
	named = _("{0} (batch {1})").format(file, batch) if file else _("batch {0}").format(batch)
	return _("{0}, row {1}").format(named, ", ".join(str(row) for row in rows))
