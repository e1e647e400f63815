"""Permissions on documents without a rule of their own: the user must have access to everything they link to
(`links.py`).

A document that links to households of two villages is visible to neither: its lists would show the name of a
head from the other village. A document without links is visible to everyone with a role for it. Documents
about any DocType (comments, tasks, versions, mails) are visible to those who may read the document they refer
to.

Frappe calls both functions for every DocType (hook `*`); those with a rule of their own return early.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import frappe
from frappe.model.document import Document
from frappe.permissions import get_role_permissions

from fanpin_app.database.compat import NO_OBJECTION
from fanpin_app.permissions import administration
from fanpin_app.permissions.criterion import NO_ROWS, condition_on_column, household_column, listing_right
from fanpin_app.permissions.criterion import condition as region_condition
from fanpin_app.permissions.links import REGION, Link, doctypes_with_rule, links
from fanpin_app.permissions.postings import covers, paired_households
from fanpin_app.permissions.rules import BY_REGION, RULES
from fanpin_app.security.documents import authors


def condition(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the SQL condition for a list of `doctype`; empty if the user sees all documents."""
	user = user or frappe.session.user
	# Most lists are of DocTypes with a rule, which do not need the links.
	if user == "Administrator" or not doctype or doctype in doctypes_with_rule():
		return ""
	return _condition(doctype, user, ())


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool | None:
	"""Return False if the document, as stored or as given, refers to something that the user has no access
	to, or if `administration` or `authors` refuses the change."""
	user, right = user or frappe.session.user, ptype or "read"
	if not administration.may_change(doc, right, user) or not authors.may_change(doc, right, user):
		return False
	if user == "Administrator" or doc.doctype in doctypes_with_rule():
		return NO_OBJECTION
	own_links = links().by_doctype.get(doc.doctype)
	if not own_links:
		return NO_OBJECTION
	with _first_check_of(doc) as is_first:
		# Documents may link to each other in a cycle.
		if not is_first or all(
			reaches(*reference, doc.doctype, right, user)
			for reference in _references(doc, own_links) | _stored_references(doc, own_links)
		):
			return NO_OBJECTION
	return False


@contextmanager
def _first_check_of(doc: Document) -> Iterator[bool]:
	checked = frappe.flags.setdefault("checked_linked_documents", set())
	key = (doc.doctype, doc.name)
	is_first = key not in checked
	checked.add(key)
	try:
		yield is_first
	finally:
		if is_first:
			checked.discard(key)


def may_read(doctype: str, name: str, user: str | None = None) -> bool:
	"""Whether the document or row exists and the user may read it."""
	if frappe.get_meta(doctype).issingle:
		name = doctype
	return bool(frappe.db.exists(doctype, name)) and bool(
		frappe.has_permission(doctype, "read", name, user=user)
	)


def reaches(about: str, name: str, doctype: str, right: str, user: str) -> bool:
	"""Whether the user has the right on a document of `doctype` that refers to the document `name` of
	`about`."""
	if about == REGION:
		return covers(name, user, doctype, right)
	if about in links().parents:
		parenttype, parent = frappe.db.get_value(about, name, ["parenttype", "parent"]) or (None, None)
		return bool(parenttype and parent and reaches(parenttype, parent, doctype, right, user))
	if _refers_to_any_doctype(doctype) or not _is_scoped_by_region(about):
		return may_read(about, name, user)
	column = household_column(about)
	region, household = frappe.db.get_value(about, name, ["region", column or "name"]) or (None, None)
	return covers(region, user, doctype, right) or bool(
		column and household and household in paired_households(user, doctype, right)
	)


def _is_scoped_by_region(doctype: str) -> bool:
	return RULES.get(doctype) == BY_REGION


def _refers_to_any_doctype(doctype: str) -> bool:
	"""Whether it is a DocType of Frappe whose documents refer to documents of any DocType."""
	return doctype not in links().documents


