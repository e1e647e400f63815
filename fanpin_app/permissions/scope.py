"""Permissions by region: the regions of a user's postings (`permissions/postings.py`) as list conditions and
checks.

`rules.py` says which DocType has which of these conditions and checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import frappe
from frappe.model.document import Document
from frappe.permissions import get_role_permissions

from fanpin_app.permissions import index_hints
from fanpin_app.permissions.criterion import (  # noqa: F401 -- other modules import these from here
	NO_ROWS,
	condition,
	criterion,
	household_column,
	listing_right,
	listing_with_right,
)
from fanpin_app.permissions.fetched_values import value_as_stored
from fanpin_app.permissions.linked_documents import all_conditions, all_of, may_read, select_names
from fanpin_app.permissions.links import links
from fanpin_app.permissions.postings import (  # noqa: F401 -- other modules import these from here
	AGENCY_DUTY,
	AGENCY_ROLE,
	READING,
	SIGNIFICANT_DIGITS,
	WHOLE,
	agencies,
	code_at,
	codes_above,
	cover_everything,
	covers,
	in_region,
	paired_households,
	prefix_of,
	prefixes,
	prefixes_by_agency,
	prefixes_of_role,
)
from fanpin_app.permissions.rules import RULES
from fanpin_app.security.roles import is_system_manager

if TYPE_CHECKING:
	from frappe.core.doctype.file.file import File

# What decides about single documents in Frappe.
DECIDING_HOOKS = ("permission_query_conditions", "has_permission")
# The region is taken from the linked household or asset, never from the client.
REGION_SOURCES = {"household": "Household", "asset": "Alleviation Asset"}
HANDOVER_PARTIES = ("predecessor", "successor")
# May read the standards and screenings of all regions, which contain no data of households.
ADMINISTRATOR_ROLE = "Monitoring Administrator"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Whether the user has the right in the document's region, both as stored and as it is about to be
	stored.

	For a helper: whether they are paired with its household, in both cases.
	"""
	if user == "Administrator" or _is_paired_with(doc, ptype or "read", user):
		return True
	regions = {document_region(doc)}
	# Read even for a new document: a client may mark a stored one as new.
	if stored := doc.name and frappe.db.get_value(doc.doctype, doc.name, "region"):
		regions.add(stored)
	return all(region and covers(region, user, doc.doctype, ptype or "read") for region in regions)


def _is_paired_with(doc: Document, right: str, user: str | None) -> bool:
	column = household_column(doc.doctype)
	if not column or not (paired := paired_households(user, doc.doctype, right)):
		return False
	stored = frappe.db.get_value(doc.doctype, doc.name, column) if doc.name else None
	household = value_as_stored(doc, column)
	return {household, stored or household} <= set(paired)


def has_feed_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""False for a data officer if the feed is of another agency, as stored or as given."""
	if not _is_limited_to_own_feeds(user, ptype or "read"):
		return True
	stored = frappe.db.get_value("Data Feed", doc.name, "agency") if doc.name else None
	return {doc.get("agency"), stored or doc.get("agency")} <= set(
		agencies(user, "Data Feed", ptype or "read")
	)


def feed_condition(user: str | None = None, doctype: str | None = None) -> str:
	"""Feeds contain no data of households; only data officers are limited, to feeds of their own agencies."""
	if not _is_limited_to_own_feeds(user, listing_right()):
		return ""
	return f"`tabData Feed`.`agency` in ({_sql_list(agencies(user, 'Data Feed', listing_right()))})"


def handover_condition(user: str | None = None, doctype: str | None = None) -> str:
	"""A handover is visible to its two parties and to users with access to its region."""
	user = user or frappe.session.user
	parties = " or ".join(
		f"`tabPosting Handover`.`{party}` = {frappe.db.escape(user)}" for party in HANDOVER_PARTIES
	)
	by_region = region_condition(user, "Posting Handover")
	return f"({by_region} or {parties})" if by_region else ""


def has_handover_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	user = user or frappe.session.user
	stored = frappe.db.get_value("Posting Handover", doc.name, HANDOVER_PARTIES) or ()
	return user in stored or has_permission(doc, ptype, user)


def has_permission_by_lineage(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""A document that applies to a region: users posted in, below or above it may read it, users posted to it
	or above may change it.

	A document without a region applies to all.
	"""
	user, right = user or frappe.session.user, ptype or "read"
	if is_system_manager(user) or (right in READING and ADMINISTRATOR_ROLE in frappe.get_roles(user)):
		return True
	stored = (
		frappe.db.get_value(doc.doctype, doc.name, ["name", "region"], as_dict=True) if doc.name else None
	)
	return all(
		covers(region, user, doc.doctype, right)
		or (not region and administers_everything(user))
		or (right in READING and _is_above_reach(region, user, doc.doctype, right))
		for region in {doc.get("region"), stored.region if stored else doc.get("region")}
	)


