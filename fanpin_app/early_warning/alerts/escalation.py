"""Overdue alerts that nobody has answered go up one tier: the next tier's officer is responsible, with a new due.

A level's alerts go up together, by villages, never one by one. Where nobody is posted above, an alert stays with who
has it. The new due lies ahead, so nothing goes up twice for the same lapse.
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
from fanpin_app.early_warning.response.deadlines import Response
from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.response.officers import groups, held_by, next_tier, some_regions, write


def escalate_overdue(now: datetime | None = None) -> None:
	"""Job, every ten minutes: each level that escalates, after the hours that it leaves."""
	levels = Levels()
	response = Response(levels=levels, now=now or now_datetime())
	for level in levels.that_escalate():
		_escalate(level, response)


def _escalate(level: str, response: Response) -> None:
	alert = frappe.qb.DocType("Risk Alert")
	lapsed = response.due_before(level, response.levels.escalation_hours(level))
	overdue = (alert.status == OPEN) & (alert.level == level) & (alert.response_due < lapsed)
	going_up: dict[tuple, list[str]] = defaultdict(list)
	for group in groups(alert, overdue):
		tier = next_tier(group.responsible_tier or group.leading_tier)
		user, found_at = response.officers.of(group.region, tier) if tier else (None, None)
		if user:
			held = (group.leading_tier, group.responsible_tier, group.responsible)
			going_up[(*held, found_at, user)].append(group.region)
	for (leading_tier, held_at, holder, found_at, user), regions in going_up.items():
		values = {
			"leading_tier": found_at,
			"responsible_since": response.now,
			"response_due": response.due(level),
			"escalated_on": response.now,
			"times_escalated": alert.times_escalated + 1,
		}
		values |= (becomes := response.officers.as_values(user, found_at))
		held = [alert.leading_tier == leading_tier, Coalesce(alert.responsible_tier, "") == (held_at or "")]
		for some in some_regions(regions):
			concerned = Criterion.all([overdue, held_by(alert, holder), *held, alert.region.isin(some)])
			# First, for it locks the alerts: nobody answers one between the two statements.
			_note(alert, concerned, response.now, becomes)
			write(alert, values, concerned, response.now)


def _note(alert: Table, concerned: Criterion, moment: datetime, becomes: dict) -> None:
	"""A line in the history of each, named after the alert and the number of the time."""
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
		"to_tier": ValueWrapper(becomes["responsible_tier"]),
		"to_officer": ValueWrapper(becomes["responsible"]),
		"to_name": ValueWrapper(becomes["responsible_name"]),
	}
	history = frappe.qb.DocType("Alert Escalation")
	frappe.qb.into(history).columns(*row).from_(alert).select(*row.values()).where(concerned).run()
