"""Posters of a leading group: its members by role, its member units, and the work teams and first secretaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frappe import _

from fanpin_app.coordination import groups
from fanpin_app.coordination.posters.drawing import PALE, Row, Sheet
from fanpin_app.coordination.posters.layout import Card, Sizes, cards, sheets, tier
from fanpin_app.coordination.posters.wall import Wall

if TYPE_CHECKING:
	from fanpin_app.coordination.doctype.leading_group_member.leading_group_member import LeadingGroupMember

COLUMNS = 4
HEAD_FILL = "#F3C6B8"


def draw_group(wall: Wall, kind: str) -> list[Sheet]:
	"""The sheets of all groups of the kind; one that says that none is registered if there is none."""
	found = []
	posted = posted_cards(wall)
	for group in groups.groups_on(wall.region, kind, wall.day):
		members = groups.members_on(group, wall.day)
		found += sheets(
			group.group_name,
			_subtitle(wall, group.basis),
			wall.footer,
			lambda sizes, members=members: rows(members, posted, sizes),
		)
	if not found:
		empty = [Card(_("No group is registered."))]
		return sheets(_(kind), wall.region_name, wall.footer, lambda sizes: cards(empty, 1, sizes))
	return found


def posted_cards(wall: Wall) -> list[Card]:
	return [
		Card(officer.officer_name or "", (_(officer.duty), officer.place))
		for officer in groups.posted_officers(wall.region, wall.day)
	]


def rows(members: Sequence[LeadingGroupMember], posted: Sequence[Card], sizes: Sizes) -> list[Row]:
	found: list[Row] = []
	for role in groups.ROLES:
		fill = HEAD_FILL if role == groups.ROLES[0] else PALE
		of_role = [_card(row, fill) for row in members if row.group_role == role]
		found += tier(_(role), of_role, COLUMNS, sizes)
	units = [Card(unit) for unit in groups.member_units(list(members))]
	found += tier(_("Member Units"), units, COLUMNS, sizes)
	return [*found, *tier(_("Work Teams and First Secretaries"), posted, COLUMNS, sizes)]


def _card(row: LeadingGroupMember, fill: str) -> Card:
	texts = (" ".join(filter(None, (row.unit, row.post))), row.duties or "")
	return Card(row.member_name, texts, fill)


def _subtitle(wall: Wall, basis: str | None) -> str:
	return "　".join(filter(None, (wall.region_name, basis)))
