"""Opening, extending and closing Monitoring Cases. Only these functions open or close one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.query_builder.functions import Max
from frappe.utils import getdate, now_datetime, today

from fanpin_app.assistance.determination import check_applied
from fanpin_app.assistance.elimination import watch
from fanpin_app.database import bulk
from fanpin_app.early_warning.alerts.lifecycle import ENDED, STILL_OPEN, save_by_system
from fanpin_app.verification import stages

if TYPE_CHECKING:
	from fanpin_app.assistance.doctype.monitoring_case.monitoring_case import MonitoringCase
	from fanpin_app.early_warning.doctype.risk_alert.risk_alert import RiskAlert
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

ELIMINATED, MERGED = "Eliminated", "Merged"


def follow_determination(check: RiskCheck, method: str | None = None) -> None:
	"""Hook: an approved determination opens the household's case, or closes it."""
	if not stages.just_reached(check, stages.APPROVED):
		return
	if check.purpose == "Inclusion":
		case = open_case(
			check.household,
			kind=check.determined_kind,
			opened_on=check.decided_on or today(),
			source="Risk Check",
			inclusion_check=check.name,
			found_on=check.started_on,
		)
	else:
		case = close_case(check)
	check_applied(check, case.name)


def add_risk(alert: RiskAlert, method: str | None = None) -> None:
	"""Hook: a new alert on a monitored household adds a risk to its case."""
	if not alert.household or not (name := open_case_of(alert.household)):
		return
	case = frappe.get_doc("Monitoring Case", name)
	case.append("risks", {"risk": alert.risk, "alert": alert.name, "added_on": alert.raised_on})
	case.save(ignore_permissions=True)


def add_risks(alerts: list[str]) -> None:
	"""As `add_risk`, for alerts that were inserted in bulk, by name."""
	alert, case, risk = (frappe.qb.DocType(name) for name in ("Risk Alert", "Monitoring Case", "Case Risk"))
	last = (
		frappe.qb.from_(risk)
		.select(risk.parent, Max(risk.idx).as_("idx"))
		.where(risk.parenttype == "Monitoring Case")
		.groupby(risk.parent)
	).as_("last")
	for chunk in bulk.chunks(alerts):
		rows = (
			frappe.qb.from_(alert)
			.join(case)
			.on((case.household == alert.household) & (case.status == "Open"))
			.left_join(last)
			.on(last.parent == case.name)
			.select(case.name, alert.name, alert.risk, alert.raised_on, last.idx)
			.where(alert.name.isin(chunk))
			.orderby(alert.name)
			.run()
		)
		_insert_risks(rows)


def _insert_risks(rows: list[tuple]) -> None:
	indexes: dict[str, int] = {}
	new_rows = []
	for case, alert, risk, raised_on, last in rows:
		indexes[case] = indexes.get(case, last or 0) + 1
		name = frappe.generate_hash(length=10)
		new_rows.append((name, case, "Monitoring Case", "risks", indexes[case], risk, alert, raised_on))
	fields = ("name", "parent", "parenttype", "parentfield", "idx", "risk", "alert", "added_on")
	bulk.insert("Case Risk", fields, new_rows)
	frappe.db.set_value("Monitoring Case", {"name": ("in", [*indexes])}, "modified", now_datetime())


def open_case_of(household: str | None) -> str | None:
	return frappe.db.get_value("Monitoring Case", {"household": household, "status": "Open"})


def surviving_case(case: str) -> str:
	"""The case itself or, if it was merged, the case at the end of the chain of mergers."""
	while into := frappe.db.get_value("Monitoring Case", case, "merged_into"):
		case = into
	return case


def case_and_merged(case: str) -> list[str]:
	"""The case and all that were merged into it: their measures belong to its plan."""
	names = [case]
	for name in names:
		names += frappe.get_all(
			"Monitoring Case", filters={"merged_into": name}, pluck="name", order_by="creation asc"
		)
	return names


def live_alerts(household: str) -> list[frappe._dict]:
	"""The household's alerts that have not ended: name, risk, level, status, source, reason, raised_on."""
	return frappe.get_all(
		"Risk Alert",
		filters={"household": household, "status": ("in", STILL_OPEN)},
		fields=["name", "risk", "level", "status", "source", "reason", "raised_on"],
		order_by="raised_on asc, name asc",
	)


def open_case(
	household: str,
	kind: str,
	opened_on: date | str,
	source: str,
	inclusion_check: str | None = None,
	found_on: date | str | None = None,
) -> MonitoringCase:
	"""Open the household's case with the risks of its live alerts, linked to the previous case if there was one.

	It is a relapse if the household was watched on `found_on`, by default the day of opening.
	"""
	previous = frappe.get_all(
		"Monitoring Case",
		filters={"household": household},
		order_by="opened_on desc, creation desc",
		limit=1,
		pluck="name",
	)
	case = frappe.get_doc(
		doctype="Monitoring Case",
		household=household,
		monitored_kind=kind,
		opened_on=getdate(opened_on),
		source=source,
		inclusion_check=inclusion_check,
		previous_case=previous[0] if previous else None,
		is_relapse=int(watch.is_relapse(household, found_on or opened_on)),
		risks=[
			{"risk": alert.risk, "alert": alert.name, "added_on": getdate(opened_on)}
			for alert in live_alerts(household)
		],
	).insert(ignore_permissions=True)
	frappe.db.set_value(
		"Household", household, {"monitored": 1, "monitored_kind": kind, "watched_until": None}
	)
	return case


def close_case(check: RiskCheck) -> MonitoringCase:
	"""The risk is eliminated: close the case, end its alerts, and unmark the household as monitored.

	Raises `frappe.ValidationError` if there is no open case.
	"""
	if not (name := open_case_of(check.household)):
		frappe.throw(_("The household has no open Monitoring Case, so there is nothing to eliminate."))
	case = frappe.get_doc("Monitoring Case", name)
	case.update(
		{
			"status": ELIMINATED,
			"closed_on": getdate(check.decided_on),
			"elimination_mode": check.elimination_mode,
			"elimination_check": check.name,
		}
	)
	case.save(ignore_permissions=True)
	for row in live_alerts(check.household):
		alert = frappe.get_doc("Risk Alert", row.name)
		save_by_system(alert.update({"status": ENDED, "ended_on": case.closed_on}))
	frappe.db.set_value("Household", check.household, {"monitored": 0, "monitored_kind": ""})
	watch.begin(case)
	return case