def _references(doc: Document, own_links: list[Link]) -> set[tuple[str, str]]:
	"""(DocType, name) of each scoped document that the document refers to."""
	return {
		reference
		for link in own_links
		for holder in (doc.get(link.parentfield) or [] if link.parentfield else [doc])
		for reference in _scoped_reference(holder, link, doc.doctype)
	}


def _stored_references(doc: Document, own_links: list[Link]) -> set[tuple[str, str]]:
	"""The same for the values in the database, whatever the client sent."""
	if not doc.name or doc.meta.get("is_virtual"):
		return set()
	return {
		reference
		for link in own_links
		for holder in _stored_link_values(doc, link)
		for reference in _scoped_reference(holder, link, doc.doctype)
	}


def _stored_link_values(doc: Document, link: Link) -> list[dict]:
	columns = [link.fieldname, *([link.type_field] if link.type_field else [])]
	if not link.table and doc.meta.issingle:
		return [frappe.db.get_singles_dict(doc.doctype)]
	if not link.table:
		return frappe.db.get_values(doc.doctype, doc.name, columns, as_dict=True)
	of_document = {"parent": doc.name, "parenttype": doc.doctype, "parentfield": link.parentfield}
	return frappe.db.get_values(link.table, of_document, columns, as_dict=True)


def _scoped_reference(holder: Document | dict, link: Link, doctype: str) -> list[tuple[str, str]]:
	about, name = link.doctype or holder.get(link.type_field), holder.get(link.fieldname)
	return [(about, name)] if name and (about == REGION or about in links().followed_by(doctype)) else []


def _condition(doctype: str, user: str, within: tuple[str, ...]) -> str:
	"""`within`: the DocTypes whose conditions include this one, so that a cycle of links ends."""
	found = links()
	if doctype in found.by_doctype:
		conditions = _LinkConditions(doctype, user, (*within, doctype))
		# Companions refer to all scoped documents, which would refer to companions again.
		own_links = [
			link for link in found.by_doctype[doctype] if not within or link.doctype not in found.companions
		]
		return " and ".join(filter(None, map(conditions.for_link, own_links)))
	if doctype in found.parents and doctype not in RULES:
		return _rows_condition(doctype, found.parents[doctype], user, within)
	return ""


def _rows_condition(table: str, parents: list[str], user: str, within: tuple[str, ...]) -> str:
	of_parent = f"`tab{table}`.`parenttype`"
	allowed = [f"ifnull({of_parent}, '') not in ({_sql_list(parents)})"]
	for parent in parents:
		visible = select_names(parent, all_conditions(parent, user, (*within, table)))
		allowed.append(f"({of_parent} = {frappe.db.escape(parent)} and `tab{table}`.`parent` in ({visible}))")
	return _any_of(allowed)


def all_conditions(doctype: str, user: str, within: tuple[str, ...] = ()) -> str:
	"""All conditions on lists of `doctype`, from any app; on the document itself if it is a Single."""
	if frappe.get_meta(doctype).issingle:
		return "" if may_read(doctype, doctype, user) else NO_ROWS
	conditions = hooked_conditions(doctype, user)
	if doctype not in within:
		conditions.append(_condition(doctype, user, within))
	return all_of(conditions)


