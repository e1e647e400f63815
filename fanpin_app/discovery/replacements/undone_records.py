"""What people recorded in the register and a file would undo: deaths, departures, and operations since the file's period.

A file is as old as its export, and its loader may not know what was recorded since. So each record is named when the file
is compared and when it is loaded directly.
"""

from collections.abc import Iterator
from datetime import date

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from fanpin_app.database import bulk
from fanpin_app.discovery.loading.differences import Difference
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.targets.relations import GONE
from fanpin_app.registry.operations import change

# What operations change on registered documents.
RECORDED = {"Household": {"region", "status"}, "Household Member": {"parent", "status", "relation"}}
HOUSEHOLD_OF = {"Household": "name", "Household Member": "parent"}
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
