"""How long personal data is kept, and its anonymisation afterwards (docs/decisions/0010).

There are two retention periods. Documents about a household that ended a number of years ago (cases, checks, alerts,
visits, measures) lose their names, texts, photos and histories, unless the household is monitored, under check or
warned, or had a case since. A household that left the register a number of years ago loses the data that identifies
its members. Figures, days, kinds and villages are kept, so that the statistics of past years do not change.

Each step says what that means for its documents (`extension_points.retention_policies`), and which households are
still needed (`retention_holds`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe.model.meta import Meta
from frappe.query_builder import Criterion
from frappe.utils import add_years, getdate, now, today
from pypika.queries import QueryBuilder

from fanpin_app.database import bulk
from fanpin_app.extension_points import retention_holds, retention_policies
from fanpin_app.privacy.masks import HIDDEN
from fanpin_app.security.files import frozen_files

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.data_retention.data_retention import DataRetention
	from fanpin_app.registry.doctype.retention_run.retention_run import RetentionRun

ANONYMISED = HIDDEN * 3
TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Code", "Attach", "Attach Image")
LEFT_STATUSES = ("Moved Out", "Ended")
PORTION = 500
MEMBER_COLUMNS = ("id_number", "id_number_masked", "health", "ethnicity", "work_place")
HOUSEHOLD_COLUMNS = ("phone", "phone_masked", "address", "group_name")
# DocType -> the fields with the DocType and the name of the document it belongs to.
COMPANIONS = {
	"Version": ("ref_doctype", "docname"),
	"Comment": ("reference_doctype", "reference_name"),
	"Communication": ("reference_doctype", "reference_name"),
	"ToDo": ("reference_type", "reference_name"),
	"Tag Link": ("document_type", "document_name"),
}
# Columns that Frappe adds to a document's row.
ANNOTATION_COLUMNS = ("_comments", "_user_tags", "_assign", "_liked_by")


@dataclass(frozen=True)
class RetentionPolicy:
	"""What is cleared of a DocType's documents.

	`ends`: the field with the day on which a document ended; `keep`: texts without personal data, all others are cleared;
	`zero`: figures that reveal where somebody lives.
	"""

	doctype: str
	ends: str
	keep: tuple[str, ...] = ()
	zero: tuple[str, ...] = ()


def policies() -> dict[str, RetentionPolicy]:
	"""The policies of all steps, by DocType."""
	return {policy.doctype: policy for of_step in retention_policies.all() for policy in of_step}


def settings() -> DataRetention:
	return frappe.get_cached_doc("Data Retention")


def due_documents(day: date | str | None = None) -> list[frappe._dict]:
	"""Documents whose retention period ends by `day` (default: today): doctype, name, household, region, ended_on.

	Writes nothing: this is the dry run, and the input of `anonymise`.
	"""
	rules, day = settings(), getdate(day or today())
	closed_before = add_years(day, -rules.closed_after_years)
	left = _left_households(add_years(day, -rules.left_after_years), closed_before)
	found = _fetch("Household", left)
	for policy in policies().values():
		found += _fetch(policy.doctype, _ended_documents(policy, closed_before))
	return found


def anonymise(documents: Iterable[dict]) -> Iterator[tuple[str, int]]:
	"""Anonymise the documents from `due_documents`. Yields DocType and count after each portion, so that the caller can
	commit."""
	by_doctype: dict[str, list[str]] = {}
	for document in documents:
		by_doctype.setdefault(document["doctype"], []).append(document["name"])
	for doctype, names in by_doctype.items():
		for portion in bulk.chunks(names, PORTION):
			if doctype == "Household":
				_anonymise_households(portion)
			else:
				_anonymise_documents(doctype, portion)
			_delete_companions(doctype, portion)
			yield doctype, len(portion)


def run_monthly() -> None:
	"""Monthly, if an administrator has enabled it: anonymise what is due, and log the counts."""
	if not settings().enabled:
		return
	log = start_log()
	for doctype, number in anonymise(due_documents()):
		add_to_count(log, doctype, number)
		frappe.db.commit()
	log.db_set("finished_on", now())


def start_log() -> RetentionRun:
	rules = settings()
	return frappe.get_doc(
		doctype="Retention Run",
		started_on=now(),
		closed_after_years=rules.closed_after_years,
		left_after_years=rules.left_after_years,
	).insert(ignore_permissions=True)


def add_to_count(log: RetentionRun, doctype: str, number: int) -> None:
	"""Add to the run's count of a DocType."""
	for row in log.counts:
		if row.about == doctype:
			row.db_set("documents", row.documents + number)
			return
	row = log.append("counts", {"about": doctype, "documents": number})
	row.db_insert()


