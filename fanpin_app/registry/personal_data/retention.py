"""How long personal data is kept, and what becomes of it then (docs/decisions/0010).

Two things run out. What was written about a household and ended so many years ago (cases, checks, alerts, visits,
measures) loses its names, texts, photos and histories, unless the household is monitored, under check or warned, or
had a case since. A household that left the register so many years ago loses what tells who lived there. Figures,
days, kinds and villages stay, so that the statistics of old years do not change.

Which documents end, and by which field, each step says in the hook `retention_ends`; which households it still needs
in `retention_holds`. All texts of such a document are emptied but those of the hook `retention_kept`.
"""

from collections.abc import Iterable, Iterator
from datetime import date

import frappe
from frappe.model.document import Document
from frappe.model.meta import Meta
from frappe.query_builder import Criterion
from frappe.utils import add_years, getdate, now, today
from pypika.queries import QueryBuilder

from fanpin_app.database import bulk
from fanpin_app.privacy.masks import HIDDEN
from fanpin_app.security.files import frozen_files

MARK = HIDDEN * 3
TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Code", "Attach", "Attach Image")
LEFT = ("Moved Out", "Ended")
AT_ONCE = 500
MEMBER_COLUMNS = ("id_number", "id_number_masked", "health", "ethnicity", "work_place")
HOUSEHOLD_COLUMNS = ("phone", "phone_masked", "address", "group_name")
# DocType → the fields by which it tells what document it is about.
COMPANIONS = {
	"Version": ("ref_doctype", "docname"),
	"Comment": ("reference_doctype", "reference_name"),
	"Communication": ("reference_doctype", "reference_name"),
	"ToDo": ("reference_type", "reference_name"),
	"Tag Link": ("document_type", "document_name"),
}
# What Frappe itself notes on a document's row.
NOTES = ("_comments", "_user_tags", "_assign", "_liked_by")


def settings() -> Document:
	return frappe.get_cached_doc("Data Retention")


def due(day: date | str | None = None) -> list[frappe._dict]:
	"""What runs out by `day` (default: today): doctype, name, household, region and ended_on of each document.

	It writes nothing: this is the dry run, and what `anonymise` is given.
	"""
	rules, day = settings(), getdate(day or today())
	closed_before = add_years(day, -rules.closed_after_years)
	left = _left(add_years(day, -rules.left_after_years), closed_before)
	found = _rows("Household", left)
	for doctype, (end,) in frappe.get_hooks("retention_ends").items():
		found += _rows(doctype, _ended(doctype, end, closed_before))
	return found


def anonymise(documents: Iterable[dict]) -> Iterator[tuple[str, int]]:
	"""Empty the documents that `due` told; yields DocType and number after each portion, so that it can be committed."""
	by_doctype: dict[str, list[str]] = {}
	for document in documents:
		by_doctype.setdefault(document["doctype"], []).append(document["name"])
	for doctype, names in by_doctype.items():
		for portion in bulk.chunks(names, AT_ONCE):
			_empty_household(portion) if doctype == "Household" else _empty(doctype, portion)
			_forget_companions(doctype, portion)
			yield doctype, len(portion)


def run_monthly() -> None:
	"""Every month, where an administrator has turned it on: empty what is due, and keep in a log how much it was."""
	if not settings().enabled:
		return
	log = start_log()
	for doctype, number in anonymise(due()):
		note(log, doctype, number)
		frappe.db.commit()
	log.db_set("finished_on", now())


def start_log() -> Document:
	rules = settings()
	return frappe.get_doc(
		doctype="Retention Run",
		started_on=now(),
		closed_after_years=rules.closed_after_years,
		left_after_years=rules.left_after_years,
	).insert(ignore_permissions=True)


def note(log: Document, doctype: str, number: int) -> None:
	"""Add to the run's count of a DocType."""
	for row in log.counts:
		if row.about == doctype:
			row.db_set("documents", row.documents + number)
			return
	row = log.append("counts", {"about": doctype, "documents": number})
	row.db_insert()


def _ended(doctype: str, end: str, closed_before: date) -> QueryBuilder:
	document = frappe.qb.DocType(doctype)
	household = frappe.qb.DocType("Household")
	gone = (
		frappe.qb.from_(household)
		.select(household.name)
		.where(household.status.isin(LEFT))
		.where(household.head_name == MARK)
	)
	query = (
		frappe.qb.from_(document)
		.select(document.name, document.household, document.region, document[end].as_("ended_on"))
		.where((document[end] <= closed_before) | (document[end].notnull() & document.household.isin(gone)))
		.where(Criterion.any(_says_something(document, name) for name in _texts(frappe.get_meta(doctype))))
	)
	return _without_held(query, document.household, closed_before)


