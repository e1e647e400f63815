"""How cases and measures follow a household whose registration changes."""

import frappe
from frappe.model.document import Document

from fanpin_app.assistance import pairings
from fanpin_app.assistance.cases import ELIMINATED, MERGED, live_alerts, open_case_of
from fanpin_app.registry.households.relocation import (
	reassign_to_surviving_household,
	rename_head,
	update_region,
)

CLOSED = {"status": [ELIMINATED, MERGED]}


def follow_move(households: list[str], region: str) -> None:
	"""Hook: cases and measures lie where their household lives now; closed cases keep where they were closed."""
	update_region("Monitoring Case", households, region, decided=CLOSED)
	update_region("Assistance Measure", households, region)
	update_region("Helper Pairing", households, region)


def follow_head(change: Document) -> None:
	"""Hook: the open case and its measures show the new head."""
	rename_head("Monitoring Case", change, status=["Open"])
	rename_head("Assistance Measure", change, monitoring_case=[open_case_of(change.household) or ""])
	rename_head("Helper Pairing", change)


def follow_split(change: Document) -> None:
	"""Hook: who leaves a monitored household stays monitored, in a case of their own that is linked to the old one."""
	if not (name := open_case_of(change.household)):
		return
	case, region = frappe.get_doc("Monitoring Case", name), change.region
	own = frappe.get_doc(
		doctype="Monitoring Case",
		household=change.other_household,
		region=region,
		monitored_kind=case.monitored_kind,
		opened_on=change.effective_on,
		source="Household Split",
		previous_case=case.name,
		risks=[{"risk": row.risk, "taken_up_on": change.effective_on} for row in _unsolved(case)],
	).insert(ignore_permissions=True)
	_mark(change.other_household, own.monitored_kind)


def follow_merge(change: Document) -> None:
	"""Hook: one case goes on. The other ends as merged into it and keeps its measures; its unsolved risks are taken up."""
	ours, theirs = open_case_of(change.household), open_case_of(change.other_household)
	if ours and theirs:
		_merge_cases(
			frappe.get_doc("Monitoring Case", ours), frappe.get_doc("Monitoring Case", theirs), change
		)
	reassign_to_surviving_household("Monitoring Case", change, decided=CLOSED)
	reassign_to_surviving_household("Assistance Measure", change)
	pairings.end(change.other_household, change.effective_on, change.reason)
	_mark(change.other_household, None)
	if name := open_case_of(change.household):
		case = frappe.get_doc("Monitoring Case", name)
		_take_up_alerts(case, change)
		_mark(change.household, case.monitored_kind)


def _merge_cases(kept: Document, other: Document, change: Document) -> None:
	known = {(row.risk, row.alert) for row in kept.risks}
	for row in _unsolved(other):
		if (row.risk, row.alert) not in known:
			kept.append("risks", {"risk": row.risk, "alert": row.alert, "taken_up_on": change.effective_on})
	kept.save(ignore_permissions=True)
	other.update({"status": MERGED, "merged_into": kept.name, "closed_on": change.effective_on})
	other.save(ignore_permissions=True)


def _take_up_alerts(case: Document, change: Document) -> None:
	"""The alerts that are open on the united household are all risks of its case."""
	known = {row.alert for row in case.risks}
	for alert in live_alerts(case.household):
		if alert.name not in known:
			case.append(
				"risks", {"risk": alert.risk, "alert": alert.name, "taken_up_on": change.effective_on}
			)
	case.save(ignore_permissions=True)


def _unsolved(case: Document) -> list[Document]:
	return [row for row in case.risks if not row.resolved]


def _mark(household: str, kind: str | None) -> None:
	frappe.db.set_value("Household", household, {"monitored": int(bool(kind)), "monitored_kind": kind or ""})
