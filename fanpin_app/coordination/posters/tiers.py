"""Posters of the tiered warning: its flow (分级预警流程图) and its mechanism (分级机制), from the configured levels."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _

from fanpin_app.coordination.posters import procedure
from fanpin_app.coordination.posters.drawing import Row, Sheet
from fanpin_app.coordination.posters.layout import Card, Sizes, band, lane, sheets, table
from fanpin_app.coordination.posters.procedure import Step
from fanpin_app.coordination.posters.wall import Wall

FIELDS = (
	"name",
	"colour",
	"leading_tier",
	"closing_tier",
	"first_response_hours",
	"hours_count_as",
	"escalates",
	"escalation_hours",
	"visit_interval_days",
	"meaning",
	"basis",
)


def draw_flow(wall: Wall) -> list[Sheet]:
	found = levels()
	return sheets(
		_("Flow of Tiered Warning"), wall.region_name, wall.footer, lambda sizes: flow_rows(found, sizes)
	)


def draw_mechanism(wall: Wall) -> list[Sheet]:
	found, (steps, _outcomes) = levels(), procedure.steps()
	return sheets(
		_("Tiered Mechanism"),
		wall.region_name,
		wall.footer,
		lambda sizes: mechanism_rows(found, steps, sizes),
	)


def levels() -> list[frappe._dict]:
	"""The alert levels, the most severe first."""
	return frappe.get_all("Alert Level", fields=FIELDS, order_by="level_order desc, name", limit=0)


def flow_rows(levels: Sequence[frappe._dict], sizes: Sizes) -> list[Row]:
	"""A lane for each level: warning, response, escalation, check, closing, visits."""
	found = [
		band(
			_("Clues from files, visits and applications are warned of at a level, and the level decides."),
			sizes,
		)
	]
	for level in levels:
		steps = [
			Card(_(level.name), (level.meaning or "",), level.colour or ""),
			Card(_("First response"), (_tier(level.leading_tier), _response(level))),
			Card(_("If overdue"), (_escalation(level),)),
			Card(
				_("Check"),
				(_("If it is a risk: check, then assistance"), _("Otherwise: dismiss with a reason")),
			),
			Card(_("Closing"), (_("{0} or above").format(_tier(level.closing_tier)),)),
			Card(_("Visits"), (_visits(level),)),
		]
		found.append(lane(steps, sizes))
	return found


def mechanism_rows(levels: Sequence[frappe._dict], steps: Sequence[Step], sizes: Sizes) -> list[Row]:
	"""A table of the levels, and one of the steps of a check."""
	columns = [
		(_("Alert Level"), 1.0),
		(_("Meaning"), 2.6),
		(_("Leading Tier"), 1.0),
		(_("First response"), 1.5),
		(_("If overdue"), 1.7),
		(_("Closing Tier"), 1.2),
		(_("Visits"), 1.4),
		(_("Basis"), 1.6),
	]
	of_levels = [
		(
			_(level.name),
			level.meaning or "",
			_tier(level.leading_tier),
			_response(level),
			_escalation(level),
			_tier(level.closing_tier),
			_visits(level),
			level.basis or "",
		)
		for level in levels
	]
	of_steps = [(step.name, step.office, step.days, "；".join(step.actions)) for step in steps]
	return [
		band(_("Levels of Warning"), sizes),
		*table(columns, of_levels, sizes, [level.colour or "" for level in levels]),
		band(_("Steps of a Check"), sizes),
		*table(
			[(_("Step"), 1.2), (_("Office"), 1.2), (_("Days"), 1.8), (_("Actions"), 3.0)], of_steps, sizes
		),
	]


def _tier(tier: str | None) -> str:
	return _(tier) if tier else ""


def _response(level: frappe._dict) -> str:
	return _("Within {0} hours ({1})").format(level.first_response_hours, _(level.hours_count_as))


def _escalation(level: frappe._dict) -> str:
	if not level.escalates:
		return _("Stays with its office")
	if level.escalation_hours:
		return _("Goes up one tier after {0} hours").format(level.escalation_hours)
	return _("Goes up one tier at once")


def _visits(level: frappe._dict) -> str:
	if not level.visit_interval_days:
		return _("As needed")
	return _("At least every {0} days").format(level.visit_interval_days)
