"""Who sees a document that has no rule of its own: who reaches everything that it links to (`links.py`).

A document that links to an own and to a foreign household is seen by neither village: its lists would show the
foreign head's name. One that links to nothing is seen by all who have its role. What hangs on documents of any
DocType (comments, tasks, versions, mails) is seen by who reads the document that it names.

Frappe asks both functions of every DocType (hook `*`); DocTypes with a rule of their own are passed by at once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import frappe
from frappe.model.document import Document
from frappe.permissions import get_role_permissions

from fanpin_app.database.compat import NO_OBJECTION
from fanpin_app.permissions import rules
from fanpin_app.permissions.administration import may_change
from fanpin_app.permissions.links import REGION, Link, links, with_own_rule
from fanpin_app.permissions.postings import WHOLE, covers, paired_households, prefixes

BY_REGION = "fanpin_app.permissions.scope.has_permission"
NOTHING = "1=0"


def condition(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the SQL condition on a list of `doctype`, empty where the user sees all of it."""
	user = user or frappe.session.user
	# DocTypes with a rule of their own are asked for most, and need no look at what links to what.
	if user == "Administrator" or not doctype or doctype in with_own_rule():
		return ""
	return _condition(doctype, user, ())


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool | None:
	"""Return False where the document names, as stored or as given, something that is out of the user's reach, or holds
	where the user's postings do not reach (`administration.py`)."""
	user = user or frappe.session.user
	if not may_change(doc, ptype or "read", user):
		return False
	if user == "Administrator" or doc.doctype in with_own_rule():
		return NO_OBJECTION
	own_links = links().of.get(doc.doctype)
	if not own_links:
		return NO_OBJECTION
	with _asking_of(doc) as is_first:
		# Documents may link to each other in a circle.
		if not is_first or all(
			reaches(*named, doc.doctype, ptype or "read", user)
			for named in _named(doc, own_links) | _named_as_stored(doc, own_links)
		):
			return NO_OBJECTION
	return False


@contextmanager
def _asking_of(doc: Document) -> Iterator[bool]:
	asked = frappe.flags.setdefault("asked_of_linked_documents", set())
	key = (doc.doctype, doc.name)
	is_first = key not in asked
	asked.add(key)
	try:
		yield is_first
	finally:
		if is_first:
			asked.discard(key)


def may_read(doctype: str, name: str, user: str | None = None) -> bool:
	"""Whether there is such a document, or row of one, that the user reads."""
	return bool(frappe.db.exists(doctype, name)) and bool(
		frappe.has_permission(doctype, "read", name, user=user)
	)


def reaches(about: str, name: str, doctype: str, right: str, user: str) -> bool:
	"""Whether the user has the right on a `doctype` that names the document `name` of `about`."""
	if about == REGION:
		return covers(name, user, doctype, right)
	if about in links().parents:
		parent = frappe.db.get_value(about, name, ["parenttype", "parent"])
		return bool(parent) and reaches(*parent, doctype, right, user)
	if _hangs_on_any(doctype) or not _is_by_region(about):
		return may_read(about, name, user)
	column = _column_of_household(about)
	region, household = frappe.db.get_value(about, name, ["region", column or "name"]) or (None, None)
	return covers(region, user, doctype, right) or bool(
		column and household and household in paired_households(user, doctype, right)
	)


def _is_by_region(doctype: str) -> bool:
	return rules.has_permission.get(doctype) == BY_REGION


def _hangs_on_any(doctype: str) -> bool:
	"""Whether documents of the DocType are Frappe's, and hang on documents of any DocType."""
	return doctype not in links().documents


def _column_of_household(doctype: str) -> str | None:
	if doctype == "Household":
		return "name"
	return "household" if frappe.get_meta(doctype).has_field("household") else None


def _named(doc: Document, own_links: list[Link]) -> set[tuple[str, str]]:
	"""DocType and name of everything scoped that the document names."""
	return {
		named
		for link in own_links
		for holder in (doc.get(link.parentfield) or [] if link.parentfield else [doc])
		for named in _scoped_in(holder, link)
	}


def _named_as_stored(doc: Document, own_links: list[Link]) -> set[tuple[str, str]]:
	"""The same of what the database holds, whatever a client says of a stored document."""
	if not doc.name or doc.meta.issingle or doc.meta.get("is_virtual"):
		return set()
	return {
		named
		for link in own_links
		for holder in _holders_as_stored(doc, link)
		for named in _scoped_in(holder, link)
	}


def _holders_as_stored(doc: Document, link: Link) -> list[dict]:
	columns = [link.fieldname, *([link.type_field] if link.type_field else [])]
	if not link.table:
		return frappe.db.get_values(doc.doctype, doc.name, columns, as_dict=True)
	of_document = {"parent": doc.name, "parenttype": doc.doctype, "parentfield": link.parentfield}
	return frappe.db.get_values(link.table, of_document, columns, as_dict=True)


def _scoped_in(holder: Document | dict, link: Link) -> list[tuple[str, str]]:
	about, name = link.doctype or holder.get(link.type_field), holder.get(link.fieldname)
	return [(about, name)] if name and (about == REGION or about in links().scoped) else []


