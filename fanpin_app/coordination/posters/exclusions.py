"""Poster of the situations of no warning (不预警情形): those in force on the day."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.utils import getdate

from fanpin_app.coordination.posters.drawing import Sheet
from fanpin_app.coordination.posters.layout import Card, cards, sheets
from fanpin_app.coordination.posters.wall import Wall

COLUMNS = 2
FIELDS = (
	"situation_no",
	"title",
	"mode",
	"threshold",
	"evidence",
	"exceptions",
	"effective_from",
	"effective_to",
)
FILL_OF_MODE = {"Block": "#F8D7D3"}
FILL = "#FFF8E6"


def draw(wall: Wall) -> list[Sheet]:
	found = [_card(situation) for situation in situations(wall.day)]
	return sheets(
		_("Situations of No Warning"),
		wall.region_name,
		wall.footer,
		lambda sizes: cards(found, COLUMNS, sizes),
	)


def situations(day: str) -> Sequence[frappe._dict]:
	rows = frappe.get_all(
		"Exclusion Situation", {"enabled": 1}, FIELDS, order_by="situation_no, name", limit=0
	)
	return [row for row in rows if _is_in_force(row, day)]


def _is_in_force(situation: frappe._dict, day: str) -> bool:
	first, last = situation.effective_from, situation.effective_to
	return (not first or first <= getdate(day)) and (not last or last >= getdate(day))


def _card(situation: frappe._dict) -> Card:
	labelled = (
		(_("Threshold"), situation.threshold),
		(_("Evidence to Look At"), situation.evidence),
		(_("Exceptions"), situation.exceptions),
	)
	texts = tuple(f"{label}：{text}" for label, text in labelled if text)
	number = f"{situation.situation_no}. " if situation.situation_no else ""
	fill = FILL_OF_MODE.get(situation.mode, FILL)
	return Card(f"{number}{situation.title}（{_(situation.mode)}）", texts, fill, centred=False)
