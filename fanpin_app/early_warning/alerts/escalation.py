"""Escalation: overdue alerts without a response go to the officer of the next tier up, with a new deadline.

Alerts of one level are updated in bulk, by village. Where nobody is posted above, an alert stays with its officer. The
new deadline is in the future, so no alert escalates twice for one missed deadline.
"""

from collections import defaultdict
from datetime import datetime

import frappe
from frappe.query_builder.terms import ValueWrapper
from frappe.utils import now_datetime
from pypika import Table
from pypika.functions import Coalesce, Concat
from pypika.terms import Criterion

from fanpin_app.early_warning.alerts.lifecycle import OPEN
from fanpin_app.early_warning.response.deadlines import ResponseTerms
from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.response.officers import (
	bulk_update,
	has_responsible,
	next_tier,
	region_chunks,
	responsibility_groups,
)


def escalate_overdue(now: datetime | None = None) -> None:
	"""Job, every ten minutes: escalate the alerts of each escalating level that are overdue by its escalation hours."""
	levels = Levels()
	response = ResponseTerms(levels=levels, now=now or now_datetime())
	for level in levels.escalating():
		_escalate(level, response)


def _escalate(level: str, response: ResponseTerms) -> None:
	alert = frappe.qb.DocType("Risk Alert")
	latest_due = response.due_before(level, response.levels.escalation_hours(level))
	overdue = (alert.status == OPEN) & (alert.level == level) & (alert.response_due < latest_due)
	escalations: dict[tuple, list[str]] = defaultdict(list)
	for group in responsibility_groups(alert, overdue):
		tier = next_tier(group.responsible_tier or group.leading_tier)
		user, new_tier = response.officers.find(group.region, tier) if tier else (None, None)
		if user:
			current = (group.leading_tier, group.responsible_tier, group.responsible)
			escalations[(*current, new_tier, user)].append(group.region)
	for (leading_tier, old_tier, holder, new_tier, user), regions in escalations.items():
		values = {
			"leading_tier": new_tier,
			"responsible_since": response.now,
			"response_due": response.due(level),
			"escalated_on": response.now,
			"times_escalated": alert.times_escalated + 1,
		}
		values |= (new_responsible := response.officers.responsible_fields(user, new_tier))
		tiers = [alert.leading_tier == leading_tier, Coalesce(alert.responsible_tier, "") == (old_tier or "")]
		for chunk in region_chunks(regions):
			criterion = Criterion.all(
				[overdue, has_responsible(alert, holder), *tiers, alert.region.isin(chunk)]
			)
			# This comes first because it locks the alerts: nobody can respond between the two statements.
			_add_history(alert, criterion, response.now, new_responsible)
			bulk_update(alert, values, criterion, response.now)


def _add_history(alert: Table, criterion: Criterion, moment: datetime, new_responsible: dict) -> None:
	"""Insert a row of Alert Escalation for each alert, named after the alert and the number of its escalations."""
	number = alert.times_escalated + 1
	row = {
		"name": Concat(alert.name, "-", number),
		"parent": alert.name,
		"parenttype": ValueWrapper("Risk Alert"),
		"parentfield": ValueWrapper("escalations"),
		"idx": number,
		"creation": ValueWrapper(moment),
		"modified": ValueWrapper(moment),
		"escalated_on": ValueWrapper(moment),
		"from_tier": Coalesce(alert.responsible_tier, alert.leading_tier),
		"from_officer": alert.responsible,
		"from_name": alert.responsible_name,
		"to_tier": ValueWrapper(new_responsible["responsible_tier"]),
		"to_officer": ValueWrapper(new_responsible["responsible"]),
		"to_name": ValueWrapper(new_responsible["responsible_name"]),
	}
	history = frappe.qb.DocType("Alert Escalation")
	frappe.qb.into(history).columns(*row).from_(alert).select(*row.values()).where(criterion).run()
