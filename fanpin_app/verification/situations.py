"""Situations in which no monitoring is started: each is answered for every check, so that none excludes a household
unseen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import getdate

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.check_situation.check_situation import CheckSituation
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

FIELDS = ("name", "title", "mode", "exceptions", "effective_from", "effective_to")


def add_missing_rows(check: RiskCheck) -> None:
	"""Add a row for every enabled situation in force on the day the check started."""
	asked = {row.situation for row in check.situations}
	for situation in frappe.get_all(
		"Exclusion Situation", filters={"enabled": 1}, fields=FIELDS, order_by="situation_no asc"
	):
		if situation.name not in asked and _in_force(situation, check.started_on):
			check.append("situations", {"situation": situation.name})


def objections(check: RiskCheck) -> list[str]:
	"""Why the applicable situations forbid moving forward, as sentences."""
	return [sentence for row in check.situations if row.applies and (sentence := _objection(row))]


def _objection(row: CheckSituation) -> str | None:
	situation = frappe.get_cached_doc("Exclusion Situation", row.situation)
	if situation.mode == "Block":
		return _(
			"Situations, row {0}: “{1}” applies, and with it no household goes forward. Reject with this as the "
			"reason, or take the mark away if an exception holds ({2})."
		).format(row.idx, situation.title, situation.exceptions or _("none is listed"))
	if not (row.explanation or "").strip():
		return _("Situations, row {0}: “{1}” applies. Write the explanation why the check goes on.").format(
			row.idx, situation.title
		)
	return None


def _in_force(situation: frappe._dict, day: date | str) -> bool:
	on = getdate(day)
	return (not situation.effective_from or situation.effective_from <= on) and (
		not situation.effective_to or situation.effective_to >= on
	)
