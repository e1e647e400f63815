"""What people recorded in the register and a file would undo: deaths, departures, and operations since the file's period;
and states of households and people that a template's default, the same in all rows, would end.

A file is as old as its export, and its loader may not know what was recorded since. So each record is named when the file
is compared and when it is loaded directly.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from fanpin_app.database import bulk
from fanpin_app.discovery.loading.differences import UNSET, Difference
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets.relations import GONE
from fanpin_app.registry.operations import change

# What operations change on registered documents.
RECORDED = {"Household": {"region", "status"}, "Household Member": {"parent", "status", "relation"}}
HOUSEHOLD_OF = {"Household": "name", "Household Member": "parent"}
# Values by which a household or person is like most others: what a template fills in where nobody writes anything.
USUAL_STATES = {
	"household.household_kind": "General",
	"household.subsistence_allowance": "0",
	"household.extreme_poverty_support": "0",
	"health": "Healthy",
}
MANY_ROWS, MANY_CHANGES = 10, 3
# This many are named.
MAX_NAMED = 30
OPERATIONS = """
	select changed.household, operation.kind, max(operation.effective_on)
	from `tabChanged Household` changed
	join `tabRegistry Change` operation on operation.name = changed.parent
	where changed.household in %(households)s and operation.kind != 'Correction' and operation.effective_on >= %(since)s
	group by changed.household, operation.kind
	order by changed.household, operation.kind
"""


class UndoneRecords:
	"""Collects, part by part, who returns and which households change."""

	def __init__(self) -> None:
		self.returned: list[str] = []
		self.households: set[str] = set()

	def note(self, differences: list[Difference]) -> None:
		for each in differences:
			if each.before is None:
				continue
			changed = {field for field, _old, _new in each.changed()}
			if not changed & RECORDED.get(each.doctype, set()):
				continue
			key = HOUSEHOLD_OF[each.doctype]
			self.households |= {each.value(key), each.old_value(key)} - {None}
			if each.old_value("status") in GONE and each.value("status") == change.LIVING:
				self.returned.append(f"{each.value('member_name')}（{each.value('parent')}）")

	def sentences(self, period: str) -> Iterator[str]:
		if self.returned:
			yield _(
				"By this file {0} persons who are registered as dead or moved out live in their households again: {1}."
			).format(len(self.returned), shortened(self.returned, MAX_NAMED))
		if found := _operations(self.households, _first_day(period)):
			yield _(
				"This file changes {0} households in which something was recorded since it may have been made, and may undo it: {1}."
			).format(
				len({household for household, _kind, _day in found}),
				shortened(map(_in_words, found), MAX_NAMED),
			)


class UndoneStates:
	"""Columns with one usual value in all rows, and the stored states that differ from it."""

	def __init__(self, table: Table):
		self._headers = {
			column.fieldname: column.header
			for column in table.feed.columns
			if column.fieldname in USUAL_STATES and table.has(column)
		}
		self._stated = dict.fromkeys(self._headers, 0)
		self._changes = dict.fromkeys(self._headers, 0)

	def add(self, accepted: Mapping[str, Iterable[Row]]) -> None:
		"""Forget the columns that have other values too."""
		for field in list(self._headers):
			stated = [
				str(value)
				for rows in accepted.values()
				for row in rows
				if (value := row.values.get(field)) is not None and value is not UNSET
			]
			self._stated[field] += len(stated)
			if any(value != USUAL_STATES[field] for value in stated):
				del self._headers[field]

	def note(self, differences: list[Difference]) -> None:
		for each in differences:
			if not (self._headers and each.before):
				continue
			prefix = "household." if each.doctype == "Household" else ""
			for field, old, _new in each.changed():
				if (place := f"{prefix}{field}") in self._headers and old:
					self._changes[place] += 1

	def sentences(self) -> Iterator[str]:
		for field, header in self._headers.items():
			if self._stated[field] >= MANY_ROWS and self._changes[field] >= MANY_CHANGES:
				yield _(
					"{0} has the same value in all {1} rows, perhaps that of a template, and {2} registered states that differ would end. Write what holds, or leave the column out, and send the file again."
				).format(header, self._stated[field], self._changes[field])


def _operations(households: set[str], since: date) -> list[tuple[str, str, date]]:
	found = []
	for some in bulk.chunks(sorted(households)):
		found.extend(frappe.db.sql(OPERATIONS, {"households": some, "since": since}))
	return found


def _in_words(operation: tuple[str, str, date]) -> str:
	household, kind, day = operation
	return f"{household}（{_(kind)} {formatdate(day)}）"


def _first_day(period: str) -> date:
	return getdate(f"{period[:4]}-{period[4:6] or '01'}-01")
