"""Who may see what: the reach of the officer's postings (`permissions/postings.py`), turned into one condition for every path.

Each DocType of households has its condition for lists and its answer for single documents here (`hooks.py`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
from frappe.model.document import Document
from frappe.query_builder import Criterion
from frappe.query_builder.terms import ValueWrapper
from pypika.terms import Term

from fanpin_app.permissions.fetched_values import value_as_stored
from fanpin_app.permissions.linked_documents import may_read
from fanpin_app.permissions.links import links
from fanpin_app.permissions.postings import (  # noqa: F401 -- who asks for the scope asks here for its regions too
	AGENCY_DUTY,
	AGENCY_ROLE,
	READING,
	SIGNIFICANT_DIGITS,
	WHOLE,
	agencies,
	code_at,
	codes_above,
	covers,
	hold_everything,
	lies_in,
	paired_households,
	prefix_of,
	prefixes,
	prefixes_of_role,
)
from fanpin_app.security.roles import is_system_manager

# What a document is about lies where the document lies, whatever region a client writes in.
LIES_WITH = {"household": "Household", "asset": "Alleviation Asset"}
HANDOVER_PARTIES = ("predecessor", "successor")
# Reads the standards and the screening of all regions: they tell of no household.
UNLIMITED = "Monitoring Administrator"
# Millions of rows with an index of this column and the region. With the column's values named, the index leads to a
# village's rows; without them all rows would be looked through.
LEADING = {"Income Statement": "year", "Indicator Record": "indicator"}
# Lists of these go by day from the latest, along an index of day and region. With the days told as a range, the database
# looks at the region in the index, as it does not where it goes along an index for the order alone.
BY_DAY = {"Indicator Record": "record_date"}
# Lists of these begin with the latest. A district's rows are looked for by their region and then put in order: the
# database would go by the order, and through all of the others where the district was screened first.
LATEST_FIRST = ("Risk Alert",)


def criterion(region: Term, user: str | None = None, doctype: str | None = None) -> Criterion:
	"""A pypika criterion on a query's column of regions, for reports, cards and methods.

	It lets through the regions where the user reads `doctype`: by default the one whose column it is. A report hands
	in its reference DocType where it tells of that by another's column, or by a term that is no column; by such a
	term a helper's paired households are not known.
	"""
	table = getattr(region, "table", None)
	of_column = table._table_name.removeprefix("tab") if table is not None else None
	right = _right_asked_for()
	allowed = prefixes(user, doctype or of_column, right)
	if WHOLE in allowed:
		return ValueWrapper(1) == ValueWrapper(1)
	criteria = [region.like(f"{prefix}%") for prefix in allowed]
	if (column := of_column and _column_of_household(of_column)) and (
		paired := paired_households(user, doctype or of_column, right)
	):
		criteria.append(table[column].isin(paired))
	return Criterion.any(criteria) if criteria else ValueWrapper(1) == ValueWrapper(0)


@contextmanager
def listing_for(right: str) -> Iterator[None]:
	"""Within it, lists hold what the user has this right on, an export's "export", rather than all that may be read."""
	before, frappe.flags.scope_of_lists = frappe.flags.scope_of_lists, right
	try:
		yield
	finally:
		frappe.flags.scope_of_lists = before


def _right_asked_for() -> str:
	return frappe.flags.scope_of_lists or "read"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Whether the document lies, as stored and as it is about to be stored, in regions where the user has the right.

	For a helper: whether it is, both times, of a household that they are paired with.
	"""
	if user == "Administrator" or _is_of_paired_household(doc, ptype or "read", user):
		return True
	regions = {_region_of(doc)}
	# Asked of the database whatever the document says of itself: a client may call a stored one new.
	if stored := doc.name and frappe.db.get_value(doc.doctype, doc.name, "region"):
		regions.add(stored)
	return all(region and covers(region, user, doc.doctype, ptype or "read") for region in regions)


def _is_of_paired_household(doc: Document, right: str, user: str | None) -> bool:
	column = _column_of_household(doc.doctype)
	if not column or not (paired := paired_households(user, doc.doctype, right)):
		return False
	stored = frappe.db.get_value(doc.doctype, doc.name, column) if doc.name else None
	household = value_as_stored(doc, column)
	return {household, stored or household} <= set(paired)


def _column_of_household(doctype: str) -> str | None:
	"""The column that names the household which a document is of."""
	if doctype == "Household":
		return "name"
	return "household" if frappe.get_meta(doctype).has_field("household") else None


def has_feed_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Whether the feed is everybody's business or, for an agency's officer, of the own agency, as stored and as given."""
	if not _sees_own_feeds_only(user, ptype or "read"):
		return True
	stored = frappe.db.get_value("Data Feed", doc.name, "agency") if doc.name else None
	return {doc.agency, stored or doc.agency} <= set(agencies(user, "Data Feed", ptype or "read"))


def data_feed(user: str | None = None) -> str:
	"""How a file is read is no secret of a household's; an agency's officer sees the own agency's feeds."""
	if not _sees_own_feeds_only(user, _right_asked_for()):
		return ""
	return f"`tabData Feed`.`agency` in ({_escaped(agencies(user, 'Data Feed', _right_asked_for()))})"


