"""How cases and measures follow changes of their household's registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe

from fanpin_app.assistance import pairings
from fanpin_app.assistance.cases import ELIMINATED, MERGED, live_alerts, open_case_of
from fanpin_app.registry.households.relocation import (
	reassign_to_surviving_household,
	rename_head,
	update_region,
)

if TYPE_CHECKING:
	from fanpin_app.assistance.doctype.case_risk.case_risk import CaseRisk
	from fanpin_app.assistance.doctype.monitoring_case.monitoring_case import MonitoringCase
	from fanpin_app.registry.doctype.registry_change.registry_change import RegistryChange

CLOSED = {"status": [ELIMINATED, MERGED]}


def follow_move(households: list[str], region: str) -> None:
	"""Hook: cases and measures get their household's new region; closed cases keep the region of their closing."""
	update_region("Monitoring Case", households, region, decided=CLOSED)
	update_region("Assistance Measure", households, region)
	update_region("Helper Pairing", households, region)


def follow_head(change: RegistryChange) -> None:
	"""Hook: the open case and its measures show the new head."""
	rename_head("Monitoring Case", change, status=["Open"])
	rename_head("Assistance Measure", change, monitoring_case=[open_case_of(change.household) or ""])
	rename_head("Helper Pairing", change)


def follow_split(change: RegistryChange) -> None:
	"""Hook: members who leave a monitored household stay monitored, in a new case linked to the old one."""
	if not (name := open_case_of(change.household)):
		return
	case, region = frappe.get_doc("Monitoring Case", name), change.region
	new_case = frappe.get_doc(
		doctype="Monitoring Case",
		household=change.other_household,
		region=region,
		monitored_kind=case.monitored_kind,
		opened_on=change.effective_on,
		source="Household Split",
		previous_case=case.name,
		risks=[{"risk": row.risk, "added_on": change.effective_on} for row in _unsolved_risks(case)],
	).insert(ignore_permissions=True)
	_set_monitored(change.other_household, new_case.monitored_kind)


def follow_merge(change: RegistryChange) -> None:
	"""Hook: one case continues. The other is closed as merged, keeps its measures, and passes on its unsolved risks."""
	ours, theirs = open_case_of(change.household), open_case_of(change.other_household)
	if ours and theirs:
		_merge_cases(
			frappe.get_doc("Monitoring Case", ours), frappe.get_doc("Monitoring Case", theirs), change
		)
	reassign_to_surviving_household("Monitoring Case", change, decided=CLOSED)
	reassign_to_surviving_household("Assistance Measure", change)
	pairings.end_pairings(change.other_household, change.effective_on, change.reason)
	_set_monitored(change.other_household, None)
	if name := open_case_of(change.household):
		case = frappe.get_doc("Monitoring Case", name)
		_add_open_alerts(case, change)
		_set_monitored(change.household, case.monitored_kind)


def _merge_cases(kept: MonitoringCase, other: MonitoringCase, change: RegistryChange) -> None:
	known = {(row.risk, row.alert) for row in kept.risks}
	for row in _unsolved_risks(other):
		if (row.risk, row.alert) not in known:
			kept.append("risks", {"risk": row.risk, "alert": row.alert, "added_on": change.effective_on})
	kept.save(ignore_permissions=True)
	other.update({"status": MERGED, "merged_into": kept.name, "closed_on": change.effective_on})
	other.save(ignore_permissions=True)


def _add_open_alerts(case: MonitoringCase, change: RegistryChange) -> None:
	"""Add the merged household's open alerts to the case as risks."""
	known = {row.alert for row in case.risks}
	for alert in live_alerts(case.household):
		if alert.name not in known:
			case.append("risks", {"risk": alert.risk, "alert": alert.name, "added_on": change.effective_on})
	case.save(ignore_permissions=True)


def _unsolved_risks(case: MonitoringCase) -> list[CaseRisk]:
	return [row for row in case.risks if not row.resolved]


def _set_monitored(household: str | None, kind: str | None) -> None:
	frappe.db.set_value("Household", household, {"monitored": int(bool(kind)), "monitored_kind": kind or ""})
