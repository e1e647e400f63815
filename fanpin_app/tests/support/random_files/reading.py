"""What the app accepts from a file: its real readers and targets, with nothing written to the database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import frappe

from fanpin_app.discovery.feeds.definitions import enabled_feeds
from fanpin_app.discovery.loading.differences import UNSET
from fanpin_app.discovery.readers import workbook
from fanpin_app.discovery.refusals.errors import FileRefusedError
from fanpin_app.discovery.tables.search import find_table
from fanpin_app.discovery.targets import NewRows, incomes, indicator_records, target_of
from fanpin_app.discovery.targets.incomes import Place
from fanpin_app.discovery.targets.subjects import Subject
from fanpin_app.tests.support.builders import VILLAGE
from fanpin_app.tests.support.random_files.contents import ITEMS, Population


@dataclass
class ReadResult:
	"""The result of a file. Rows are named by sheet and number (from 1)."""

	file_refusal: str | None = None
	message: str = ""
	facts: Counter = field(default_factory=Counter)
	refused: dict[tuple[str, int], str] = field(default_factory=dict)
	rows_read: int = 0
	not_data: Counter = field(default_factory=Counter)
	remarks: str = ""


class Reader:
	"""Reads files as if only this population were registered."""

	def __init__(self, population: Population):
		numbers = {number for _name, number in population.people}
		self.people = lambda keys, _allowed: (
			{key: Subject(key, "H", key, VILLAGE) for key in keys & numbers},
			set(),
		)
		self.villages = lambda keys, _allowed: {
			key: Subject(key, None, None, key, level="Village") for key in keys & set(population.villages)
		}
		self.places = lambda keys, united: {
			key: Place(key, VILLAGE, False) for key in keys & set(population.households)
		}

	def read(self, path: Path, feed: str | None) -> ReadResult:
		"""`feed`: the table's feed, where the sender gives it."""
		try:
			return self._read(path, feed)
		except FileRefusedError as refused:
			return ReadResult(file_refusal=refused.reason, message=refused.message)

	def _read(self, path: Path, feed: str | None) -> ReadResult:
		table = find_table(list(workbook.read(path)), enabled_feeds(feed))
		first_sheet = table.sections[0].sheet.name
		target = target_of(table, frappe._dict(name="202610-1", period="202610", file_name=path.name))
		result = ReadResult()
		with (
			patch.object(indicator_records, "people", self.people),
			patch.object(indicator_records, "villages", self.villages),
			patch.object(incomes, "_places", self.places),
		):
			for part in target.parts():
				result.rows_read += part.rows_read
				for row, refused in part.refused:
					result.refused[row.sheet or first_sheet, row.number] = refused.reason
				for proposed in part.proposed:
					result.facts.update(_facts_proposed(proposed, part.proposed))
				for new in part.facts:
					result.facts.update(_fact_recorded(new, row) for row in new.rows)
		result.not_data = Counter({sheet or first_sheet: rows for sheet, rows in table.not_data.items()})
		result.remarks = "\n".join(table.remarks)
		return result


def _fact_recorded(new: NewRows, row: Sequence) -> tuple:
	values = dict(zip(new.fields, row, strict=True))
	return (
		values["indicator"],
		values["subject"],
		values["record_date"],
		Decimal(values["value"]),
		values["text_value"],
		values["state_key"],
	)


def _facts_proposed(proposed, beside: list) -> list[tuple]:
	"""The facts of an income file, or of a register; households are listed beside their members."""
	rows = [dict(zip(proposed.fields, row, strict=True)) for row in proposed.rows]
	if proposed.doctype == "Income Statement":
		return [("income", row["household"], *(row[item] for item in ITEMS)) for row in rows]
	if proposed.doctype != "Household Member":
		return []
	villages = {
		row[each.fields.index("name")]: row[each.fields.index("region")]
		for each in beside
		if each.doctype == "Household"
		for row in each.rows
	}
	return [
		(
			"member",
			row["parent"],
			villages[row["parent"]],
			row["member_name"],
			row["relation"],
			row["id_number"],
			_known(row["health"]),
			_known(row["months_worked"]),
		)
		for row in rows
	]


def _known(value: object) -> object:
	return None if value is UNSET else value
