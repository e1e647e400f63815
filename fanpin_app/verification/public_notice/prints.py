"""What the public notice and the record of the appraisal say; print formats call these functions (hook `jinja`).

A notice hangs where everybody reads it. Its function returns what may be read there, and no document: neither numbers
of persons, phones and accounts, nor health and incomes.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.utils import getdate

from fanpin_app.privacy.masks import mask_name
from fanpin_app.verification import officers, stages
from fanpin_app.verification.clock import notice_days

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

CHINESE_DAY = "{0.year}年{0.month}月{0.day}日"
NO_DAY = "____年__月__日"


def check_notice(check: str) -> dict[str, Any]:
	"""For print formats: what the notice of the check may say.

	village, purpose; households: of all checks of the village with the same purpose and days, each with head and kind;
	from_day, to_day, days; objections_to. Raises `frappe.PermissionError` outside of the user's regions.
	"""
	doc = _to_print(check)
	return {
		"village": _region_name(doc.region),
		"purpose": doc.purpose,
		"households": [
			{"head": _shown_name(row.head_name), "kind": _(row.determined_kind or row.suggested_kind or "")}
			for row in _checks_of_notice(doc)
		],
		"from_day": _day(doc.notice_from),
		"to_day": _day(doc.notice_to),
		"days": notice_days(doc.purpose),
		"objections_to": officers.policy().objections_to or "",
	}


def check_appraisal(check: str) -> dict[str, Any]:
	"""For print formats: the record of the check's appraisal.

	village, head, purpose, day, place, present, in_favour, against, abstained, result, minutes, photo, visited_on,
	second_surveyor, remarks. Raises `frappe.PermissionError` outside of the user's regions.
	"""
	doc = _to_print(check)
	is_passed = doc.votes_for * 2 > doc.votes_present
	return {
		"village": _region_name(doc.region),
		"head": doc.head_name,
		"purpose": doc.purpose,
		"day": _day(doc.appraised_on),
		"place": doc.appraisal_place or "",
		"present": doc.votes_present,
		"in_favour": doc.votes_for,
		"against": doc.votes_against,
		"abstained": max(doc.votes_present - doc.votes_for - doc.votes_against, 0),
		"result": (_("Passed") if is_passed else _("Not Passed")) if doc.votes_present else "",
		"minutes": doc.appraisal_minutes or "",
		"photo": doc.appraisal_photo or "",
		"visited_on": _day(doc.visited_on),
		"second_surveyor": doc.second_surveyor_name or "",
		"remarks": officers.remarks(doc),
	}


def _to_print(check: str) -> RiskCheck:
	doc = frappe.get_doc("Risk Check", check)
	doc.check_permission("print")
	return doc


def _checks_of_notice(check: RiskCheck) -> list[frappe._dict]:
	"""The checks on one notice: one paper hangs for all households of a village with the same purpose and days."""
	filters = {"name": check.name}
	if check.notice_from and check.notice_to:
		filters = {
			"region": check.region,
			"purpose": check.purpose,
			"notice_from": check.notice_from,
			"notice_to": check.notice_to,
			"stage": ("!=", stages.REJECTED),
		}
	fields = ("head_name", "determined_kind", "suggested_kind")
	return frappe.get_list("Risk Check", filters=filters, fields=fields, order_by="creation asc", limit=0)


def _shown_name(name: str | None) -> str:
	return name or "" if officers.policy().notice_names == "Full" else mask_name(name)


def _region_name(region: str | None) -> str:
	return frappe.db.get_value("Administrative Region", region, "full_name") or ""


def _day(day: date | str | None) -> str:
	return CHINESE_DAY.format(getdate(day)) if day else NO_DAY
