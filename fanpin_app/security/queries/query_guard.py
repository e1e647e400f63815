"""Limits the columns that a list may use, and keeps joined tables within the scope.

Every list with permissions is built by Frappe's DatabaseQuery, for any method, report, card, chart or script.
There:

- `fields`, `order_by`, `group_by` and the names of filtered fields may only contain columns of the DocType,
  its tables and its links, and the functions in `query_terms.FUNCTIONS`;
- a column that the user may not read (private, of a higher permission level, or in `field_access`) is removed
  from the selection, and refused if the list is filtered, sorted, grouped or summed by it, because the length
  or the order would reveal its value;
- child rows must belong to documents that the user may list;
- fields of a linked document outside of the user's scope are empty.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model import child_table_fields, default_fields, optional_fields
from frappe.utils import get_filter

from fanpin_app.database.compat import DatabaseQuery
from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.privacy.fields import refuse_search, unreadable_fields
from fanpin_app.security.documents.field_access import VISIBLE_FIELDS, hidden_fields
from fanpin_app.security.queries import permitted_fields, query_terms
from fanpin_app.security.queries.query_terms import Column

KEEP_DEFAULT_ORDERING = "KEEP_DEFAULT_ORDERING"


def install() -> None:
	"""Replace methods of DatabaseQuery in this process, before every request and job.

	Frappe 15 has no hook there. `apply_fieldlevel_read_permissions` runs last before the query is built,
	`prepare_filter_condition` for each filter, also when a method builds SQL from a client's filters itself.
	"""
	if DatabaseQuery and DatabaseQuery.apply_fieldlevel_read_permissions is _original_apply_permissions:
		DatabaseQuery.apply_fieldlevel_read_permissions = apply_field_permissions
		DatabaseQuery.prepare_filter_condition = prepare_filter_condition


_original_apply_permissions: Any = getattr(DatabaseQuery, "apply_fieldlevel_read_permissions", None)
_original_prepare_filter: Any = getattr(DatabaseQuery, "prepare_filter_condition", None)


def apply_field_permissions(query) -> None:
	"""Replaces DatabaseQuery.apply_fieldlevel_read_permissions."""
	if query.flags.ignore_permissions:
		return _original_apply_permissions(query)
	refuse_raw_filters(query)
	remove_unreadable_columns(query)
	checked = {field for field in query.fields if isinstance(field, str)}
	with permitted_fields.determined_once():
		_original_apply_permissions(query)
	# Frappe has expanded `*` to column names, for its own DocTypes to all of them.
	if not all(isinstance(field, str) and field in checked for field in query.fields):
		remove_unreadable_columns(query)
	if not query.fields:
		refuse_search()
	aliases = _aliases(query)
	for text in (query.order_by, query.group_by):
		if text and text != KEEP_DEFAULT_ORDERING:
			_require_readable(query, query_terms.parse(text).columns, aliases)
	_limit_rows_to_parents(query)
	_limit_links_to_scope(query)


def prepare_filter_condition(query, f):
	"""Replaces DatabaseQuery.prepare_filter_condition; the field name is a column, or `ifnull` of one."""
	from frappe.boot import get_additional_filters_from_hooks

	filter_values = get_filter(query.doctype, f, get_additional_filters_from_hooks())
	columns = query_terms.parse(filter_values.fieldname).columns
	if not query.flags.ignore_permissions:
		for column in columns:
			doctype = _doctype_of(query, column) if column.table else filter_values.doctype
			if column.name.lower() in _unreadable_in(query, doctype):
				refuse_search()
	return _original_prepare_filter(query, f)


def refuse_raw_filters(query) -> None:
	"""Refuse filters that are strings: Frappe inserts them into the query unchanged."""
	for filters in (query.filters, query.or_filters):
		for part in filters or ():
			if isinstance(part, str) and not isinstance(filters, dict):
				query_terms.refuse(part)


def remove_unreadable_columns(query) -> None:
	"""Remove columns that the user may not read from `fields`; refuse expressions with them."""
	for position in reversed(range(len(query.fields))):
		field = query.fields[position]
		if not isinstance(field, str):
			continue
		term = query_terms.parse(field)
		if not term.is_plain:
			_require_readable(query, term.columns)
			continue
		column = term.columns[0]
		if column.name == "*":
			_qualify_star(query, column, position)
		elif column.name.lower() in _unreadable_in(query, _doctype_of(query, column)):
			query.remove_field(position)


def _qualify_star(query, column: Column, position: int) -> None:
	if column.table not in (None, f"tab{query.doctype}"):
		query_terms.refuse(f"{column.table}.*")
	query.fields[position] = "*"


def _require_readable(query, columns: tuple[Column, ...], aliases: frozenset[str] = frozenset()) -> None:
	for column in columns:
		doctype = _doctype_of(query, column)
		name = column.name.lower()
		if name in _unreadable_in(query, doctype):
			refuse_search()
		is_alias = column.table is None and name in aliases
		if not is_alias and not _is_column(doctype, column.name):
			query_terms.refuse(column.name)


def _aliases(query) -> frozenset[str]:
	terms = [query_terms.parse(field) for field in query.fields if isinstance(field, str)]
	return frozenset(term.alias.lower() for term in terms if term.alias)


def _doctype_of(query, column: Column) -> str:
	"""The DocType of a column; raises PermissionError for a table that the query does not join."""
	if column.table is None:
		return query.doctype
	joined = query.linked_table_aliases.get(column.table) or f"`{column.table}`"
	if joined not in query.tables and column.table not in query.linked_table_aliases:
		query_terms.refuse(f"{column.table}.{column.name}")
	return joined.strip("`").removeprefix("tab")


def _is_column(doctype: str, name: str) -> bool:
	"""Whether the DocType's table has this column; MariaDB ignores the case."""
	meta = frappe.get_meta(doctype)
	columns = (
		*meta.get_valid_columns(),
		*default_fields,
		*optional_fields,
		*(child_table_fields if meta.istable else ()),
	)
	return name in columns or name.lower() in map(str.lower, columns)


