"""The implementation scheme (实施方案) and its versions: which is in force on a day, and which offices acknowledged it.

A later version replaces an earlier one from its first day on. The earlier one stays with its acknowledgements.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from fanpin_app.database.locking import lock
from fanpin_app.permissions import scope
from fanpin_app.permissions.postings import AGENCY_DUTY, SIGNIFICANT_DIGITS, office_region, postings_in_force

if TYPE_CHECKING:
	from fanpin_app.coordination.doctype.policy_document.policy_document import PolicyDocument

POLICY, ACKNOWLEDGEMENT, REGION = "Policy Document", "Policy Acknowledgement", "Administrative Region"
AWAITED, IN_FORCE, SUPERSEDED, EXPIRED = "Not Yet in Force", "In Force", "Superseded", "Expired"
Status = Literal["Not Yet in Force", "In Force", "Superseded", "Expired"]
# Field of the policy → the level of the offices that it asks; agencies have an office in each district.
LEVEL_OF_FIELD = {"asks_districts": "District", "asks_towns": "Town", "asks_villages": "Village"}
LEVEL_OF_AGENCIES = "District"
# The duties of officers who act for their office. Others in the same village, such as grid members, do not.
ACTING_DUTIES = {"Village Cadre": "Village", "Town Officer": "Town", "District Officer": "District"}


class Office(NamedTuple):
	"""The office of a region (its code), or of an agency in a district."""

	region: str
	agency: str | None = None


def status_on(policy: PolicyDocument | frappe._dict, day: date) -> Status:
	if getdate(policy.in_force_from) > day:
		return AWAITED
	if policy.superseded_from and getdate(policy.superseded_from) <= day:
		return SUPERSEDED
	return EXPIRED if policy.in_force_to and getdate(policy.in_force_to) < day else IN_FORCE


def validate(policy: PolicyDocument) -> None:
	"""Set the status as of today. Raises `frappe.ValidationError` for days in the wrong order."""
	if policy.in_force_to and getdate(policy.in_force_to) < getdate(policy.in_force_from):
		frappe.throw(_("The document ends before it is in force: check In Force To."))
	if policy.supersedes:
		earlier = frappe.db.get_value(POLICY, policy.supersedes, "in_force_from")
		if getdate(policy.in_force_from) <= getdate(earlier):
			frappe.throw(_("A new version is in force later than the version that it replaces."))
	policy.status = status_on(policy, getdate())


def follow_versions(policy: PolicyDocument) -> None:
	"""After a version was saved: note on the one that it replaces from when on it is replaced."""
	if not policy.supersedes:
		return
	earlier = frappe.get_doc(POLICY, policy.supersedes)
	earlier.update({"superseded_by": policy.name, "superseded_from": policy.in_force_from})
	earlier.save(ignore_permissions=True)


def release_version(policy: PolicyDocument) -> None:
	"""When a version is deleted: the one that it replaced is in force again."""
	if policy.supersedes:
		earlier = frappe.get_doc(POLICY, policy.supersedes)
		earlier.update({"superseded_by": None, "superseded_from": None})
		earlier.save(ignore_permissions=True)


def bring_up_to_date() -> None:
	"""Daily: set the status of documents that came into force, were replaced or expired since yesterday."""
	fields = ["name", "status", "in_force_from", "in_force_to", "superseded_from"]
	for policy in frappe.get_all(POLICY, fields=fields):
		if (status := status_on(policy, getdate())) != policy.status:
			frappe.db.set_value(POLICY, policy.name, "status", status)


def acknowledge(policy: PolicyDocument) -> None:
	"""Record that the current user's offices have acknowledged the document; an office does it once.

	Raises `frappe.PermissionError` for who acts for none of the offices that are asked, and `frappe.ValidationError` for a
	document that is no longer in force.
	"""
	policy.check_permission("read")
	if policy.status in (SUPERSEDED, EXPIRED):
		frappe.throw(_("This document is no longer in force: acknowledge the version that is."))
	if not (offices := own_offices(policy)):
		frappe.throw(_("You act for no office that is asked to acknowledge this."), frappe.PermissionError)
	lock(POLICY, policy.name)
	for office in offices:
		if not frappe.db.exists(ACKNOWLEDGEMENT, name_of(policy.name, office)):
			frappe.get_doc(
				doctype=ACKNOWLEDGEMENT,
				policy=policy.name,
				region=office.region,
				agency=office.agency,
				acknowledged_by=frappe.session.user,
				acknowledged_on=now_datetime(),
			).insert(ignore_permissions=True)


def name_of(policy: str, office: Office) -> str:
	"""The name of the Policy Acknowledgement of an office, of which there is at most one."""
	return "-".join(filter(None, (policy, *office)))


def own_offices(policy: PolicyDocument) -> list[Office]:
	"""The offices that are asked and that the current user acts for today."""
	found = []
	for posting in postings_in_force(frappe.session.user):
		region = office_region(posting.duty, posting.region)
		if posting.duty == AGENCY_DUTY and policy.asks_agencies:
			found.append(Office(region, posting.agency))
		level = ACTING_DUTIES.get(posting.duty)
		if level in _asked_levels(policy) and _is_of_level(region, level):
			found.append(Office(region))
	return list(dict.fromkeys(found))


def acknowledgements(policy: PolicyDocument) -> dict:
	"""For the form: `offices` in the user's regions, those that have not acknowledged first, each with office,
	acknowledged_by and acknowledged_on (texts), and `may_acknowledge`."""
	policy.check_permission("read")
	own = own_offices(policy)
	asked = list(dict.fromkeys([*own, *_offices_in_reach(policy)]))
	made = {
		Office(row.region, row.agency or None): row
		for row in frappe.get_all(
			ACKNOWLEDGEMENT,
			filters={"policy": policy.name},
			fields=["region", "agency", "acknowledged_by", "acknowledged_on"],
		)
	}
	names = _names_of([office.region for office in asked])
	rows = [_row(office, names, made.get(office)) for office in asked]
	rows.sort(key=lambda row: bool(row["acknowledged_on"]))
	is_open = policy.status in (AWAITED, IN_FORCE)
	return {"offices": rows, "may_acknowledge": is_open and any(office not in made for office in own)}


def _row(office: Office, names: dict[str, str], made: frappe._dict | None) -> dict[str, str]:
	return {
		"office": " ".join(filter(None, (names.get(office.region), office.agency))),
		"acknowledged_by": frappe.utils.get_fullname(made.acknowledged_by) if made else "",
		"acknowledged_on": frappe.utils.format_datetime(made.acknowledged_on) if made else "",
	}


def _offices_in_reach(policy: PolicyDocument) -> list[Office]:
	levels = _asked_levels(policy)
	offices = [Office(region) for level in levels for region in _regions_in_reach(level)]
	if policy.asks_agencies:
		agencies = frappe.get_all("Sector Agency", {"disabled": 0}, pluck="name", order_by="name")
		offices += [
			Office(region, agency) for region in _regions_in_reach(LEVEL_OF_AGENCIES) for agency in agencies
		]
	return offices


def _regions_in_reach(level: str) -> list[str]:
	region = frappe.qb.DocType(REGION)
	return (
		frappe.qb.from_(region)
		.select(region.name)
		.where((region.level == level) & (region.disabled == 0))
		.where(scope.criterion(region.name, doctype=ACKNOWLEDGEMENT))
		.orderby(region.name)
		.run(pluck=True)
	)


def _names_of(regions: list[str]) -> dict[str, str]:
	rows = frappe.get_all(REGION, {"name": ("in", regions)}, ["name", "full_name"], as_list=True)
	return dict(rows)


def _asked_levels(policy: PolicyDocument) -> list[str]:
	return [level for field, level in LEVEL_OF_FIELD.items() if policy.get(field)]


def _is_of_level(region: str, level: str) -> bool:
	return len(scope.prefix_of(region)) == SIGNIFICANT_DIGITS[level]
