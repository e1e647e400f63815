"""Pairing of households with helpers (帮扶责任人): one at a time, who can see the household because of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import add_days, formatdate, getdate, today

from fanpin_app.assistance.cases import open_case_of
from fanpin_app.database.locking import latest, lock
from fanpin_app.permissions import postings, scope
from fanpin_app.registry.officers.handover import HELPER, record_moved

if TYPE_CHECKING:
	from fanpin_app.assistance.doctype.helper_pairing.helper_pairing import HelperPairing
	from fanpin_app.assistance.doctype.monitoring_case.monitoring_case import MonitoringCase
	from fanpin_app.registry.doctype.posting_handover.posting_handover import PostingHandover

PAIRING = "Helper Pairing"


def fill_derived_fields(pairing: HelperPairing) -> None:
	"""Set the household's region and head, and the helper's name."""
	household = frappe.db.get_value("Household", pairing.household, ("region", "head_name"), as_dict=True)
	pairing.update(household or {})
	pairing.helper_name = frappe.db.get_value("User", pairing.helper, "full_name")


def check_days(pairing: HelperPairing) -> None:
	"""Raises `frappe.ValidationError` if the pairing ends before it begins or overlaps another one."""
	if pairing.to_date and getdate(pairing.to_date) < getdate(pairing.from_date):
		frappe.throw(_("The pairing ends before it begins: check From Date and To Date."))
	lock("Household", pairing.household)
	others = {"household": pairing.household, "name": ("!=", pairing.name or "")}
	for other in latest(PAIRING, others, ("helper_name", "from_date", "to_date")):
		if _begins_before_end(pairing, other) and _begins_before_end(other, pairing):
			frappe.throw(
				_("{0} helps this household from {1} on: end that pairing first.").format(
					other.helper_name, formatdate(other.from_date)
				)
			)


def check_helper(pairing: HelperPairing) -> None:
	"""Raises `frappe.ValidationError` if the helper's postings do not cover the household."""
	if not pairing.is_new():
		return
	if not postings.may_help_in(pairing.region or "", pairing.helper):
		frappe.throw(
			_("{0} holds no posting that covers the household: make one with the duty Helper first.").format(
				pairing.helper_name or pairing.helper
			)
		)


def update_case_helper(household: str) -> None:
	"""Set today's helper on the household's open case."""
	if not (name := open_case_of(household)):
		return
	case = frappe.get_doc("Monitoring Case", name)
	if case.helper != (helper := helper_of(household)):
		case.helper = helper
		case.save(ignore_permissions=True)


def set_current_helper(case: MonitoringCase, method: str | None = None) -> None:
	"""Hook: set the household's current helper on a new case."""
	case.helper = case.helper or helper_of(case.household)


def show_changes_of_today() -> None:
	"""Daily: update the open cases for pairings that began or ended overnight."""
	changed = frappe.get_all(
		PAIRING,
		or_filters=[["from_date", "=", today()], ["to_date", "=", add_days(today(), -1)]],
		pluck="household",
	)
	for household in set(changed):
		update_case_helper(household)


def helper_of(household: str) -> str | None:
	"""The user who is responsible for helping the household today."""
	pairing = frappe.qb.DocType(PAIRING)
	found = (
		frappe.qb.from_(pairing)
		.select(pairing.helper)
		.where(pairing.household == household)
		.where(postings.in_force(pairing))
		.run(pluck=True)
	)
	return found[0] if found else None


def hand_over_pairings(handover: PostingHandover) -> None:
	"""Hook: transfer the predecessor's pairings in the posting's region to the successor."""
	if handover.duty == scope.AGENCY_DUTY:
		return
	pairing = frappe.qb.DocType(PAIRING)
	names = (
		frappe.qb.from_(pairing)
		.select(pairing.name)
		.where(pairing.helper == handover.predecessor)
		.where(scope.in_region(pairing.region, handover.region))
		.where(pairing.to_date.isnull() | (pairing.to_date >= handover.day))
		.run(pluck=True)
	)
	for name in names:
		_transfer_to_successor(frappe.get_doc(PAIRING, name), handover)


def end_pairings(household: str | None, day: date | str, reason: str) -> None:
	"""End the household's pairings on the day, because the household no longer exists."""
	for name in frappe.get_all(
		PAIRING, filters={"household": household, "to_date": ("is", "not set")}, pluck="name"
	):
		pairing = frappe.get_doc(PAIRING, name)
		pairing.to_date = max(getdate(pairing.from_date), getdate(day))
		pairing.reason = reason
		pairing.save(ignore_permissions=True)


def _transfer_to_successor(pairing: HelperPairing, handover: PostingHandover) -> None:
	successor_pairing = frappe.copy_doc(pairing)
	successor_pairing.update(
		{
			"helper": handover.successor,
			"from_date": max(getdate(pairing.from_date), getdate(handover.day)),
			"reason": handover.reason,
		}
	)
	if getdate(pairing.from_date) >= getdate(handover.day):
		frappe.delete_doc(PAIRING, pairing.name, ignore_permissions=True)
	else:
		pairing.update({"to_date": add_days(handover.day, -1), "reason": handover.reason})
		pairing.save(ignore_permissions=True)
	successor_pairing.insert(ignore_permissions=True)
	record_moved(handover, PAIRING, successor_pairing.name, HELPER)


def _begins_before_end(one: HelperPairing | frappe._dict, other: HelperPairing | frappe._dict) -> bool:
	return not other.to_date or getdate(one.from_date) <= getdate(other.to_date)
