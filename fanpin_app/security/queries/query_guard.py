"""Which columns a list may be asked by, and that joined tables keep their scope.

Every list with permissions ends in Frappe's DatabaseQuery, whichever method, report, card, chart or script asked. There:

- `fields`, `order_by`, `group_by` and the names of filtered fields hold columns of the DocType, its tables and its links,
  and the functions of `query_terms.FUNCTIONS`;
- a column that the user may not read (private, of a higher permission level, or a field of `field_access`) is left
  out of what is selected, and refused where the list is filtered, sorted, grouped or summed by it: the length or the
  order would tell its value;
- rows of a table are those of documents that the user may list;
- a linked document that is outside of the user's scope gives nothing to the row that links to it.
"""

import frappe
from frappe import _
from frappe.model import child_table_fields, default_fields, optional_fields
from frappe.utils import get_filter

from fanpin_app.database.compat import DatabaseQuery
from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.privacy.fields import refuse_search, unreadable_fields
from fanpin_app.security.documents.field_access import SHOWN, hidden_fields
from fanpin_app.security.queries import query_terms
from fanpin_app.security.queries.query_terms import Column

KEEP_DEFAULT_ORDERING = "KEEP_DEFAULT_ORDERING"


def install() -> None:
	"""Put the guard into DatabaseQuery in this process; before every request and job (hooks).

	Frappe 15 offers no hook at this place. `apply_fieldlevel_read_permissions` runs last before the query is put
	together, `prepare_filter_condition` for each filter, also where a method makes SQL of a client's filters itself.
	"""
	if DatabaseQuery and DatabaseQuery.apply_fieldlevel_read_permissions is _frappes_own_fields:
		DatabaseQuery.apply_fieldlevel_read_permissions = apply_field_permissions
		DatabaseQuery.prepare_filter_condition = prepare_filter_condition


_frappes_own_fields = getattr(DatabaseQuery, "apply_fieldlevel_read_permissions", None)
_frappes_own_filter = getattr(DatabaseQuery, "prepare_filter_condition", None)


def apply_field_permissions(query) -> None:
	"""In the place of DatabaseQuery.apply_fieldlevel_read_permissions."""
	if query.flags.ignore_permissions:
		return _frappes_own_fields(query)
	refuse_raw_filters(query)
	leave_out_unreadable(query)
	_frappes_own_fields(query)
	# Frappe has put the names of columns in the place of `*`; for its own DocTypes all of them.
	leave_out_unreadable(query)
	if not query.fields:
		refuse_search()
	aliases = _aliases(query)
	for text in (query.order_by, query.group_by):
		if text and text != KEEP_DEFAULT_ORDERING:
			_require_readable(query, query_terms.parse(text).columns, aliases)
	_keep_rows_to_their_documents(query)
	_keep_links_to_their_scope(query)


def prepare_filter_condition(query, f):
	"""In the place of DatabaseQuery.prepare_filter_condition: the name of the field is a column, or `ifnull` of one."""
	from frappe.boot import get_additional_filters_from_hooks

	asked = get_filter(query.doctype, f, get_additional_filters_from_hooks())
	columns = query_terms.parse(asked.fieldname).columns
	if not query.flags.ignore_permissions:
		for column in columns:
			doctype = _doctype_of(query, column) if column.table else asked.doctype
			if column.name.lower() in _unreadable_in(query, doctype):
				refuse_search()
	return _frappes_own_filter(query, f)


def refuse_raw_filters(query) -> None:
	"""A filter that is a text is put into the query as it is."""
	for filters in (query.filters, query.or_filters):
		for part in filters or ():
			if isinstance(part, str) and not isinstance(filters, dict):
				query_terms.refuse(part)


def leave_out_unreadable(query) -> None:
	"""Take columns out of `fields` that the user may not read; refuse what is worked out from them."""
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
			_require_own_star(query, column, position)
		elif column.name.lower() in _unreadable_in(query, _doctype_of(query, column)):
			query.remove_field(position)


def _require_own_star(query, column: Column, position: int) -> None:
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
		if not is_alias and name not in _columns(doctype):
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


def _columns(doctype: str) -> set[str]:
	meta = frappe.get_meta(doctype)
	columns = {*meta.get_valid_columns(), *default_fields, *optional_fields}
	if meta.istable:
		columns.update(child_table_fields)
	return {column.lower() for column in columns}


def _unreadable_in(query, doctype: str) -> set[str]:
	"""Asked once for each DocType of a query."""
	kept = query.__dict__.setdefault("_unreadable", {})
	if doctype not in kept:
		# A method that makes conditions alone has begun no query, which would name the parent.
		parent = getattr(query, "parent_doctype", None) if doctype == query.doctype else query.doctype
		# What is shown of a user may be searched by, at whatever level Frappe keeps it: lists of people ask by type.
		fields = (unreadable_fields(doctype, parent) - SHOWN.get(doctype, frozenset())) | hidden_fields(
			doctype
		)
		kept[doctype] = {fieldname.lower() for fieldname in fields}
	return kept[doctype]


def _keep_rows_to_their_documents(query) -> None:
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


def _keep_links_to_their_scope(query) -> None:
	"""The joined table of a link holds the documents that the user may list.

	A row may link to a document outside of the user's scope; its fields are empty then, as if the link led nowhere.
	"""
	for link in query.link_tables:
		if link.doctype not in scoped_doctypes():
			continue
		condition = DatabaseQuery(link.doctype, user=query.user).build_match_conditions()
		if condition and link.table_name.startswith("`"):
			link.table_name = f"(select * from `tab{link.doctype}` where {condition})"