def _unreadable_in(query, doctype: str) -> set[str]:
	"""Lower-case names of columns that the user may not read; cached per query and DocType."""
	cache = query.__dict__.setdefault("_unreadable", {})
	if doctype not in cache:
		# Without a complete query, `parent_doctype` is missing.
		parent = getattr(query, "parent_doctype", None) if doctype == query.doctype else query.doctype
		# Visible fields of a user may be used in filters whatever their permission level: lists of users
		# filter by type.
		fields = (
			unreadable_fields(doctype, parent) - VISIBLE_FIELDS.get(doctype, frozenset())
		) | hidden_fields(doctype)
		cache[doctype] = {fieldname.lower() for fieldname in fields}
	return cache[doctype]


def _limit_rows_to_parents(query) -> None:
	if not query.doctype_meta.istable or query.user == "Administrator":
		return
	parent = query.parent_doctype
	if not parent:
		frappe.throw(
			_("Rows of a table are listed with the DocType that they belong to."), frappe.PermissionError
		)
	table = f"`tab{query.doctype}`"
	query.conditions.append(f"{table}.`parenttype` = {frappe.db.escape(parent)}")
	if frappe.get_hooks("permission_query_conditions", {}).get(query.doctype):
		return
	condition = DatabaseQuery(parent, user=query.user).build_match_conditions()
	if condition:
		documents = f"select `name` from `tab{parent}` where {condition}"
		query.conditions.append(f"{table}.`parent` in ({documents})")


def _limit_links_to_scope(query) -> None:
	"""Join only documents that the user may list.

	A row may link to a document outside of the user's scope; its fields are then empty, as for a missing
	document.
	"""
	for link in query.link_tables:
		if link.doctype not in scoped_doctypes():
			continue
		condition = DatabaseQuery(link.doctype, user=query.user).build_match_conditions()
		if condition and link.table_name.startswith("`"):
			link.table_name = f"(select * from `tab{link.doctype}` where {condition})"
