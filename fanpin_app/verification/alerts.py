"""Effects of a check on its household's alerts. A check is about the whole household, so it applies to all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe.utils import getdate

from fanpin_app.early_warning.alerts.lifecycle import (
	ACKNOWLEDGED,
	CONFIRMED,
	DISMISSED,
	OPEN,
	STILL_OPEN,
	UNDER_CHECK,
	may_close,
	save_by_system,
)

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_alert.risk_alert import RiskAlert
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

UNCHECKED = (OPEN, ACKNOWLEDGED)


def put_under_check(check: RiskCheck) -> None:
	"""Waiting alerts count as answered: the household is being checked."""
	for alert in _alerts(check.household, *UNCHECKED):
		save_by_system(alert.update({"status": UNDER_CHECK}))


def confirm(check: RiskCheck) -> None:
	"""The determination found the household in need: confirm all its alerts."""
	for alert in _alerts(check.household, *UNCHECKED, UNDER_CHECK):
		save_by_system(alert.update({"status": CONFIRMED}))


def dismiss(check: RiskCheck) -> None:
	"""Dismiss the checked alerts with the reason of the refusal; later alerts keep waiting.

	An alert of a level that only a higher office may close is not dismissed: it waits for that office.
	"""
	for alert in _alerts(check.household, UNDER_CHECK):
		if may_close(alert):
			alert.update(
				{
					"status": DISMISSED,
					"dismissal_reason": check.refusal_reason,
					"ended_on": getdate(check.decided_on),
				}
			)
		else:
			alert.status = ACKNOWLEDGED
		save_by_system(alert)


def material_risks(household: str) -> set[str]:
	"""Codes of the risks with an open alert above the lowest level."""
	lowest = frappe.get_all("Alert Level", order_by="level_order asc", limit=1, pluck="name")
	return set(
		frappe.get_all(
			"Risk Alert",
			filters={
				"household": household,
				"status": ("in", STILL_OPEN),
				"level": ("not in", lowest),
			},
			pluck="risk",
		)
	)


def still_open(household: str) -> list[frappe._dict]:
	"""Name and risk of the household's alerts that have not ended."""
	return frappe.get_all(
		"Risk Alert",
		filters={"household": household, "status": ("in", STILL_OPEN)},
		fields=("name", "risk"),
		order_by="name asc",
	)


def _alerts(household: str, *statuses: str) -> list[RiskAlert]:
	names = frappe.get_all(
		"Risk Alert", filters={"household": household, "status": ("in", statuses)}, pluck="name"
	)
	return [frappe.get_doc("Risk Alert", name) for name in names]