def has_permission_of_office(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""A document of a region that is given to an office: users with the right in its region have it, and that
	office may read it as stored."""
	user, right = user or frappe.session.user, ptype or "read"
	return has_permission(doc, right, user) or (right in READING and is_given_to(doc, user, right))


def is_given_to(doc: Document, user: str | None = None, right: str = "read") -> bool:
	"""Whether the stored document is given to an office of the user: a region (`office`) that the user reaches with the
	right, or an agency (`agency`) whose data officer the user is, in a region that contains the document's or is in it."""
	stored = doc.name and frappe.db.get_value(
		doc.doctype, doc.name, ["region", "office", "agency"], as_dict=True
	)
	if not stored or not stored.region:
		return False
	if stored.office and covers(stored.office, user, doc.doctype, right):
		return True
	return any(
		stored.region.startswith(prefix) or stored.region in codes_above(prefix)
		for prefix in prefixes_by_agency(user, doc.doctype, right).get(stored.agency, ())
	)


def administers_everything(user: str | None = None) -> bool:
	"""Whether the user is administrator of the whole city, or of every existing district."""
	return cover_everything(prefixes_of_role(ADMINISTRATOR_ROLE, user or frappe.session.user))


def scoped_doctypes() -> set[str]:
	"""The DocTypes whose documents are visible to some of their readers only, and those of the rows in their
	tables."""
	return links().scoped


def differs_between_readers(doctype: str) -> bool:
	"""Whether a hook, or a permission for owners only, decides who reads which of the documents: tasks, reminders,
	notices."""
	return any(doctype in frappe.get_hooks(hook) for hook in DECIDING_HOOKS) or any(
		rule.if_owner for rule in frappe.get_meta(doctype).permissions
	)


def has_file_permission(doc: File, ptype: str | None = None, user: str | None = None) -> bool:
	"""The permission on a file is that of the document it is attached to, even for its owner: a posting may
	have ended.

	A second File with the same address does not give access to it.
	"""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	if _is_unreadable(doc.attached_to_doctype, doc.attached_to_name, user):
		return False
	holders = _attached_documents(doc.file_url)
	if holders and all(
		_is_unreadable(holder.attached_to_doctype, holder.attached_to_name, user) for holder in holders
	):
		return False
	return bool(frappe.get_attr("frappe.core.doctype.file.file.has_permission")(doc, ptype, user))


def _attached_documents(file_url: str | None) -> list[frappe._dict]:
	"""The scoped documents that private files with this address are attached to.

	During an upload the address is still empty; a list without that filter would be of all files.
	"""
	if not file_url:
		return []
	return frappe.get_all(
		"File",
		filters={"file_url": file_url, "is_private": 1, "attached_to_doctype": ("in", scoped_doctypes())},
		fields=["attached_to_doctype", "attached_to_name"],
	)


def _is_unreadable(doctype: str | None, name: str | None, user: str) -> bool:
	return bool(
		doctype in scoped_doctypes()
		and name
		and frappe.db.exists(doctype, name)
		and not may_read(doctype, name, user)
	)


def _is_above_reach(region: str | None, user: str, doctype: str, right: str) -> bool:
	return not region or region in _regions_above(prefixes(user, doctype, right))


def _regions_above(reached: list[str]) -> list[str]:
	return [code for prefix in reached for code in codes_above(prefix)]


def _is_limited_to_own_feeds(user: str | None, right: str) -> bool:
	user = user or frappe.session.user
	if user == "Administrator" or AGENCY_ROLE not in frappe.get_roles(user):
		return False
	return not prefixes(user, "Data Feed", right)


def _sql_list(values: list[str]) -> str:
	return ", ".join(frappe.db.escape(value) for value in values) or "null"


def document_region(doc: Document) -> str | None:
	for link, about in REGION_SOURCES.items():
		if doc.meta.has_field(link) and (linked := value_as_stored(doc, link)):
			return frappe.db.get_value(about, linked, "region")
	return value_as_stored(doc, "region")


def region_condition(user: str | None, doctype: str) -> str:
	"""Rule BY_REGION: the SQL condition for lists; empty if the user sees all documents."""
	user = user or frappe.session.user
	if not (within := condition(user, doctype, doctype)) or within == NO_ROWS:
		return within
	allowed = prefixes(user, doctype, listing_right())
	if index_hints.selects_in_subquery(doctype, allowed):
		return f"`tab{doctype}`.`name` in ({select_names(doctype, within)})"
	return " and ".join([within, *index_hints.conditions(doctype, allowed)])


def lineage_condition(user: str | None, doctype: str) -> str:
	"""Rule BY_LINEAGE: the SQL condition for lists; empty if the user sees all documents."""
	user = user or frappe.session.user
	if ADMINISTRATOR_ROLE in frappe.get_roles(user):
		return ""
	by_region = region_condition(user, doctype)
	reached = prefixes(user, doctype, listing_right())
	if not reached or WHOLE in reached:
		return by_region
	column = f"ifnull(`tab{doctype}`.`region`, '')"
	return f"({by_region} or {column} in ({_sql_list(['', *_regions_above(reached)])}))"


def office_condition(user: str | None, doctype: str) -> str:
	"""Rule OF_OFFICE: the SQL condition for lists; empty if the user sees all documents."""
	user = user or frappe.session.user
	if not (by_region := region_condition(user, doctype)):
		return ""
	right, table = listing_right(), f"`tab{doctype}`"
	given = [by_region]
	for prefix in prefixes(user, doctype, right):
		given.append(f"{table}.`office` like {frappe.db.escape(prefix + '%')}")
	for agency, held in prefixes_by_agency(user, doctype, right).items():
		for prefix in held:
			given.append(
				f"{table}.`agency` = {frappe.db.escape(agency)} and"
				f" ({table}.`region` like {frappe.db.escape(prefix + '%')}"
				f" or {table}.`region` in ({_sql_list(codes_above(prefix))}))"
			)
	return " or ".join(f"({each})" for each in given).join("()")


def companions_condition(user: str | None, doctype: str, limited: Iterable[str] = ()) -> str:
	"""The SQL condition for lists of a DocType whose documents refer to documents of any DocType (`reference` of its
	rule): they are visible with those. `limited`: further DocTypes of which not every user reads all documents. Empty
	for Administrator."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	type_column, name_column = RULES[doctype].reference or ("", "")
	of = f"`tab{doctype}`.`{type_column}`"
	abouts = sorted(scoped_doctypes().union(limited))
	allowed = [f"ifnull({of}, '') not in ({_sql_list(abouts)})"]
	for about in abouts:
		if frappe.has_permission(about, "read", user=user):
			conditions = (all_conditions(about, user, (doctype,)), _condition_on_owner(about, user))
			documents = select_names(about, all_of(conditions))
			allowed.append(
				f"({of} = {frappe.db.escape(about)} and `tab{doctype}`.`{name_column}` in ({documents}))"
			)
	return f"({' or '.join(allowed)})"


def _condition_on_owner(doctype: str, user: str) -> str:
	"""Where users read only what they made: the SQL condition for that."""
	permissions = get_role_permissions(frappe.get_meta(doctype), user)
	as_owner = permissions.get("if_owner") or {}
	reads_all = any(permissions.get(right) and right not in as_owner for right in ("select", "read"))
	return f"`owner` = {frappe.db.escape(user)}" if as_owner and not reads_all else ""


def rows_condition(user: str | None, doctype: str) -> str:
	"""Rule rows_of: the SQL condition for lists of rows, by the condition on their documents."""
	parent = RULES[doctype].parent or ""
	if not (allowed := frappe.call(frappe.get_attr(RULES[parent].lists or ""), user, doctype=parent)):
		return ""
	return f"`tab{doctype}`.`parent` in (select `tab{parent}`.`name` from `tab{parent}` where {allowed})"