def _condition(doctype: str, user: str, within: tuple[str, ...]) -> str:
	"""`within`: the DocTypes whose conditions this one is part of. A circle of links is gone through once."""
	found = links()
	if doctype in found.of:
		rights = _Rights(doctype, user, (*within, doctype))
		return " and ".join(filter(None, (rights.on(link) for link in found.of[doctype])))
	if doctype in found.parents and doctype not in rules.permission_query_conditions:
		return _condition_on_rows(doctype, found.parents[doctype], user, within)
	return ""


def _condition_on_rows(table: str, parents: list[str], user: str, within: tuple[str, ...]) -> str:
	of_parent = f"`tab{table}`.`parenttype`"
	allowed = [f"ifnull({of_parent}, '') not in ({_escaped(parents)})"]
	for parent in parents:
		seen = _names(parent, _all_conditions(parent, user, (*within, table)))
		allowed.append(f"({of_parent} = {frappe.db.escape(parent)} and `tab{table}`.`parent` in ({seen}))")
	return _any(allowed)


def _all_conditions(doctype: str, user: str, within: tuple[str, ...]) -> str:
	"""The condition on documents of `doctype` that its lists have, whoever set it."""
	conditions = [
		frappe.call(frappe.get_attr(method), user, doctype=doctype)
		for method in frappe.get_hooks("permission_query_conditions", {}).get(doctype, [])
	]
	if doctype not in within:
		conditions.append(_condition(doctype, user, within))
	return " and ".join(f"({condition})" for condition in conditions if condition)


class _Rights:
	"""What the user reaches of what documents of one DocType link to."""

	def __init__(self, doctype: str, user: str, within: tuple[str, ...]):
		self.doctype, self.user, self.within = doctype, user, within
		self.right = frappe.flags.scope_of_lists or "read"

	def on(self, link: Link) -> str:
		"""Return the condition on the link: where it is set, it names something in reach."""
		holder = f"`tab{link.table or self.doctype}`"
		column = f"{holder}.`{link.fieldname}`"
		if link.doctype:
			in_reach = self._names_reached(column, link.doctype)
		else:
			in_reach = self._names_reached_of_any(column, f"{holder}.`{link.type_field}`")
		if not in_reach:
			return ""
		if not link.table:
			return f"(ifnull({column}, '') = '' or {in_reach})"
		return (
			f"not exists (select 1 from {holder} where {holder}.`parent` = `tab{self.doctype}`.`name`"
			f" and {holder}.`parenttype` = {frappe.db.escape(self.doctype)}"
			f" and {holder}.`parentfield` = {frappe.db.escape(link.parentfield)}"
			f" and ifnull({column}, '') <> '' and not {in_reach})"
		)

	def _names_reached_of_any(self, column: str, type_column: str) -> str:
		allowed = [f"ifnull({type_column}, '') not in ({_escaped(links().scoped)})"]
		for about in sorted(links().documents):
			in_reach = self._names_reached(column, about) or "1=1"
			if in_reach != NOTHING:
				allowed.append(f"({type_column} = {frappe.db.escape(about)} and {in_reach})")
		return _any(allowed)

	def _names_reached(self, column: str, about: str) -> str:
		"""The condition that the column names a document of `about` in reach, empty where all are."""
		if about == REGION:
			return _any(self._regions(column, self.doctype, self.right))
		reached = self._reached(about)
		if not reached or reached == NOTHING:
			return reached
		return f"{_as_name(column, about)} in ({_names(about, reached)})"

	def _reached(self, about: str) -> str:
		"""The condition on documents of `about`."""
		if about in links().parents:
			return self._reached_rows(about)
		doctype, right = self.doctype, self.right
		if _hangs_on_any(doctype) or not _is_by_region(about):
			if not get_role_permissions(frappe.get_meta(about), self.user).get("read"):
				return NOTHING
			doctype, right = about, "read"
		if not _is_by_region(about):
			return _all_conditions(about, self.user, self.within)
		regions = self._regions(f"`tab{about}`.`region`", doctype, right)
		column = _column_of_household(about)
		if regions and column and (paired := paired_households(self.user, doctype, right)):
			regions.append(f"`tab{about}`.`{column}` in ({_escaped(paired)})")
		return _any(regions)

	def _reached_rows(self, table: str) -> str:
		of_parents = [
			f"(`tab{table}`.`parenttype` = {frappe.db.escape(parent)}"
			f" and `tab{table}`.`parent` in ({_names(parent, self._reached(parent))}))"
			for parent in links().parents[table]
		]
		return _any(of_parents)

	def _regions(self, column: str, doctype: str, right: str) -> list[str]:
		allowed = prefixes(self.user, doctype, right)
		if WHOLE in allowed:
			return []
		return [f"{column} like {frappe.db.escape(prefix + '%')}" for prefix in allowed] or [NOTHING]


def _names(doctype: str, condition_on_documents: str) -> str:
	return f"select `name` from `tab{doctype}` where {condition_on_documents or '1=1'}"


def _as_name(column: str, doctype: str) -> str:
	"""The column as the DocType's names are kept: a comparison of text with numbers would look through all rows."""
	is_number = frappe.get_meta(doctype).autoname == "autoincrement"
	return f"cast({column} as signed)" if is_number else column


def _any(conditions: list[str]) -> str:
	return conditions[0] if len(conditions) == 1 else f"({' or '.join(conditions)})" if conditions else ""


def _escaped(values: Iterable[str]) -> str:
	return ", ".join(frappe.db.escape(value) for value in sorted(values)) or "null"
