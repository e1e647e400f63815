"""The amount of a household or an accident on the row of each of its people: it would count several times.

Two children may have the same fee on one day, but hardly the same large amount to the cent, or nearly all families.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import fmt_money

from fanpin_app.discovery.message_lists import shortened

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile

# Smaller amounts, and round ones, may be equal by chance.
LARGE, ROUND = 1000, 100
FEWEST_LARGE = 2
MANY_MEMBERS = 3
# Where nearly all families have equal amounts, they may be smaller or round.
NO_FEE = 100
FEWEST_HOUSEHOLDS, SHARE_OF_HOUSEHOLDS = 3, 0.8
# One loss for nearly all of the file's people.
LARGE_LOSS, FEWEST_HURT, SHARE_OF_HURT = 10_000, 3, 0.5
MAX_NAMED = 5
ROWS = """
	from `tabIndicator Record`
	where batch = %(batch)s and indicator in %(indicators)s and value > 0 and coalesce(row_kind, '') = ''
"""
OF_HOUSEHOLDS = f"""
	select household, record_date, indicator, value, count(distinct subject) {ROWS} and household is not null
	group by household, record_date, indicator, value
	having count(distinct subject) > 1
	order by value desc
"""
# An amount of several households is a fee that everybody pays, and no sum of one of them.
FEES = f"""
	select indicator, value {ROWS} and household is not null
	group by indicator, value having count(distinct household) > 1
"""
WITH_SEVERAL_MEMBERS = f"""
	select count(*) from (
		select 1 {ROWS} and household is not null
		group by household, record_date having count(distinct subject) > 1
	) families
"""
OF_DAYS = f"""
	select record_date, value, count(distinct subject) {ROWS} and value >= %(large)s
	group by record_date, indicator, value
	having count(distinct subject) >= greatest(
		%(fewest)s, %(share)s * (select count(distinct subject) from `tabIndicator Record` where batch = %(batch)s)
	)
	order by value desc
"""


def reasons(file: ReadFile) -> Iterator[str]:
	"""A sentence where members of households share amounts, and one where people hurt on one day do."""
	if not file.target.adds_up:
		return
	columns = file.table.feed.with_role("Value")
	indicators = [column.indicator for column in columns if column.data_type == "Amount" and column.indicator]
	if not indicators:
		return
	values = {"batch": file.batch.name, "indicators": indicators}
	found = _of_households(values)
	if found and _are_shared(found, values):
		yield _(
			"In {0} households several members have the same amount on one day: {1}. If it is the amount of the household, write it on the row of one member alone, or each member's own, and send the file again; if each paid it, let the file pass."
		).format(
			len({household for household, *_rest in found}),
			shortened(
				[
					f"{household} {day} {fmt_money(value)} × {members}"
					for household, day, value, members in found
				],
				MAX_NAMED,
			),
		)
	elif any(column.value_map for column in columns):
		yield from _of_one_event(values)


def _of_households(values: dict) -> list[tuple]:
	"""Household, day, amount and number of members, where members have the same amount and other households do not."""
	if not (found := frappe.db.sql(OF_HOUSEHOLDS, values)):
		return []
	fees = set(frappe.db.sql(FEES, values))
	return [
		(household, day, value, members)
		for household, day, indicator, value, members in found
		if (indicator, value) not in fees
	]


def _are_shared(found: list[tuple], values: dict) -> bool:
	large = [members for *_of, value, members in found if value >= LARGE and value % ROUND]
	if len(large) >= FEWEST_LARGE or max(large, default=0) >= MANY_MEMBERS:
		return True
	households = sum(value >= NO_FEE for *_of, value, _members in found)
	if households < FEWEST_HOUSEHOLDS:
		return False
	return households >= SHARE_OF_HOUSEHOLDS * frappe.db.sql(WITH_SEVERAL_MEMBERS, values)[0][0]


def _of_one_event(values: dict) -> Iterator[str]:
	found = frappe.db.sql(
		OF_DAYS, values | {"large": LARGE_LOSS, "fewest": FEWEST_HURT, "share": SHARE_OF_HURT}
	)
	if found:
		yield _(
			"Several people have the same amount on one day: {0}. If it is the amount of one event with all who were hurt, write each one's own, and send the file again; if each lost it, let the file pass."
		).format(
			shortened([f"{day} {fmt_money(value)} × {people}" for day, value, people in found], MAX_NAMED)
		)