def _left(left_before: date, closed_before: date) -> QueryBuilder:
	"""Households that left, and were not touched since then."""
	household = frappe.qb.DocType("Household")
	query = (
		frappe.qb.from_(household)
		.select(
			household.name,
			household.name.as_("household"),
			household.region,
			household.modified.as_("ended_on"),
		)
		.where(household.status.isin(LEFT))
		.where(household.modified <= left_before)
		.where(Criterion.any(_says_something(household, name) for name in ("head_name", *HOUSEHOLD_COLUMNS)))
	)
	return _without_held(query, household.name, closed_before)


def _without_held(query: QueryBuilder, household, closed_before: date) -> QueryBuilder:
	for hold in frappe.get_hooks("retention_holds"):
		# What is about no household, as an application whose household was not found, is held by none.
		query = query.where(household.isnull() | household.notin(frappe.get_attr(hold)(closed_before)))
	return query


def monitored(closed_before: date) -> QueryBuilder:
	"""Hook: monitored households keep all that is written about them."""
	household = frappe.qb.DocType("Household")
	return frappe.qb.from_(household).select(household.name).where(household.monitored == 1)


def _rows(doctype: str, query: QueryBuilder) -> list[frappe._dict]:
	return [
		frappe._dict(row, doctype=doctype, ended_on=getdate(row.ended_on)) for row in query.run(as_dict=True)
	]


def _says_something(table, column: str) -> Criterion:
	return table[column].notnull() & table[column].notin(("", MARK))


def _texts(meta: Meta) -> list[str]:
	kept = frappe.get_hooks("retention_kept").get(meta.name, [])
	return [
		field.fieldname
		for field in meta.fields
		if field.fieldtype in TEXTS and not field.is_virtual and field.fieldname not in kept
	]


def _empty(doctype: str, names: list[str]) -> None:
	meta = frappe.get_meta(doctype)
	_blank(meta, {"name": ("in", names)})
	for table in meta.get_table_fields():
		_blank(frappe.get_meta(table.options), {"parenttype": doctype, "parent": ("in", names)})


def _blank(meta: Meta, filters: dict) -> None:
	also = frappe.get_hooks("retention_zeroed").get(meta.name, [])
	blanks = {
		name: MARK if meta.get_field(name).reqd or name == "head_name" else None for name in _texts(meta)
	}
	if blanks := blanks | dict.fromkeys(also, 0):
		frappe.db.set_value(meta.name, filters, blanks, update_modified=False)


def _empty_household(names: list[str]) -> None:
	"""What tells who lived there. The number stays, for files that name it; of the birth date the year."""
	frappe.db.set_value(
		"Household",
		{"name": ("in", names)},
		{"head_name": MARK, **dict.fromkeys(HOUSEHOLD_COLUMNS)},
		update_modified=False,
	)
	frappe.db.set_value(
		"Household Member",
		{"parenttype": "Household", "parent": ("in", names)},
		{"member_name": MARK, **dict.fromkeys(MEMBER_COLUMNS)},
		update_modified=False,
	)
	frappe.db.sql(
		"""update `tabHousehold Member` set birth_date = makedate(year(birth_date), 1)
		where parenttype = 'Household' and parent in %(names)s""",
		{"names": names},
	)
	frappe.db.set_value(
		"Reveal Log",
		{"household": ("in", names)},
		{"head_name": MARK, "member_name": None, "remarks": None},
		update_modified=False,
	)
	authorizations = frappe.get_all("Data Authorization", {"household": ("in", names)}, pluck="name")
	if authorizations:
		_empty("Data Authorization", authorizations)
		_forget_companions("Data Authorization", authorizations)


def _forget_companions(doctype: str, names: list[str]) -> None:
	"""Photos and sheets, the history of changes, comments, mails, tasks, tags and the search's memory."""
	attached = {"attached_to_doctype": doctype, "attached_to_name": ("in", names)}
	with frozen_files.changed_by_app():
		for file in frappe.get_all("File", filters=attached, pluck="name"):
			frappe.delete_doc("File", file, ignore_permissions=True, force=True, delete_permanently=True)
	for companion, (about, which) in COMPANIONS.items():
		frappe.db.delete(companion, {about: doctype, which: ("in", names)})
	search = frappe.qb.Table("__global_search")
	frappe.qb.from_(search).delete().where(search.doctype == doctype).where(search.name.isin(names)).run()
	columns = set(frappe.db.get_table_columns(doctype)) & set(NOTES)
	if columns:
		frappe.db.set_value(doctype, {"name": ("in", names)}, dict.fromkeys(columns), update_modified=False)