def _ended_documents(policy: RetentionPolicy, closed_before: date) -> QueryBuilder:
	document, end = frappe.qb.DocType(policy.doctype), policy.ends
	household = frappe.qb.DocType("Household")
	anonymised = (
		frappe.qb.from_(household)
		.select(household.name)
		.where(household.status.isin(LEFT_STATUSES))
		.where(household.head_name == ANONYMISED)
	)
	query = (
		frappe.qb.from_(document)
		.select(document.name, document.household, document.region, document[end].as_("ended_on"))
		.where(
			(document[end] <= closed_before) | (document[end].notnull() & document.household.isin(anonymised))
		)
		.where(
			Criterion.any(
				_has_content(document, name) for name in _text_fields(frappe.get_meta(policy.doctype))
			)
		)
	)
	return _exclude_held(query, document.household, closed_before)


def _left_households(left_before: date, closed_before: date) -> QueryBuilder:
	"""Households that left and were not modified since."""
	household = frappe.qb.DocType("Household")
	query = (
		frappe.qb.from_(household)
		.select(
			household.name,
			household.name.as_("household"),
			household.region,
			household.modified.as_("ended_on"),
		)
		.where(household.status.isin(LEFT_STATUSES))
		.where(household.modified <= left_before)
		.where(Criterion.any(_has_content(household, name) for name in ("head_name", *HOUSEHOLD_COLUMNS)))
	)
	return _exclude_held(query, household.name, closed_before)


def _exclude_held(query: QueryBuilder, household, closed_before: date) -> QueryBuilder:
	for held in retention_holds.call(closed_before):
		# Documents without a household, such as an application for which none was found, are not held.
		query = query.where(household.isnull() | household.notin(held))
	return query


def monitored_households(closed_before: date) -> QueryBuilder:
	"""Hook: all documents about monitored households are kept."""
	household = frappe.qb.DocType("Household")
	return frappe.qb.from_(household).select(household.name).where(household.monitored == 1)


def _fetch(doctype: str, query: QueryBuilder) -> list[frappe._dict]:
	return [
		frappe._dict(row, doctype=doctype, ended_on=getdate(row.ended_on)) for row in query.run(as_dict=True)
	]


def _has_content(table, column: str) -> Criterion:
	return table[column].notnull() & table[column].notin(("", ANONYMISED))


def _text_fields(meta: Meta) -> list[str]:
	policy = policies().get(meta.name)
	kept = policy.keep if policy else ()
	return [
		field.fieldname
		for field in meta.fields
		if field.fieldtype in TEXTS and not field.is_virtual and field.fieldname not in kept
	]


def _anonymise_documents(doctype: str, names: list[str]) -> None:
	meta = frappe.get_meta(doctype)
	_clear_texts(meta, {"name": ("in", names)})
	for table in meta.get_table_fields():
		_clear_texts(frappe.get_meta(table.options), {"parenttype": doctype, "parent": ("in", names)})


def _clear_texts(meta: Meta, filters: dict) -> None:
	policy = policies().get(meta.name)
	zeroed = policy.zero if policy else ()
	blanks = {
		name: ANONYMISED if meta.get_field(name).reqd or name == "head_name" else None
		for name in _text_fields(meta)
	}
	if blanks := blanks | dict.fromkeys(zeroed, 0):
		frappe.db.set_value(meta.name, filters, blanks, update_modified=False)


def _anonymise_households(names: list[str]) -> None:
	"""Clear what identifies the members. Kept are the number, which files refer to, and the year of birth."""
	frappe.db.set_value(
		"Household",
		{"name": ("in", names)},
		{"head_name": ANONYMISED, **dict.fromkeys(HOUSEHOLD_COLUMNS)},
		update_modified=False,
	)
	frappe.db.set_value(
		"Household Member",
		{"parenttype": "Household", "parent": ("in", names)},
		{"member_name": ANONYMISED, **dict.fromkeys(MEMBER_COLUMNS)},
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
		{"head_name": ANONYMISED, "member_name": None, "remarks": None},
		update_modified=False,
	)
	authorizations = frappe.get_all("Data Authorization", {"household": ("in", names)}, pluck="name")
	if authorizations:
		_anonymise_documents("Data Authorization", authorizations)
		_delete_companions("Data Authorization", authorizations)


def _delete_companions(doctype: str, names: list[str]) -> None:
	"""Delete attached files, versions, comments, mails, tasks, tags and entries of the search index."""
	attached = {"attached_to_doctype": doctype, "attached_to_name": ("in", names)}
	with frozen_files.changed_by_app():
		for file in frappe.get_all("File", filters=attached, pluck="name"):
			frappe.delete_doc("File", file, ignore_permissions=True, force=True, delete_permanently=True)
	for companion, (doctype_field, name_field) in COMPANIONS.items():
		frappe.db.delete(companion, {doctype_field: doctype, name_field: ("in", names)})
	search = frappe.qb.Table("__global_search")
	frappe.qb.from_(search).delete().where(search.doctype == doctype).where(search.name.isin(names)).run()
	columns = set(frappe.db.get_table_columns(doctype)) & set(ANNOTATION_COLUMNS)
	if columns:
		frappe.db.set_value(doctype, {"name": ("in", names)}, dict.fromkeys(columns), update_modified=False)
