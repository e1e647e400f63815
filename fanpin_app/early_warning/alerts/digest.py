"""The daily mail to each officer who is responsible for alerts: what is new, due, overdue and escalated.

The Response Plan names its Email Template. Its variables: `officer`, `sections` (each with `title`, `count` and its
first `alerts`), `counts` (the counts in one line) and `link`, the officer's list. A mail contains only what its
officer may read.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.query_builder.functions import Sum
from frappe.translate import get_user_lang, print_language
from frappe.utils import (
	add_days,
	format_datetime,
	get_datetime,
	get_url_to_form,
	get_url_to_list,
	now_datetime,
)
from pypika import Case, Table
from pypika.terms import Criterion

from fanpin_app.early_warning.alerts.lifecycle import OPEN
from fanpin_app.early_warning.response.officers import follow_postings
from fanpin_app.permissions import scope

MAX_ROWS_PER_SECTION = 10


def send_when_due(now: datetime | None = None) -> None:
	"""Hourly job: send the day's mails at the planned hour, or in the first later hour in which the scheduler runs."""
	plan, now = frappe.get_cached_doc("Response Plan"), now or now_datetime()
	if not plan.send_digest or now.hour < plan.digest_hour or not EmailAccount.find_outgoing():
		return
	last_sent = get_datetime(plan.digest_sent_on) if plan.digest_sent_on else None
	if last_sent and last_sent.date() >= now.date():
		return
	frappe.db.set_single_value("Response Plan", "digest_sent_on", now)
	follow_postings()
	send(since=last_sent or now - timedelta(days=1), now=now)


def send(since: datetime, now: datetime) -> int:
	"""Queue a mail for each officer with alerts to report, and return the number of mails. Failures are logged."""
	template = frappe.get_doc("Email Template", frappe.get_cached_doc("Response Plan").digest_template)
	sent = 0
	for officer in _officers():
		frappe.db.savepoint("digest")
		try:
			with print_language(get_user_lang(officer.name)):
				if context := contents(officer, since, now):
					mail = template.get_formatted_email(context)
					frappe.sendmail(recipients=[officer.email], add_unsubscribe_link=0, **mail)
					sent += 1
		except Exception:
			frappe.db.rollback(save_point="digest")
			frappe.log_error(title=f"Daily mail to {officer.name}")
	return sent


def contents(officer: frappe._dict, since: datetime, now: datetime) -> dict | None:
	"""The template's variables for an officer (name, full_name); None if there is nothing to report."""
	alert = frappe.qb.DocType("Risk Alert")
	own_alerts = Criterion.all(
		[
			alert.responsible == officer.name,
			alert.status == OPEN,
			scope.criterion(alert.region, officer.name, "Risk Alert"),
		]
	)
	sections = _sections(alert, since, now)
	counted = [Sum(Case().when(met, 1).else_(0)).as_(key) for key, (_title, met) in sections.items()]
	counts = frappe.qb.from_(alert).select(*counted).where(own_alerts).run(as_dict=True)[0]
	reported = [
		{"title": title, "count": int(counts[key]), "alerts": _first_alerts(alert, own_alerts & met)}
		for key, (title, met) in sections.items()
		if counts[key]
	]
	if not reported:
		return None
	query = urlencode({"responsible": officer.name, "status": OPEN})
	link = f"{get_url_to_list('Risk Alert')}?{query}"
	counts = "，".join(f"{section['title']} {section['count']}" for section in reported)
	return {"officer": officer.full_name, "counts": counts, "sections": reported, "link": link}


def _sections(alert: Table, since: datetime, now: datetime) -> dict[str, tuple[str, Criterion]]:
	tomorrow = add_days(now.date(), 1)
	return {
		"overdue": (_("Overdue"), alert.response_due < now),
		"due_today": (_("Due Today"), (alert.response_due >= now) & (alert.response_due < tomorrow)),
		"escalated": (_("Escalated to You"), alert.times_escalated > 0),
		"new": (_("New"), alert.responsible_since > since),
	}


def _first_alerts(alert: Table, criterion: Criterion) -> list[dict]:
	region, risk = frappe.qb.DocType("Administrative Region"), frappe.qb.DocType("Risk Type")
	rows = (
		frappe.qb.from_(alert)
		.join(region)
		.on(region.name == alert.region)
		.join(risk)
		.on(risk.name == alert.risk)
		.select(alert.name, alert.head_name, alert.level, alert.response_due)
		.select(region.region_name.as_("village"), risk.risk_name.as_("risk"))
		.where(criterion)
		.orderby(alert.response_due)
		.orderby(alert.name)
		.limit(MAX_ROWS_PER_SECTION)
		.run(as_dict=True)
	)
	return [
		row
		| {
			"level": _(row.level),
			"risk": _(row.risk),
			"due": format_datetime(row.response_due, "yyyy-MM-dd HH:mm"),
			"link": get_url_to_form("Risk Alert", row.name),
		}
		for row in rows
	]


def _officers() -> list[frappe._dict]:
	"""The enabled users who are responsible for an open alert."""
	alert, user = frappe.qb.DocType("Risk Alert"), frappe.qb.DocType("User")
	return (
		frappe.qb.from_(user)
		.select(user.name, user.full_name, user.email)
		.where(user.enabled == 1)
		.where(user.name.isin(frappe.qb.from_(alert).select(alert.responsible).where(alert.status == OPEN)))
		.orderby(user.name)
		.run(as_dict=True)
	)
