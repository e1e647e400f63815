"""What a finding says to officers: the rule's sentence with the figures in it, and the rows that prove it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate

from fanpin_app.early_warning import evidence, subjects
from fanpin_app.early_warning.evidence import Evidence
from fanpin_app.early_warning.findings import ACTIVE


def reason_of(finding: dict) -> str:
	"""The rule's reason (`reason`, `rule_name`) with the finding's `value` and `threshold`, in the site's language.

	Filled in by replacement: a rule's text is never a format that could reach into objects.
	"""
	language = frappe.db.get_single_value("System Settings", "language")
	text = finding.reason or finding.rule_name
	for name in ("value", "threshold"):
		shown = _(finding[name], lang=language) if finding[name] else ""
		text = text.replace(f"{{{name}}}", shown)
	return text


def rows_of(alert: Document) -> list[dict]:
	"""The active findings of the alert's subject and risk as rows of plain text in the user's language."""
	found = _findings(alert)
	members = _member_names(alert.household) if alert.household else {}
	return [
		{
			"rule": finding.rule,
			"version": str(finding.rule_version or ""),
			"rule_name": finding.rule_name,
			"level": _(finding.level),
			**shown(each, members),
		}
		for finding in found
		for each in evidence.load(finding.evidence)
	]


def _findings(alert: Document) -> list[dict]:
	finding, rule = frappe.qb.DocType("Risk Finding"), frappe.qb.DocType("Risk Rule")
	link = subjects.of_alert(alert).link
	return (
		frappe.qb.from_(finding)
		.left_join(rule)
		.on(rule.name == finding.rule)
		.select(finding.rule, finding.rule_version, rule.rule_name, finding.level, finding.evidence)
		.where(finding[link] == alert.get(link))
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


def shown(each: Evidence, members: dict[str, str]) -> dict[str, str]:
	"""A piece of evidence as plain text; `members`: names by row of Household Member, as the reader may see them."""
	return {
		"what": _what(each, members),
		"value": _(each.value) if each.value else "",
		"threshold": _threshold(each),
		"origin": _origin(each),
	}


def _what(each: Evidence, members: dict[str, str]) -> str:
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
	values = ", ".join(_(part.strip()) for part in each.threshold.split(","))
	return f"{_(each.operator)} {values}" if each.operator else values


def _origin(each: Evidence) -> str:
	"""Where the figure comes from: the day, the batch and its row, or how many records were added up."""
	parts = [formatdate(each.record_date)] if each.record_date else []
	if each.batch:
		parts.append(_("batch {0}, row {1}").format(each.batch, each.row_no))
	elif each.records:
		parts.append(_("{0} records").format(each.records))
	if each.members and each.members > 1:
		parts.append(_("{0} members").format(each.members))
	return " · ".join(parts)
