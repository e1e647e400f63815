"""Risk Alerts: at most one open for each household and risk, whoever raised it. Rules, visits and applications merge.
An alert may be about another subject (rules/subjects.py), such as an asset: then it has no household.

An alert is open until it is dismissed or ended: from a person's first answer (Acknowledged) through the check to
the determination (Confirmed), when it stays open as the household's live risk. Later steps set the status and save.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, today

from fanpin_app.early_warning.response.deadlines import Response, of_alert
from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.rule_queries.income_line import below_the_line
from fanpin_app.early_warning.rules import subjects
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.subjects import HOUSEHOLDS
from fanpin_app.permissions import scope

OPEN, ACKNOWLEDGED, UNDER_CHECK, CONFIRMED = "Open", "Acknowledged", "Under Check", "Confirmed"
DISMISSED, ENDED = "Dismissed", "Ended"
STILL_OPEN = (OPEN, ACKNOWLEDGED, UNDER_CHECK, CONFIRMED)
CLOSED = (DISMISSED, ENDED)
BY_RULE = "Rule"


def raise_alert(household: str, risk: str, level: str, source: str, reason: str) -> Document:
	"""Raise what a person found (`source` Visit, Application or Officer), and return the alert.

	Where one is open for the household and risk, the word is added to it and its level may go up, never down.
	"""
	if not (name := open_alert(household, risk)):
		alert = frappe.new_doc("Risk Alert")
		alert.update({"household": household, "risk": risk, "source": source})
		alert.update({"reported_level": level, "reported_reason": reason})
		return alert.insert(ignore_permissions=True)
	alert, levels = frappe.get_doc("Risk Alert", name), Levels()
	alert.reported_level = levels.highest([alert.reported_level, level])
	alert.reported_reason = with_lines(alert.reported_reason, reason)
	alert.reason = with_lines(alert.reason, reason)
	alert.base_level = levels.highest([alert.base_level, level])
	alert.level = levels.highest([alert.level, _stepped(alert, level, levels)])
	return save_by_system(alert)


def open_alert(household: str, risk: str) -> str | None:
	"""The name of the open alert, read past this transaction's snapshot so that two never open at once."""
	return frappe.db.get_value("Risk Alert", {"open_key": open_key(household, risk)}, for_update=True)


def open_key(household: str, risk: str) -> str:
	return f"{household}|{risk}"


def key_of(alert: Document) -> str:
	"""The alert's key while it is open. Raises `frappe.ValidationError` where it is about nothing."""
	subject = subjects.of_alert(alert)
	if not subject:
		frappe.throw(_("Say whom the alert is about."))
	if subject is HOUSEHOLDS:
		return open_key(alert.household, alert.risk)
	return f"{subject.name}|{open_key(alert.get(subject.link), alert.risk)}"


def save_by_system(alert: Document) -> Document:
	"""Save what officers cannot write themselves: levels, states, evidence."""
	alert.flags.by_system = True
	return alert.save(ignore_permissions=True)


def acknowledge(alert: Document) -> None:
	"""A person takes the alert up: the first response."""
	if alert.status != OPEN:
		frappe.throw(_("This alert has been answered already: it is {0}.").format(_(alert.status)))
	alert.status = ACKNOWLEDGED
	save_by_system(alert)


def dismiss(alert: Document, reason: str) -> None:
	"""Close an alert that proves to be none. It stays quiet until a rule finds something new.

	Only who is posted to the tier that closes the level, or above, may; raises `frappe.PermissionError` otherwise.
	"""
	if not reason.strip():
		frappe.throw(_("Say why this is no risk: the reason is kept with the alert."))
	if alert.status not in (OPEN, ACKNOWLEDGED):
		frappe.throw(_("This alert can no longer be dismissed here: it is {0}.").format(_(alert.status)))
	if not may_close(alert):
		tier = Levels().closing_tier(alert.level)
		frappe.throw(
			_("Alerts of the level {0} are dismissed by the {1} or above.").format(_(alert.level), _(tier)),
			frappe.PermissionError,
		)
	alert.update({"status": DISMISSED, "dismissal_reason": reason.strip()})
	save_by_system(alert)


def may_close(alert: Document) -> bool:
	"""Whether the user is posted to the tier that closes the alert's level, or above."""
	return _posted_to(Levels().closing_tier(alert.level), alert.region)


def complete(alert: Document, response: Response | None = None) -> None:
	"""What an alert works out for itself before it is saved: levels, clock, whose it is, who answered, when it closed."""
	if alert.is_new():
		_begin(alert, response)
	elif alert.has_value_changed("level"):
		(response or of_alert(alert)).follow_level(alert, alert.get_doc_before_save().level)
	elif alert.has_value_changed("region"):
		(response or of_alert(alert)).put_in_charge(alert)
	if alert.status != OPEN and not alert.responded_at:
		alert.update({"responded_at": now_datetime(), "responded_by": frappe.session.user})
	if alert.status in STILL_OPEN:
		alert.open_key = key_of(alert)
	elif not alert.closed_at:
		alert.update({"open_key": None, "closed_at": now_datetime()})
		alert.ended_on = alert.ended_on or today()


def _posted_to(tier: str, region: str) -> bool:
	"""Whether a posting of the user's covers the region from this tier or from above."""
	return any(
		region.startswith(prefix) and len(prefix) <= scope.SIGNIFICANT_DIGITS[tier]
		for prefix in scope.prefixes(doctype="Risk Alert", right="write")
	)


def _begin(alert: Document, response: Response | None) -> None:
	alert.status = OPEN
	_take_over_from_subject(alert)
	response = response or of_alert(alert)
	alert.raised_on = alert.raised_on or today()
	if alert.source != BY_RULE:
		alert.reason = alert.reported_reason
		alert.base_level = alert.reported_level
		alert.level = _stepped(alert, alert.reported_level, response.levels)
	response.begin(alert)


def _take_over_from_subject(alert: Document) -> None:
	"""What an alert shows of whom it is about; of a household the form fetches the same."""
	if not alert.household and (subject := subjects.of_alert(alert)):
		title, region = frappe.db.get_value(
			subject.doctype, alert.get(subject.link), [subject.title, "region"]
		)
		alert.update({"head_name": title, "region": region})


def _stepped(alert: Document, level: str, levels: Levels) -> str:
	"""The level that a person told, one step up where the household's income is known to be below the line."""
	if not alert.household:
		return level
	region = frappe.db.get_value("Household", alert.household, "region")
	poor = below_the_line([alert.household], Frame(region, getdate(alert.raised_on or today())))
	return levels.step_up(level) if poor else level


def with_lines(text: str | None, more: str | None) -> str:
	"""The text with those lines of the other that it does not say yet."""
	return "\n".join(dict.fromkeys([*(text or "").splitlines(), *(more or "").splitlines()]))
