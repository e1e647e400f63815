"""The regions in which a user holds a right, from the postings in force today.

The significant digits of a region's code are a prefix of the codes of all regions below it, so a posting is
one index range on a region column. Users without a posting have access to no region.

Each duty has a role, whose rights apply in the regions of postings with that duty: the cadre of a village who
is also window clerk of a town is a cadre in the village only. A role that belongs to no duty, assigned by an
administrator, applies in all regions of the user's postings and in no others (docs/decisions/0006).
"""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256

import frappe
from frappe.core.doctype.user_permission.user_permission import get_user_permissions
from frappe.utils import today
from pypika import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term

WHOLE = ""
# An agency's data officer only gets access to that agency's data.
AGENCY_DUTY = AGENCY_ROLE = "Agency Data Officer"
# A helper only sees the households that they are paired with, within the region of the posting.
HELPER_DUTY = HELPER_ROLE = "Helper"
READING = ("read", "select", "print", "email", "report", "export", "share")
DUTIES_WITHOUT_REGION = (AGENCY_DUTY, HELPER_DUTY)
ROLE_OF_DUTY = {
	"Village Cadre": "Village Officer",
	"Grid Member": "Village Officer",
	"First Secretary": "Village Officer",
	"Work Team Member": "Village Officer",
	"Town Officer": "Town Officer",
	"District Officer": "District Officer",
	"City Officer": "City Officer",
	"Window Clerk": "Window Clerk",
	AGENCY_DUTY: AGENCY_ROLE,
	"Monitoring Administrator": "Monitoring Administrator",
	HELPER_DUTY: HELPER_ROLE,
}
# The office that a duty acts for, whichever part of its region an officer is posted to (docs/decisions/0018).
LEVEL_OF_DUTY = {
	"Town Officer": "Town",
	"District Officer": "District",
	"City Officer": "City",
	AGENCY_DUTY: "District",
}
SIGNIFICANT_DIGITS = {"City": 4, "District": 6, "Town": 9, "Village": 12, "Grid": 15}
# Plain SQL: building the query took longer than running it.
ACCOUNT = """
	select user.enabled, posting.duty, posting.region, posting.agency
	from `tabUser` user
	left join `tabOfficer Posting` posting on posting.user = user.name and posting.from_date <= %(today)s
		and (posting.to_date is null or posting.to_date >= %(today)s)
		and (posting.agency is null
			or posting.agency not in (select name from `tabSector Agency` where disabled = 1))
	where user.name = %(user)s
"""


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


def code_at(level: str, code: str) -> str:
	"""The code of the region of `level` that contains a region, given by its code or significant digits:
	"440513199201" (a village) at Town gives "440513199000"."""
	return code[: SIGNIFICANT_DIGITS[level]].ljust(SIGNIFICANT_DIGITS["Village"], "0")


def office_region(duty: str, region: str) -> str:
	"""The code of the region of the office that a posting with this duty acts for: of a Town Officer of a village, the
	town; the region itself if the duty belongs to no level, or if the region is wider."""
	return code_at(LEVEL_OF_DUTY[duty], region) if duty in LEVEL_OF_DUTY else region


def codes_above(prefix: str) -> list[str]:
	"""The codes of all regions that contain the one with these significant digits, widest first."""
	return [code_at(level, prefix) for level, digits in SIGNIFICANT_DIGITS.items() if digits < len(prefix)]


def in_region(column: Term, region: str) -> Criterion:
	"""Criterion that a region column is in the region with this code: one index range."""
	return column.like(f"{prefix_of(region)}%")


def prefixes(user: str | None = None, doctype: str | None = None, right: str = "read") -> list[str]:
	"""Prefixes of the regions where `user` (default: the current user) has the right on the DocType; widest
	only.

	Without a DocType: of all regions that the user is posted to today, whatever the rights there.
	`[WHOLE]` for Administrator, an empty list for users without a posting.
	"""
	user = user or frappe.session.user
	if user == "Administrator":
		return [WHOLE]
	return _widest_only(
		posting.region
		for posting in _postings_to_regions(user)
		if not doctype or _grants(posting.duty, doctype, right, user)
	)


