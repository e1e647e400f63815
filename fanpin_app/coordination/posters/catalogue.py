"""The posters of an office's wall, and who may draw them."""

from __future__ import annotations

from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import getdate, today

from fanpin_app.coordination.posters import exclusions, group_members, household_list, monitoring_flow, tiers
from fanpin_app.coordination.posters.drawing import Sheet
from fanpin_app.coordination.posters.wall import Wall
from fanpin_app.permissions.postings import WHOLE, covers, prefixes

# Its list of households is a paper that leaves the office: whoever may export the register of cases may draw posters.
RIGHT, REGISTER = "export", "Monitoring Case"

POSTERS: dict[str, Callable[[Wall], list[Sheet]]] = {
	"leading_group": lambda wall: group_members.draw_group(wall, "Leading Group"),
	"monitoring_leading_group": lambda wall: group_members.draw_group(wall, "Monitoring Leading Group"),
	"monitoring_flow": monitoring_flow.draw,
	"situations": exclusions.draw,
	"tiered_flow": tiers.draw_flow,
	"tiered_mechanism": tiers.draw_mechanism,
	"households": household_list.draw,
}


def choices() -> dict:
	"""What the user may draw: `posters` (name and title) and `region`, the one of the user's own office.

	Raises `frappe.PermissionError` for who may draw none.
	"""
	reached = prefixes(None, REGISTER, RIGHT)
	if not reached:
		refuse()
	return {
		"posters": [{"name": name, "title": title} for name, title in titles().items()],
		"region": None if WHOLE in reached else reached[0].ljust(12, "0"),
	}


def titles() -> dict[str, str]:
	return {
		"leading_group": _("Leading Group and Its Member Units"),
		"monitoring_leading_group": _("Monitoring Leading Group"),
		"monitoring_flow": _("Flow of Monitoring"),
		"situations": _("Situations of No Warning"),
		"tiered_flow": _("Flow of Tiered Warning"),
		"tiered_mechanism": _("Tiered Mechanism"),
		"households": _("List of Monitored Households"),
	}


def draw(poster: str, region: str, day: str | None = None) -> list[str]:
	"""The sheets of a poster of the office of the region (a code) as of the day (default: today), as SVG.

	Raises `frappe.PermissionError` outside of the user's regions, and `frappe.ValidationError` for an unknown poster.
	"""
	if not frappe.db.exists("Administrative Region", region) or not covers(region, None, REGISTER, RIGHT):
		refuse()
	if poster not in POSTERS:
		frappe.throw(_("There is no such poster."))
	return [sheet.svg() for sheet in POSTERS[poster](Wall(region, str(getdate(day or today()))))]


def refuse() -> None:
	frappe.throw(
		_("Posters are drawn by officers of towns, districts and the city for their own regions."),
		frappe.PermissionError,
	)
