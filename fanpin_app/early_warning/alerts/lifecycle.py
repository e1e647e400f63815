"""Risk Alerts: at most one open alert per household and risk, from rules, visits and applications together. An alert
may be about another subject (rules/subjects.py), such as an asset; then it has no household.

An alert is open until it is dismissed or ended: from the first response (Acknowledged) through the check to the
determination (Confirmed), after which it stays open as a current risk of the household. Later modules set the status
and save.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime, today

from fanpin_app.database.locking import latest, lock
from fanpin_app.early_warning.response.deadlines import ResponseTerms, response_terms_for
from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.rule_queries.income_line import households_below_income_line
from fanpin_app.early_warning.rules import subjects
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.subjects import HOUSEHOLDS
from fanpin_app.permissions import scope

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_alert.risk_alert import RiskAlert

OPEN, ACKNOWLEDGED, UNDER_CHECK, CONFIRMED = "Open", "Acknowledged", "Under Check", "Confirmed"
DISMISSED, ENDED = "Dismissed", "Ended"
STILL_OPEN = (OPEN, ACKNOWLEDGED, UNDER_CHECK, CONFIRMED)
CLOSED = (DISMISSED, ENDED)
BY_RULE = "Rule"


def raise_alert(household: str | None, risk: str, level: str | None, source: str, reason: str) -> RiskAlert:
	"""Raise an alert for what a person reported (`source`: Visit, Application or Officer), and return it.

	If one is open for the household and risk, the reason is added to it, and its level may rise but never falls.
	"""
	lock("Household", household)
	if not (name := open_alert(household, risk)):
		alert = frappe.new_doc("Risk Alert")
		alert.update({"household": household, "risk": risk, "source": source})
		alert.update({"reported_level": level, "reported_reason": reason})
		return alert.insert(ignore_permissions=True)
	alert, levels = frappe.get_doc("Risk Alert", name, for_update=True), Levels()
	alert.reported_level = levels.highest([alert.reported_level, level])
	alert.reported_reason = merge_lines(alert.reported_reason, reason)
	alert.reason = merge_lines(alert.reason, reason)
	alert.base_level = levels.highest([alert.base_level, level])
	alert.level = levels.highest([alert.level, _adjusted_level(alert, level, levels)])
	return save_by_system(alert)


def open_alert(household: str | None, risk: str) -> str | None:
	"""The name of the open alert."""
	for alert in latest("Risk Alert", {"open_key": open_key(household, risk)}):
		return alert.name
	return None


def open_key(household: str | None, risk: str) -> str:
	return f"{household}|{risk}"


def open_key_of(alert: RiskAlert) -> str:
	"""The unique key of an open alert. Raises `frappe.ValidationError` if it has no subject."""
	subject = subjects.for_alert(alert)
	if not subject:
		frappe.throw(_("Say what the alert is about."))
	if subject is HOUSEHOLDS:
		return open_key(alert.household, alert.risk)
	return f"{subject.name}|{open_key(alert.get(subject.link), alert.risk)}"


def save_by_system(alert: RiskAlert) -> RiskAlert:
	"""Save changes that officers cannot make themselves: levels, statuses, evidence."""
	alert.flags.by_system = True
	return alert.save(ignore_permissions=True)


def acknowledge(alert: RiskAlert) -> None:
	"""Record the first response of a person."""
	if alert.status != OPEN:
		frappe.throw(_("This alert has been answered already: it is {0}.").format(_(alert.status)))
	alert.status = ACKNOWLEDGED
	save_by_system(alert)


def dismiss(alert: RiskAlert, reason: str) -> None:
	"""Close an alert that turns out to be no risk. It is not raised again until a rule has a new finding.

	Raises `frappe.PermissionError` for users who are not posted to the level's closing tier or above.
	"""
	if not reason.strip():
		frappe.throw(_("Say why this is no risk: the reason is kept with the alert."))
	if alert.status not in (OPEN, ACKNOWLEDGED):
		frappe.throw(_("This alert can no longer be dismissed here: it is {0}.").format(_(alert.status)))
	if not may_close(alert):
		tier = Levels().closing_tier(alert.level or "")
		frappe.throw(
			_("Alerts of the level {0} are dismissed by the {1} or above.").format(_(alert.level), _(tier)),
			frappe.PermissionError,
		)
	alert.update({"status": DISMISSED, "dismissal_reason": reason.strip()})
	save_by_system(alert)


def may_close(alert: RiskAlert) -> bool:
	"""Whether the user is posted to the tier that closes the alert's level, or above."""
	return _has_posting_at(Levels().closing_tier(alert.level or ""), alert.region or "")


def set_derived_fields(alert: RiskAlert, response: ResponseTerms | None = None) -> None:
	"""Set what is derived before an alert is saved: level, deadline, officer, first response, closing date, key."""
	if alert.is_new():
		_initialise(alert, response)
	elif (before := alert.get_doc_before_save()) and alert.has_value_changed("level"):
		(response or response_terms_for(alert)).apply_level_change(alert, before.level)
	elif alert.has_value_changed("region"):
		(response or response_terms_for(alert)).set_responsible(alert)
	if alert.status != OPEN and not alert.responded_at:
		alert.update({"responded_at": now_datetime(), "responded_by": frappe.session.user})
	if alert.status in STILL_OPEN:
		alert.open_key = open_key_of(alert)
	elif not alert.closed_at:
		alert.update({"open_key": None, "closed_at": now_datetime()})
		alert.ended_on = alert.ended_on or today()


def _has_posting_at(tier: str, region: str) -> bool:
	"""Whether the user has a posting at this tier or above that covers the region."""
	return any(
		region.startswith(prefix) and len(prefix) <= scope.SIGNIFICANT_DIGITS[tier]
		for prefix in scope.prefixes(doctype="Risk Alert", right="write")
	)


def _initialise(alert: RiskAlert, response: ResponseTerms | None) -> None:
	alert.status = OPEN
	_copy_from_subject(alert)
	response = response or response_terms_for(alert)
	alert.raised_on = alert.raised_on or today()
	if alert.source != BY_RULE:
		alert.reason = alert.reported_reason
		alert.base_level = alert.reported_level
		alert.level = _adjusted_level(alert, alert.reported_level, response.levels)
	response.initialise(alert)


def _copy_from_subject(alert: RiskAlert) -> None:
	"""Copy title and region of a subject that is not a household; for households, Frappe's `fetch_from` does it."""
	if not alert.household and (subject := subjects.for_alert(alert)):
		title, region = frappe.db.get_value(
			subject.doctype, alert.get(subject.link), [subject.title, "region"]
		)
		alert.update({"head_name": title, "region": region})


def _adjusted_level(alert: RiskAlert, level: str | None, levels: Levels) -> str | None:
	"""The reported level, one step higher if the household's income is known to be below the line."""
	if not alert.household or not level:
		return level
	region = frappe.db.get_value("Household", alert.household, "region")
	below_line = households_below_income_line(
		[alert.household], RuleContext(region, getdate(alert.raised_on or today()))
	)
	return levels.step_up(level) if below_line else level


def merge_lines(text: str | None, more: str | None) -> str:
	"""The text with those lines of the other that it does not contain yet."""
	return "\n".join(dict.fromkeys([*(text or "").splitlines(), *(more or "").splitlines()]))