def prefixes_of_role(role: str, user: str | None = None) -> list[str]:
	"""Prefixes of the regions where a role of the user applies; widest only."""
	user = user or frappe.session.user
	if role not in frappe.get_roles(user):
		return []
	if user == "Administrator":
		return [WHOLE]
	return _widest_only(
		posting.region
		for posting in _postings_to_regions(user)
		if ROLE_OF_DUTY[posting.duty] == role or not _is_role_of_duty(role)
	)


def roles_in(region: str, user: str | None = None) -> set[str]:
	"""The user's roles that apply in the region with this code."""
	return {
		role
		for role in frappe.get_roles(user)
		if any(region.startswith(prefix) for prefix in prefixes_of_role(role, user))
	}


def agencies(user: str | None = None, doctype: str | None = None, right: str = "read") -> list[str]:
	"""The Sector Agencies whose data officer `user` (default: the current user) is today, with the right."""
	user = user or frappe.session.user
	return sorted(
		{
			posting.agency
			for posting in postings_in_force(user)
			if posting.duty == AGENCY_DUTY and (not doctype or _grants(posting.duty, doctype, right, user))
		}
	)


def prefixes_by_agency(user: str | None, doctype: str, right: str) -> dict[str, list[str]]:
	"""Sector Agency → prefixes of the regions where `user` is its data officer today, with the right; widest
	only.

	An officer posted to a town or village may read the agency's data of the whole district.
	"""
	user = user or frappe.session.user
	regions = defaultdict(list)
	for posting in postings_in_force(user):
		if posting.duty == AGENCY_DUTY and _grants(posting.duty, doctype, right, user):
			region = posting.region if right not in READING else office_region(AGENCY_DUTY, posting.region)
			regions[posting.agency].append(prefix_of(region))
	return {agency: _widest_only(held) for agency, held in regions.items()}


def postings_in_force(user: str) -> list[frappe._dict]:
	"""Duty, region and agency of the user's postings today, cached per request.

	Disabled agencies do not count.
	"""
	kept, asked = _postings_of_request(), (user, today())
	if asked not in kept:
		read_account(user)
	return kept[asked]


def read_account(user: str) -> bool:
	"""Read the account and its postings from the database, for this request; returns whether the account is enabled.

	One query, because every request runs it. Whether the account is enabled is not cached: an update that bypasses
	the document would not clear the cache.
	"""
	day = today()
	rows = frappe.db.sql(ACCOUNT, {"user": user, "today": day}, as_dict=True)
	_postings_of_request()[user, day] = [row for row in rows if row.duty]
	return bool(rows and rows[0].enabled)


def _postings_of_request() -> dict[tuple[str, str], list[frappe._dict]]:
	"""(user, day) → postings."""
	if not hasattr(frappe.local, "postings_in_force"):
		frappe.local.postings_in_force = {}
	return frappe.local.postings_in_force


def in_force(table: Table) -> Criterion:
	"""Criterion that today is between `from_date` and `to_date` (empty: until further notice)."""
	return (table.from_date <= today()) & (table.to_date.isnull() | (table.to_date >= today()))


def on_duty(*duties: str) -> QueryBuilder:
	"""A query, without a SELECT list, of the Officer Postings with one of the duties that are in force today."""
	posting = frappe.qb.DocType("Officer Posting")
	return frappe.qb.from_(posting).where(posting.duty.isin(duties)).where(in_force(posting))


def clear_postings() -> None:
	"""Clear the cache of the request because postings have changed."""
	frappe.local.postings_in_force = {}


def covers(
	region: str | None, user: str | None = None, doctype: str | None = None, right: str = "read"
) -> bool:
	"""Whether the user has the right on the DocType in the region with this code; see `prefixes`."""
	return any((region or "").startswith(prefix) for prefix in prefixes(user, doctype, right))


def is_above(user: str, other: str, region: str | None) -> bool:
	"""Whether the user is posted to a wider region than another user, of the regions that cover this one (None: of all).

	Also true if the other user never had a posting to a covering region. If all postings of the other user have ended,
	the widest one counts, and a posting of the same width is enough.
	"""
	own, theirs = (_widest_around(prefixes(each), region) for each in (user, other))
	if theirs is not None:
		return own is not None and own < theirs
	ended = frappe.get_all("Officer Posting", filters={"user": other}, fields=["duty", "region"])
	theirs = _widest_around(
		[prefix_of(posting.region) for posting in ended if posting.duty not in DUTIES_WITHOUT_REGION], region
	)
	return theirs is None or (own is not None and own <= theirs)


