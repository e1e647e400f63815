"""Recording visits to households, and the last visit of each household."""

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.query_builder.functions import Max
from frappe.utils import get_fullname, getdate, today

from fanpin_app.database.locking import latest, lock

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.household_visit.household_visit import HouseholdVisit
	from fanpin_app.registry.doctype.household.household import Household

NO_CHANGE, SOMETHING_FOUND = "No Change", "Something Found"
FINDING_FIELDS = ("risk", "level", "description")
LIMITS = {"latitude": 90, "longitude": 180}  # degrees, either way


def record_no_change(household: str, minutes_spent: int = 0) -> str:
	"""Record that the user visited the household today and found no change; returns the name of the visit.

	A second call on the same day (a double tap on a slow connection) returns the same visit. Raises
	`frappe.PermissionError` outside the user's regions.
	"""
	frappe.get_doc("Household", household).check_permission("read")
	filters = {
		"household": household,
		"visited_on": today(),
		"visitor": frappe.session.user,
		"outcome": NO_CHANGE,
	}
	lock("Household", household)
	for visit in latest("Household Visit", filters):
		return visit.name
	visit = frappe.new_doc("Household Visit")
	visit.update({"household": household, "visited_on": today(), "minutes_spent": minutes_spent})
	return visit.insert().name


def check(visit: "HouseholdVisit") -> None:
	"""Refuse a visit in the future, impossible coordinates, and changes to findings that were saved before."""
	if getdate(visit.visited_on) > getdate(today()):
		frappe.throw(_("{0} is in the future: correct the day.").format(_("Visited On")))
	for field, limit in LIMITS.items():
		if not -limit <= (visit.get(field) or 0) <= limit:
			frappe.throw(
				_("{0} is no place on earth: take it from the device.").format(_(visit.meta.get_label(field)))
			)
	_refuse_changed_findings(visit)


def complete(visit: "HouseholdVisit") -> None:
	"""Fill in what nobody types: the visitor and the outcome."""
	if visit.is_new():
		visit.visitor = frappe.session.user
		visit.visitor_name = get_fullname(visit.visitor)
	visit.outcome = SOMETHING_FOUND if visit.findings or (visit.needs or "").strip() else NO_CHANGE


def update_last_visit(household: str | None) -> None:
	"""Set the household's last visit to the latest day of its visits."""
	visit = frappe.qb.DocType("Household Visit")
	last = (
		frappe.qb.from_(visit).select(Max(visit.visited_on)).where(visit.household == household).run()[0][0]
	)
	frappe.db.set_value("Household", household, "last_visit", last, update_modified=False)


def follow_household(household: "Household", method: str | None = None) -> None:
	"""Hook: on saving a household, its last visit is derived from its visits, whatever was typed."""
	update_last_visit(household.name)
	household.last_visit = frappe.db.get_value("Household", household.name, "last_visit")


def _refuse_changed_findings(visit: "HouseholdVisit") -> None:
	"""Findings can be added but not changed: an alert was raised on each of them."""
	if not (before := visit.get_doc_before_save()):
		return
	now = {row.name: [row.get(field) for field in FINDING_FIELDS] for row in visit.findings}
	for row in before.findings:
		if now.get(row.name) != [row.get(field) for field in FINDING_FIELDS]:
			frappe.throw(
				_(
					"Finding {0} stays as it was found: an alert was raised on it. Add another finding."
				).format(row.idx)
			)
