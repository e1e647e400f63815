"""Poster of the monitored households (监测对象名单), with masked names and nothing private: no risk, phone or number."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.utils import formatdate

from fanpin_app.coordination.posters.drawing import Row, Sheet
from fanpin_app.coordination.posters.layout import Card, Sizes, cards, sheets, table
from fanpin_app.coordination.posters.wall import Wall
from fanpin_app.permissions.postings import in_region
from fanpin_app.privacy.masks import mask_name


def draw(wall: Wall) -> list[Sheet]:
	households = monitored(wall)
	return sheets(
		_("List of Monitored Households"),
		_("{0}: {1} households").format(wall.region_name, len(households)),
		wall.footer,
		lambda sizes: rows(wall, households, sizes),
	)


def monitored(wall: Wall) -> list[frappe._dict]:
	"""The cases that were open on the day in the region and below: village, head_name, people, monitored_kind, opened_on,
	helper_name."""
	case, household = frappe.qb.DocType("Monitoring Case"), frappe.qb.DocType("Household")
	region = frappe.qb.DocType("Administrative Region")
	return (
		frappe.qb.from_(case)
		.join(household)
		.on(household.name == case.household)
		.join(region)
		.on(region.name == case.region)
		.select(
			region.full_name.as_("village"),
			household.head_name,
			household.people,
			case.monitored_kind,
			case.opened_on,
			case.helper_name,
		)
		.where(in_region(case.region, wall.region))
		.where((case.opened_on <= wall.day) & (case.closed_on.isnull() | (case.closed_on > wall.day)))
		.orderby(case.region)
		.orderby(case.opened_on)
		.orderby(case.name)
		.run(as_dict=True)
	)


def rows(wall: Wall, households: Sequence[frappe._dict], sizes: Sizes) -> list[Row]:
	if not households:
		return cards([Card(_("No household is monitored."))], 1, sizes)
	columns = [
		(_("No."), 0.6),
		(_("Village"), 2.4),
		(_("Head of Household"), 1.4),
		(_("People"), 0.8),
		(_("Kind"), 1.8),
		(_("Included On"), 1.5),
		(_("Helper"), 1.4),
	]
	found = [
		(
			str(number),
			_name_within(row.village or "", wall),
			mask_name(row.head_name),
			str(row.people or ""),
			_(row.monitored_kind or ""),
			formatdate(row.opened_on, "yyyy-MM-dd"),
			row.helper_name or "",
		)
		for number, row in enumerate(households, 1)
	]
	return table(columns, found, sizes)


def _name_within(village: str, wall: Wall) -> str:
	"""The village's full name without that of the region of the wall, which the poster's title has."""
	return village.removeprefix(wall.region_name) or village
