"""Who may see what: the officer's postings in force today, turned into one condition for every path.

A region's code says where it lies: its significant digits are a prefix of the codes of all below it. So a posting
is one index range on the `region` column. Whoever holds no posting sees nothing.
"""

from collections.abc import Callable

import frappe
from frappe.model.document import Document
from frappe.query_builder import Criterion
from frappe.query_builder.terms import ValueWrapper
from frappe.utils import today
from pypika.terms import Term

WHOLE = ""
SIGNIFICANT_DIGITS = {"City": 4, "District": 6, "Town": 9, "Village": 12, "Grid": 15}


def prefix_of(region: str) -> str:
	"""The significant digits of a region's code: "440513199000" (a town) gives "440513199".

	A code of 12 digits ends in zeros below its level; a grid has 15 digits.
	"""
	if len(region) > SIGNIFICANT_DIGITS["Village"]:
		return region
	for digits in (SIGNIFICANT_DIGITS["City"], SIGNIFICANT_DIGITS["District"], SIGNIFICANT_DIGITS["Town"]):
		if not region[digits:].strip("0"):
			return region[:digits]
	return region


def prefixes(user: str | None = None) -> list[str]:
	"""Prefixes of the regions that `user` (default: who is logged in) is posted to today; widest only.

	`[WHOLE]` for Administrator, an empty list for whoever holds no posting.
	"""
	user = user or frappe.session.user
	if user == "Administrator":
		return [WHOLE]
	posting = frappe.qb.DocType("Officer Posting")
	regions = (
		frappe.qb.from_(posting)
		.select(posting.region)
		.distinct()
		.where(posting.user == user)
		.where(posting.from_date <= today())
		.where(posting.to_date.isnull() | (posting.to_date >= today()))
		.run(pluck=True)
	)
	widest: list[str] = []
	for prefix in sorted(prefix_of(region) for region in regions):
		if not widest or not prefix.startswith(widest[-1]):
			widest.append(prefix)
	return widest


def covers(region: str | None, user: str | None = None) -> bool:
	"""Whether a posting of `user` covers the region with this code."""
	return any((region or "").startswith(prefix) for prefix in prefixes(user))


def criterion(region: Term, user: str | None = None) -> Criterion:
	"""The same as a pypika criterion on a query's region column, for reports, cards and methods."""
	allowed = prefixes(user)
	if WHOLE in allowed:
		return ValueWrapper(1) == ValueWrapper(1)
	if not allowed:
		return ValueWrapper(1) == ValueWrapper(0)
	return Criterion.any(region.like(f"{prefix}%") for prefix in allowed)


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Whether the document lies, as stored and as it is about to be stored, in a region of the user's."""
	if user == "Administrator":
		return True
	regions = {_region_of(doc)}
	if not doc.is_new():
		regions.add(frappe.db.get_value(doc.doctype, doc.name, "region"))
	return all(region and covers(region, user) for region in regions)


def has_batch_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	return bool(data_batch(user) == "")


def data_batch(user: str | None = None) -> str:
	"""Agencies' files tell of a whole district: they are for who is posted to a district or to the city."""
	return "" if any(len(prefix) <= SIGNIFICANT_DIGITS["District"] for prefix in prefixes(user)) else "1=0"


def _region_of(doc: Document) -> str | None:
	if doc.get("household") and doc.meta.has_field("household"):
		return frappe.db.get_value("Household", doc.household, "region")
	return doc.get("region")


def _condition_on(doctype: str) -> Callable[..., str]:
	def condition(user: str | None = None) -> str:
		allowed = prefixes(user)
		if WHOLE in allowed:
			return ""
		if not allowed:
			return "1=0"
		column = f"`tab{doctype}`.`region`"
		ranges = " or ".join(f"{column} like {frappe.db.escape(prefix + '%')}" for prefix in allowed)
		return f"({ranges})"

	return condition


def _condition_on_rows(doctype: str, parent: str) -> Callable[..., str]:
	condition_on_parent = _condition_on(parent)

	def condition(user: str | None = None) -> str:
		if not (allowed := condition_on_parent(user)):
			return ""
		return f"`tab{doctype}`.`parent` in (select `tab{parent}`.`name` from `tab{parent}` where {allowed})"

	return condition


household = _condition_on("Household")
household_member = _condition_on_rows("Household Member", "Household")
income_statement = _condition_on("Income Statement")
officer_posting = _condition_on("Officer Posting")
indicator_record = _condition_on("Indicator Record")
risk_finding = _condition_on("Risk Finding")
risk_alert = _condition_on("Risk Alert")
risk_check = _condition_on("Risk Check")
check_situation = _condition_on_rows("Check Situation", "Risk Check")
check_step = _condition_on_rows("Check Step", "Risk Check")
monitoring_case = _condition_on("Monitoring Case")
case_risk = _condition_on_rows("Case Risk", "Monitoring Case")
assistance_measure = _condition_on("Assistance Measure")
measure_follow_up = _condition_on_rows("Measure Follow-up", "Assistance Measure")
