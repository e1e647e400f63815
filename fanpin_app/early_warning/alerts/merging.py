"""Merging two alerts: one stays open with the contents of both, and the other ends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import getdate

from fanpin_app.early_warning.alerts import lifecycle
from fanpin_app.early_warning.response.levels import Levels

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_alert.risk_alert import RiskAlert


def merge(alert: RiskAlert, into: RiskAlert) -> None:
	"""Merge two open alerts of a household that an officer considers the same case: `alert` ends, `into` stays open.

	The level and reason of `alert` become a report by a person in `into`, so that no screening reverts them. Alerts of
	households that were merged belong to the remaining household, and can be merged too.
	Raises `frappe.ValidationError` if the alerts cannot be merged.
	"""
	if alert.name == into.name:
		frappe.throw(_("Choose another alert than this one."))
	if not alert.household or alert.household != into.household:
		frappe.throw(_("Alerts are merged within one household: {0} is about another.").format(into.name))
	if alert.status not in (lifecycle.OPEN, lifecycle.ACKNOWLEDGED):
		frappe.throw(_("This alert can no longer be merged: it is {0}.").format(_(alert.status)))
	if into.status not in lifecycle.STILL_OPEN:
		frappe.throw(
			_("{0} is closed: choose an alert that goes on.").format(into.name),
		)
	into.reported_level = Levels().highest([into.reported_level, alert.base_level])
	into.reported_reason = lifecycle.merge_lines(into.reported_reason, alert.reason)
	combine(into, alert)
	end_merged(alert, into)


def combine(kept: RiskAlert, other: RiskAlert) -> None:
	"""Combine both alerts in `kept`: all reasons, the higher levels, the later status and the earlier date."""
	levels = Levels()
	for field in ("reported_level", "base_level", "level"):
		kept.set(field, levels.highest([kept.get(field), other.get(field)]))
	for field in ("reason", "reported_reason"):
		kept.set(field, lifecycle.merge_lines(kept.get(field), other.get(field)))
	kept.set("status", max(kept.status, other.status, key=lifecycle.STILL_OPEN.index))
	kept.raised_on = min(getdate(kept.raised_on), getdate(other.raised_on))
	lifecycle.save_by_system(kept)


def end_merged(alert: RiskAlert, into: RiskAlert, day: date | str | None = None) -> None:
	alert.update({"status": lifecycle.ENDED, "ended_on": day, "merged_into": into.name})
	lifecycle.save_by_system(alert)