class _LinkConditions:
	"""SQL conditions for the links of one DocType: each must refer to something accessible to the user."""

	def __init__(self, doctype: str, user: str, within: tuple[str, ...]):
		self.doctype, self.user, self.within = doctype, user, within
		self.right = listing_right()

	def for_link(self, link: Link) -> str:
		"""Return the condition that the link is empty or refers to an accessible document."""
		holder = f"`tab{link.table or self.doctype}`"
		column = f"{holder}.`{link.fieldname}`"
		if link.doctype:
			accessible = self._reachable_names(column, link.doctype)
		else:
			accessible = self._reachable_names_of_any(column, f"{holder}.`{link.type_field}`")
		if not accessible:
			return ""
		if not link.table:
			return f"(ifnull({column}, '') = '' or {accessible})"
		return (
			f"not exists (select 1 from {holder} where {holder}.`parent` = `tab{self.doctype}`.`name`"
			f" and {holder}.`parenttype` = {frappe.db.escape(self.doctype)}"
			f" and {holder}.`parentfield` = {frappe.db.escape(link.parentfield)}"
			f" and ifnull({column}, '') <> '' and not {accessible})"
		)

	def _reachable_names_of_any(self, column: str, type_column: str) -> str:
		found = links()
		abouts = found.documents | self._occurring_companions(type_column)
		allowed = [f"ifnull({type_column}, '') not in ({_sql_list(found.scoped | abouts)})"]
		for about in sorted(abouts):
			accessible = self._reachable_names(column, about) or "1=1"
			if accessible != NO_ROWS:
				allowed.append(f"({type_column} = {frappe.db.escape(about)} and {accessible})")
		return _any_of(allowed)

	def _occurring_companions(self, type_column: str) -> set[str]:
		"""The companions to which documents refer; to write conditions for all of them would take seconds."""
		if len(self.within) > 1 or _refers_to_any_doctype(self.doctype):
			return set()
		table = type_column.partition(".")[0]
		occurring = frappe.db.sql_list(f"select distinct {type_column} from {table}")
		return set(links().companions.intersection(occurring))

	def _reachable_names(self, column: str, about: str) -> str:
		"""The condition that the column holds the name of an accessible `about` document; empty if all are
		accessible."""
		if about == REGION:
			return condition_on_column(self.user, self.doctype, column, self.right)
		reached = self._reachable_documents(about)
		if not reached or reached == NO_ROWS:
			return reached
		return f"{_as_name_type(column, about)} in ({select_names(about, reached)})"

	def _reachable_documents(self, about: str) -> str:
		"""The condition that a document of `about` is accessible."""
		if about in links().parents:
			return self._reachable_rows(about)
		doctype, right = self.doctype, self.right
		if _refers_to_any_doctype(doctype) or not _is_scoped_by_region(about):
			if not get_role_permissions(frappe.get_meta(about), self.user).get("read"):
				return NO_ROWS
			doctype, right = about, "read"
		if not _is_scoped_by_region(about):
			return all_conditions(about, self.user, self.within)
		return region_condition(self.user, doctype, about, right)

	def _reachable_rows(self, table: str) -> str:
		of_parents = [
			f"(`tab{table}`.`parenttype` = {frappe.db.escape(parent)}"
			f" and `tab{table}`.`parent` in ({select_names(parent, self._reachable_documents(parent))}))"
			for parent in links().parents[table]
		]
		return _any_of(of_parents)


def select_names(doctype: str, condition_on_documents: str) -> str:
	"""The SQL query for the names of documents with a condition; a Single has no table."""
	if frappe.get_meta(doctype).issingle:
		return f"select {frappe.db.escape(doctype)} from dual where {condition_on_documents or '1=1'}"
	return f"select `name` from `tab{doctype}` where {condition_on_documents or '1=1'}"


def _as_name_type(column: str, doctype: str) -> str:
	"""The column cast to the type of the DocType's names: comparing text with numbers would scan all rows."""
	is_number = frappe.get_meta(doctype).autoname == "autoincrement"
	return f"cast({column} as signed)" if is_number else column


def hooked_conditions(doctype: str, user: str, hooked_for: str | None = None) -> list[str | None]:
	"""What the hook `permission_query_conditions` of all apps gives for `doctype`, from the entries for `hooked_for`
	(default: the DocType itself)."""
	methods = frappe.get_hooks("permission_query_conditions", {}).get(hooked_for or doctype, [])
	return [frappe.call(frappe.get_attr(method), user, doctype=doctype) for method in methods]


def all_of(conditions: Iterable[str | None]) -> str:
	"""The conditions joined by "and"; in parentheses, because those of Frappe and other apps may contain "or"."""
	return " and ".join(f"({condition})" for condition in conditions if condition)


def _any_of(conditions: list[str]) -> str:
	return conditions[0] if len(conditions) == 1 else f"({' or '.join(conditions)})" if conditions else ""


def _sql_list(values: Iterable[str]) -> str:
	return ", ".join(frappe.db.escape(value) for value in sorted(values)) or "null"