def posting_handover(user: str | None = None) -> str:
	"""A hand-over is for both sides of it and for who is posted above the region."""
	user = user or frappe.session.user
	parties = " or ".join(
		f"`tabPosting Handover`.`{party}` = {frappe.db.escape(user)}" for party in HANDOVER_PARTIES
	)
	by_region = _condition_on("Posting Handover")(user)
	return f"({by_region} or {parties})" if by_region else ""


def has_handover_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	user = user or frappe.session.user
	stored = frappe.db.get_value("Posting Handover", doc.name, HANDOVER_PARTIES) or ()
	return user in stored or has_permission(doc, ptype, user)


def has_permission_by_lineage(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""What holds for a region is read by who is posted in, below or above it, and changed by who is posted above.

	What names no region holds in all.
	"""
	user, right = user or frappe.session.user, ptype or "read"
	if is_system_manager(user) or (right in READING and UNLIMITED in frappe.get_roles(user)):
		return True
	stored = (
		frappe.db.get_value(doc.doctype, doc.name, ["name", "region"], as_dict=True) if doc.name else None
	)
	return all(
		covers(region, user, doc.doctype, right)
		or (not region and administers_everything(user))
		or (right in READING and _lies_above(region, user, doc.doctype, right))
		for region in {doc.region, stored.region if stored else doc.region}
	)


def administers_everything(user: str | None = None) -> bool:
	"""Whether the user is administrator of the whole city, or of every district that there is."""
	return hold_everything(prefixes_of_role(UNLIMITED, user or frappe.session.user))


def scoped_doctypes() -> set[str]:
	"""The DocTypes whose documents are seen by some of their readers only, and those of the rows in their tables."""
	return links().scoped


def has_file_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""A file goes with the document that it is attached to, for who put it there too: a posting may have ended.

	Whoever knows the address of such a file does not get at it by a File of their own with this address.
	"""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	if _is_out_of_reach(doc.attached_to_doctype, doc.attached_to_name, user):
		return False
	holders = _holders_of(doc.file_url)
	if holders and all(_is_out_of_reach(*holder.values(), user) for holder in holders):
		return False
	return bool(frappe.get_attr("frappe.core.doctype.file.file.has_permission")(doc, ptype, user))


def _holders_of(file_url: str | None) -> list[dict]:
	"""What private files of this address are attached to. One that is being uploaded has no address yet, and a list
	filtered by none would be of all files."""
	if not file_url:
		return []
	return frappe.get_all(
		"File",
		filters={"file_url": file_url, "is_private": 1, "attached_to_doctype": ("in", scoped_doctypes())},
		fields=["attached_to_doctype", "attached_to_name"],
	)


def _is_out_of_reach(doctype: str | None, name: str | None, user: str) -> bool:
	return bool(
		doctype in scoped_doctypes()
		and name
		and frappe.db.exists(doctype, name)
		and not may_read(doctype, name, user)
	)


def _lies_above(region: str | None, user: str, doctype: str, right: str) -> bool:
	return not region or region in _regions_above(prefixes(user, doctype, right))


def _regions_above(reached: list[str]) -> list[str]:
	return [code for prefix in reached for code in codes_above(prefix)]


def _reaches_beyond(level: str, allowed: list[str]) -> bool:
	return any(len(prefix) < SIGNIFICANT_DIGITS[level] for prefix in allowed)


def _sees_own_feeds_only(user: str | None, right: str) -> bool:
	user = user or frappe.session.user
	if user == "Administrator" or AGENCY_ROLE not in frappe.get_roles(user):
		return False
	return not prefixes(user, "Data Feed", right)


def _escaped(values: list[str]) -> str:
	return ", ".join(frappe.db.escape(value) for value in values) or "null"


def _region_of(doc: Document) -> str | None:
	for link, about in LIES_WITH.items():
		if doc.meta.has_field(link) and (linked := value_as_stored(doc, link)):
			return frappe.db.get_value(about, linked, "region")
	return value_as_stored(doc, "region")


def _condition_on(doctype: str) -> Callable[..., str]:
	def condition(user: str | None = None) -> str:
		right = _right_asked_for()
		allowed = prefixes(user, doctype, right)
		if WHOLE in allowed:
			return ""
		by_region = doctype in LATEST_FIRST and not _reaches_beyond("District", allowed)
		table = "reached" if by_region else f"`tab{doctype}`"
		reached = [f"{table}.`region` like {frappe.db.escape(prefix + '%')}" for prefix in allowed]
		if (household := _column_of_household(doctype)) and (
			paired := paired_households(user, doctype, right)
		):
			reached.append(f"{table}.`{household}` in ({_escaped(paired)})")
		if not reached:
			return "1=0"
		within = f"({' or '.join(reached)})"
		if by_region:
			return f"`tab{doctype}`.`name` in (select `name` from `tab{doctype}` reached where {within})"
		return " and ".join([within, *_by_index(doctype, allowed)])

	return condition


def _by_index(doctype: str, allowed: list[str]) -> list[str]:
	if doctype in BY_DAY and _reaches_beyond("Village", allowed):
		return [f"`tab{doctype}`.`{BY_DAY[doctype]}` <= '9999-12-31'"]
	if not (column := LEADING.get(doctype)):
		return []
	values = frappe.db.sql_list(f"select distinct `{column}` from `tab{doctype}`")
	return [f"`tab{doctype}`.`{column}` in ({_escaped(values)})"]


def _condition_on_lineage(doctype: str) -> Callable[..., str]:
	by_region = _condition_on(doctype)

	def condition(user: str | None = None) -> str:
		user = user or frappe.session.user
		if UNLIMITED in frappe.get_roles(user):
			return ""
		reached = prefixes(user, doctype, _right_asked_for())
		if not reached or WHOLE in reached:
			return by_region(user)
		column = f"ifnull(`tab{doctype}`.`region`, '')"
		return f"({by_region(user)} or {column} in ({_escaped(['', *_regions_above(reached)])}))"

	return condition


def _condition_on_companions(doctype: str, type_column: str, name_column: str) -> Callable[..., str]:
	def condition(user: str | None = None) -> str:
		user = user or frappe.session.user
		if user == "Administrator":
			return ""
		of = f"`tab{doctype}`.`{type_column}`"
		scoped = sorted(scoped_doctypes())
		allowed = [f"ifnull({of}, '') not in ({_escaped(scoped)})"]
		for about in scoped:
			if frappe.has_permission(about, "read", user=user):
				documents = f"select `name` from `tab{about}` where {_condition_of(about, user) or '1=1'}"
				allowed.append(
					f"({of} = {frappe.db.escape(about)} and `tab{doctype}`.`{name_column}` in ({documents}))"
				)
		return f"({' or '.join(allowed)})"

	return condition


def _condition_of(doctype: str, user: str) -> str:
	conditions = frappe.get_hooks("permission_query_conditions", {}).get(doctype, [])
	return " and ".join(filter(None, (frappe.get_attr(condition)(user) for condition in conditions)))


def _condition_on_rows(
	doctype: str, parent: str, condition_on_parent: Callable[..., str] | None = None
) -> Callable[..., str]:
	condition_on_parent = condition_on_parent or _condition_on(parent)

	def condition(user: str | None = None) -> str:
		if not (allowed := condition_on_parent(user)):
			return ""
		return f"`tab{doctype}`.`parent` in (select `tab{parent}`.`name` from `tab{parent}` where {allowed})"

	return condition


household = _condition_on("Household")
household_member = _condition_on_rows("Household Member", "Household")
income_statement = _condition_on("Income Statement")
data_authorization = _condition_on("Data Authorization")
authorized_agency = _condition_on_rows("Authorized Agency", "Data Authorization")
reveal_log = _condition_on("Reveal Log")
registry_change = _condition_on("Registry Change")
changed_household = _condition_on_rows("Changed Household", "Registry Change")
changed_member = _condition_on_rows("Changed Member", "Registry Change")
changed_income = _condition_on_rows("Changed Income", "Registry Change")
changed_document = _condition_on_rows("Changed Document", "Registry Change")
officer_posting = _condition_on("Officer Posting")
handed_over_document = _condition_on_rows("Handed Over Document", "Posting Handover", posting_handover)
household_visit = _condition_on("Household Visit")
visit_finding = _condition_on_rows("Visit Finding", "Household Visit")
service_application = _condition_on("Service Application")
application_risk = _condition_on_rows("Application Risk", "Service Application")
application_reading = _condition_on("Application Reading")
indicator_record = _condition_on("Indicator Record")
risk_finding = _condition_on("Risk Finding")
risk_alert = _condition_on("Risk Alert")
alert_escalation = _condition_on_rows("Alert Escalation", "Risk Alert")
data_defect = _condition_on("Data Defect")
risk_check = _condition_on("Risk Check")
check_situation = _condition_on_rows("Check Situation", "Risk Check")
check_step = _condition_on_rows("Check Step", "Risk Check")
monitoring_case = _condition_on("Monitoring Case")
case_risk = _condition_on_rows("Case Risk", "Monitoring Case")
assistance_measure = _condition_on("Assistance Measure")
measure_follow_up = _condition_on_rows("Measure Follow-up", "Assistance Measure")
helper_pairing = _condition_on("Helper Pairing")
alleviation_asset = _condition_on("Alleviation Asset")
asset_unit = _condition_on_rows("Asset Unit", "Alleviation Asset")
asset_inspection = _condition_on("Asset Inspection")
asset_lease = _condition_on("Asset Lease")
asset_ledger_entry = _condition_on("Asset Ledger Entry")
asset_rent = _condition_on_rows("Asset Rent", "Asset Lease")
monitoring_standard = _condition_on_lineage("Monitoring Standard")
screening_run = _condition_on_lineage("Screening Run")
screening_part = _condition_on_rows("Screening Part", "Screening Run", screening_run)
file = _condition_on_companions("File", "attached_to_doctype", "attached_to_name")
tag_link = _condition_on_companions("Tag Link", "document_type", "document_name")
