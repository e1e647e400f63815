"""How a Monitoring Case opens, takes up new risks, and closes. Only these open or close one."""

from datetime import date

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import Max
from frappe.utils import getdate, now_datetime

from fanpin_app.database import bulk
from fanpin_app.early_warning.alerts.lifecycle import ENDED, STILL_OPEN, save_by_system
from fanpin_app.verification import stages

ELIMINATED, MERGED = "Eliminated", "Merged"


def follow_determination(check: Document, method: str | None = None) -> None:
	"""A determination opens the household's case, or closes it."""
	if not stages.just_reached(check, stages.APPROVED):
		return
	if check.purpose == "Inclusion":
		open_case(
			check.household,
			kind=check.determined_kind,
			opened_on=check.decided_on,
			source="Risk Check",
			inclusion_check=check.name,
		)
	else:
		close_case(check)


def take_up(alert: Document, method: str | None = None) -> None:
	"""A new alert on a monitored household is a new risk of its case."""
	if not alert.household or not (name := open_case_of(alert.household)):
		return
	case = frappe.get_doc("Monitoring Case", name)
	case.append("risks", {"risk": alert.risk, "alert": alert.name, "taken_up_on": alert.raised_on})
	case.save(ignore_permissions=True)


def take_up_all(alerts: list[str]) -> None:
	"""The same for alerts that were written at once, by name."""
	alert, case, risk = (frappe.qb.DocType(name) for name in ("Risk Alert", "Monitoring Case", "Case Risk"))
	last = (
		frappe.qb.from_(risk)
		.select(risk.parent, Max(risk.idx).as_("idx"))
		.where(risk.parenttype == "Monitoring Case")
		.groupby(risk.parent)
	).as_("last")
	for some in bulk.chunks(alerts):
		rows = (
			frappe.qb.from_(alert)
			.join(case)
			.on((case.household == alert.household) & (case.status == "Open"))
			.left_join(last)
			.on(last.parent == case.name)
			.select(case.name, alert.name, alert.risk, alert.raised_on, last.idx)
			.where(alert.name.isin(some))
			.orderby(alert.name)
			.run()
		)
		_add_risks(rows)


def _add_risks(rows: list[tuple]) -> None:
	places: dict[str, int] = {}
	taken_up = []
	for case, alert, risk, raised_on, last in rows:
		places[case] = places.get(case, last or 0) + 1
		name = frappe.generate_hash(length=10)
		taken_up.append((name, case, "Monitoring Case", "risks", places[case], risk, alert, raised_on))
	fields = ("name", "parent", "parenttype", "parentfield", "idx", "risk", "alert", "taken_up_on")
	bulk.insert("Case Risk", fields, taken_up)
	frappe.db.set_value("Monitoring Case", {"name": ("in", [*places])}, "modified", now_datetime())


def open_case_of(household: str) -> str | None:
	return frappe.db.get_value("Monitoring Case", {"household": household, "status": "Open"})


def case_that_goes_on(case: str) -> str:
	"""The case itself or, where it was merged into another (and that again), the last of them."""
	while into := frappe.db.get_value("Monitoring Case", case, "merged_into"):
		case = into
	return case


def with_merged(case: str) -> list[str]:
	"""The case and all that were merged into it: their measures are its plan."""
	names = [case]
	for name in names:
		names += frappe.get_all(
			"Monitoring Case", filters={"merged_into": name}, pluck="name", order_by="creation asc"
		)
	return names


def live_alerts(household: str) -> list[dict]:
	"""The alerts of the household that have not ended: name, risk, level, status, reason, raised_on."""
	return frappe.get_all(
		"Risk Alert",
		filters={"household": household, "status": ("in", STILL_OPEN)},
		fields=["name", "risk", "level", "status", "reason", "raised_on"],
		order_by="raised_on asc, name asc",
	)


def open_case(
	household: str, kind: str, opened_on: date | str, source: str, inclusion_check: str | None = None
) -> Document:
	"""Open the household's case with the risks of its live alerts; a relapse is linked to the case before it."""
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
		risks=[
			{"risk": alert.risk, "alert": alert.name, "taken_up_on": getdate(opened_on)}
			for alert in live_alerts(household)
		],
	).insert(ignore_permissions=True)
	frappe.db.set_value("Household", household, {"monitored": 1, "monitored_kind": kind})
	return case


def close_case(check: Document) -> None:
	"""The risk is eliminated: the case closes, its alerts end, and the household is monitored no longer."""
	case = frappe.get_doc("Monitoring Case", open_case_of(check.household))
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