def _widest_around(prefixes: Iterable[str], region: str | None) -> int | None:
	"""The number of digits of the shortest of these prefixes that covers the region; None if none does."""
	return min((len(prefix) for prefix in prefixes if (region or prefix).startswith(prefix)), default=None)


def reaches_everything(user: str | None = None, doctype: str | None = None, right: str = "read") -> bool:
	"""Whether the user has the right on the DocType in the whole city, or in every existing district."""
	return cover_everything(prefixes(user, doctype, right))


def cover_everything(regions: list[str]) -> bool:
	"""Whether these region prefixes cover the whole city, or all its existing districts."""
	if any(len(prefix) <= SIGNIFICANT_DIGITS["City"] for prefix in regions):
		return True
	region = frappe.qb.DocType("Administrative Region")
	uncovered = frappe.qb.from_(region).select(region.name).where(region.level != "City").limit(1)
	for prefix in regions:
		uncovered = uncovered.where(region.name.not_like(f"{prefix}%"))
	return bool(regions) and not uncovered.run()


def paired_households(user: str | None, doctype: str, right: str) -> list[str]:
	"""The households that `user` is paired with as helper today, if helpers have the right on the DocType."""
	user = user or frappe.session.user
	within = _widest_only(
		posting.region for posting in postings_in_force(user) if posting.duty == HELPER_DUTY
	)
	if not within or HELPER_ROLE not in _roles_with(right, doctype).intersection(frappe.get_roles(user)):
		return []
	rows = _pairings_in_force(user)
	return sorted({household for household, region in rows if (region or "").startswith(tuple(within))})


def _pairings_in_force(helper: str) -> list[tuple[str, str | None]]:
	"""Household and region of the helper's pairings today."""
	pairing = frappe.qb.DocType("Helper Pairing")
	return (
		frappe.qb.from_(pairing)
		.select(pairing.household, pairing.region)
		.where(pairing.helper == helper)
		.where(in_force(pairing))
		.run()
	)


def reach(user: str) -> str:
	"""A digest of all that decides which documents the user may read today: roles, postings, pairings and Frappe's
	User Permissions."""
	held = sorted((posting.duty, posting.region, posting.agency or "") for posting in postings_in_force(user))
	paired = sorted((household, region or "") for household, region in _pairings_in_force(user))
	decisive = sorted(frappe.get_roles(user)), held, paired, get_user_permissions(user)
	return sha256(repr(decisive).encode()).hexdigest()


def may_help_in(region: str, user: str) -> bool:
	"""Whether the user's postings allow them to be helper of a household in the region."""
	return covers(region, user, "Household") or any(
		region.startswith(prefix_of(posting.region))
		for posting in postings_in_force(user)
		if posting.duty == HELPER_DUTY
	)


def _postings_to_regions(user: str) -> list[frappe._dict]:
	return [posting for posting in postings_in_force(user) if posting.duty not in DUTIES_WITHOUT_REGION]


def _widest_only(regions: Iterable[str]) -> list[str]:
	widest: list[str] = []
	for prefix in sorted({prefix_of(region) for region in regions}):
		if not widest or not prefix.startswith(widest[-1]):
			widest.append(prefix)
	return widest


def _grants(duty: str, doctype: str, right: str, user: str) -> bool:
	"""Whether a posting with this duty grants the right in its region, by the duty's role or by one of no
	duty."""
	roles = _roles_with(right, doctype).intersection(frappe.get_roles(user))
	return ROLE_OF_DUTY[duty] in roles or not all(map(_is_role_of_duty, roles))


def _is_role_of_duty(role: str) -> bool:
	return role in ROLE_OF_DUTY.values()


def _roles_with(right: str, doctype: str) -> set[str]:
	# In Frappe, the right to read includes the right to select.
	sufficient = {right, "read"} if right == "select" else {right}
	return {
		rule.role
		for rule in frappe.get_meta(doctype).permissions
		if not rule.permlevel and any(rule.get(each) for each in sufficient)
	}
