"""The sheet on a check for elimination: each guard and each risk, who says so, by what evidence, and whether it is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import today

from fanpin_app.assistance.cases import open_case_of
from fanpin_app.assistance.elimination.guards import conditions

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck


def set_sheet(check: RiskCheck, method: str | None = None) -> None:
	"""Hook `onload`: give the form of a running check for elimination its sheet, as of the day of the determination or today."""
	if check.purpose == "Elimination" and (case := open_case_of(check.household)):
		check.set_onload("elimination_sheet", sheet(check, case))


def sheet(check: RiskCheck, case: str) -> list[dict]:
	"""The conditions in the user's language: title, source, evidence, is_met and objection ("" where it is met)."""
	doc = frappe.get_doc("Monitoring Case", case)
	return [
		{
			"title": condition.title,
			"source": _(condition.source, context="Elimination Sheet"),
			"evidence": condition.evidence,
			"is_met": not condition.objection,
			"objection": condition.objection,
		}
		for condition in conditions(doc, check.decided_on or today(), check.elimination_mode)
	]
