"""Poster of the flow of monitoring (监测流程图): from the clue to the watch after elimination."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _

from fanpin_app.coordination.posters import procedure
from fanpin_app.coordination.posters.drawing import PALE, Row, Sheet
from fanpin_app.coordination.posters.layout import Card, Sizes, band, cards, flow, sheets
from fanpin_app.coordination.posters.procedure import Step
from fanpin_app.coordination.posters.wall import Wall
from fanpin_app.verification.clock import clock

COLUMNS = 4
CHANNEL_FILL, STEP_FILL, HELP_FILL = "#DCEBFA", "#FFF2CC", "#DDF0DF"


def draw(wall: Wall) -> list[Sheet]:
	return sheets(
		_("Flow of Monitoring"),
		wall.region_name,
		wall.footer,
		lambda sizes: rows(channels(), levels(), *procedure.steps(), later_steps(), sizes),
	)


def channels() -> list[Card]:
	"""How a clue comes in: agencies' files, visits, applications."""
	agencies = frappe.get_all(
		"Data Feed", {"enabled": 1, "agency": ("is", "set")}, pluck="agency", distinct=True, order_by="agency"
	)
	return [
		Card(_("Data of Agencies"), ("、".join(sorted(set(agencies))),), CHANNEL_FILL),
		Card(_("Visits by Cadres"), (_("Village cadres, grid members, work teams"),), CHANNEL_FILL),
		Card(_("Own Application"), (_("Service window, hotline, web page"),), CHANNEL_FILL),
	]


def levels() -> list[str]:
	return [_(name) for name in frappe.get_all("Alert Level", pluck="name", order_by="level_order desc")]


def later_steps() -> list[Card]:
	"""What follows the determination, with its days."""
	limits = clock()
	return [
		Card(
			_("Assistance"),
			(_("Measures in place within {0} days").format(limits.measures_within_days),),
			HELP_FILL,
		),
		Card(
			_("Elimination of Risk"),
			(
				_("Review after {0} months at the earliest, by the same steps").format(
					limits.review_after_months
				),
			),
			HELP_FILL,
		),
		Card(
			_("Watch after Elimination"),
			(_("{0} months; a new risk is a relapse").format(limits.watch_months),),
			HELP_FILL,
		),
	]


def rows(
	found_by: Sequence[Card],
	levels: Sequence[str],
	steps: Sequence[Step],
	outcomes: Sequence[Step],
	later: Sequence[Card],
	sizes: Sizes,
) -> list[Row]:
	warning = Card(_("Early Warning"), ("、".join(levels),), PALE)
	checked = [Card(step.name, (step.office, step.days, *step.actions), STEP_FILL) for step in steps]
	decided = Card(_("Outcome of the Check"), tuple(outcome.name for outcome in outcomes), STEP_FILL)
	return [
		band(_("Discovery"), sizes),
		*cards(found_by, len(found_by), sizes),
		band(_("Warning, Verification, Assistance, Elimination"), sizes),
		*flow(_numbered([warning, *checked, decided, *later]), COLUMNS, sizes),
	]


def _numbered(steps: Sequence[Card]) -> list[Card]:
	return [Card(f"{number}. {step.heading}", step.texts, step.fill) for number, step in enumerate(steps, 1)]
