"""The watch over a household after its risk was eliminated: visits go on for the months of the Statutory Clock, and a
finding in that time opens a relapse.

A relapse is a check for inclusion, which the alert opens at once; the case that it ends with is linked to the old one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe.utils import add_months, cint, getdate, today

from fanpin_app.database import bulk
from fanpin_app.verification import stages
from fanpin_app.verification.clock import clock

if TYPE_CHECKING:
	from fanpin_app.assistance.doctype.monitoring_case.monitoring_case import MonitoringCase
	from fanpin_app.early_warning.doctype.risk_alert.risk_alert import RiskAlert


def last_day(closed_on: date | str) -> date | None:
	"""The last day of the watch over a household whose case was closed on this day; None if none is configured."""
	months = cint(clock().watch_months)
	return getdate(add_months(closed_on, months)) if months else None


def begin(case: MonitoringCase) -> None:
	"""Watch the household of a case that was eliminated."""
	frappe.db.set_value("Household", case.household, "watched_until", last_day(case.closed_on or today()))


def is_relapse(household: str, day: date | str) -> bool:
	"""Whether the household was watched on this day."""
	until = frappe.db.get_value("Household", household, "watched_until")
	return bool(until) and getdate(day) <= until


def follow_alert(alert: RiskAlert, method: str | None = None) -> None:
	"""Hook: an alert on a watched household opens a relapse."""
	if open_relapses([alert.name]):
		# The check has put the alert under check.
		alert.reload()


def open_relapses(alerts: list[str]) -> list[str]:
	"""Start the check of each watched household with one of these alerts; returns the names of the Risk Checks."""
	return [
		frappe.get_doc(
			doctype="Risk Check", purpose="Inclusion", household=household, alert=alert, relapse_of=case
		)
		.insert(ignore_permissions=True)
		.name
		for household, (alert, case) in _watched(alerts).items()
	]


def _watched(alerts: list[str]) -> dict[str, tuple[str, str]]:
	"""The watched households of these alerts that are not being checked, each with an alert and its last case."""
	alert, household, check, case = (
		frappe.qb.DocType(name) for name in ("Risk Alert", "Household", "Risk Check", "Monitoring Case")
	)
	found: dict[str, tuple[str, str]] = {}
	for names in bulk.chunks(alerts):
		rows = (
			frappe.qb.from_(alert)
			.join(household)
			.on(household.name == alert.household)
			.join(case)
			.on((case.household == household.name) & (case.status == "Eliminated"))
			.left_join(check)
			.on(
				(check.household == household.name)
				& (check.purpose == "Inclusion")
				& check.stage.notin(stages.FINAL)
			)
			.select(household.name, alert.name, case.name)
			.where(alert.name.isin(names))
			.where((household.monitored == 0) & (household.watched_until >= alert.raised_on))
			.where((household.status == "Active") & check.name.isnull())
			.orderby(case.closed_on)
			.orderby(alert.name)
			.run()
		)
		found |= {name: (its_alert, its_case) for name, its_alert, its_case in rows}
	return found
