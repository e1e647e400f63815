"""Rows of agencies' monthly files become Indicator Records of the households that their people or villages belong to.

Refusal reasons are looked for in the order of the contract: the number, the person, the date, the amount, the repetition.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from fanpin_app import bulk
from fanpin_app.discovery import precedence
from fanpin_app.discovery.feeds import Table
from fanpin_app.discovery.reach_of_file import prefixes_of_loader
from fanpin_app.discovery.refusal import UNKNOWN_PERSON, UNKNOWN_REGION, RowRefused
from fanpin_app.discovery.rows import Row, data_rows, read
from fanpin_app.discovery.rowstream import SeenFacts, chunks
from fanpin_app.discovery.targets import CHUNK, Part, Target
from fanpin_app.registry.divisions import codes_of_today

FIELDS = (
	"feed",
	"indicator",
	"household",
	"member",
	"subject",
	"region",
	"record_date",
	"value",
	"text_value",
	"state_key",
	"batch",
	"row_no",
)
# An event without a figure of its own, such as a registration, counts as one.
ONE_EVENT = Decimal(1)
UNKNOWN = {"Region Code": UNKNOWN_REGION}
# What is read of a row first: whom it is about.
KEY = "key"


class Subject(NamedTuple):
	"""Whom a row tells about: a member of a household, or a village."""

	key: str
	household: str | None
	member: str | None
	region: str


class IndicatorRecords(Target):
	"""Facts are added, never compared: what holds is settled when all are in."""

	compares_first = False

	def __init__(self, table: Table, batch):
		super().__init__(table, batch)
		feed = table.feed
		self.match_key = feed.match_key
		self.date_column = feed.with_role("Record Date")[0]
		self.value_columns = feed.with_role("Value")
		self.state_columns = feed.with_role("State Key")
		self.indicator_columns = feed.with_role("Indicator")
		self.numeric = _numeric_indicators()
		self.seen = SeenFacts()

	def parts(self) -> Iterator[Part]:
		for rows in chunks(data_rows(self.table), CHUNK):
			refused, records = [], []
			subjects = self._subjects(self._keys(rows))
			for row in rows:
				try:
					records.extend(self._records(row, subjects))
				except RowRefused as reason:
					refused.append((row, reason))
			bulk.insert("Indicator Record", FIELDS, records)
			yield Part(len(rows), refused)

	def _keys(self, rows: list[Row]) -> set[str]:
		keys = set()
		for row in rows:
			try:
				row.values[KEY] = read(row, self.match_key, self.table)
				keys.add(row.values[KEY])
			except RowRefused as refused:
				row.values[KEY] = refused
		return keys

	def _subjects(self, keys: set[str]) -> dict[str, Subject]:
		if not keys:
			return {}
		return _villages(keys) if self.table.feed.match_by == "Region Code" else _people(keys)

	def _records(self, row: Row, subjects: dict[str, Subject]) -> list[tuple]:
		table, key = self.table, row.values[KEY]
		if isinstance(key, RowRefused):
			raise key
		if key not in subjects:
			raise RowRefused(UNKNOWN.get(table.feed.match_by, UNKNOWN_PERSON), self.match_key.header)
		subject = subjects[key]
		record_date = read(row, self.date_column, table)
		values = [read(row, column, table) for column in self.value_columns]
		state = [str(read(row, column, table)) for column in self.state_columns]
		named = [read(row, column, table) for column in self.indicator_columns]
		self.seen.refuse_repeated((subject.key, record_date, *state, *named, *values))
		return [
			(
				table.feed.name,
				indicator,
				subject.household,
				subject.member,
				subject.key,
				subject.region,
				record_date,
				sum(said) if indicator in self.numeric else 0,
				None if indicator in self.numeric else str(said[-1]),
				"|".join(state) or None,
				self.batch.name,
				row.number,
			)
			for indicator, said in self._said(values, named).items()
		]

	def _said(self, values: list, named: list[str]) -> dict[str, list]:
		"""The values by indicator; where the date is an event of its own, that as well."""
		said: dict[str, list] = {}
		if self.date_column.indicator:
			said[self.date_column.indicator] = [ONE_EVENT]
		for column, value in zip(self.value_columns, values, strict=True):
			if value is not None:
				said.setdefault(column.indicator or named[0], []).append(value)
		return said

	def after_all(self, written: bool) -> None:
		precedence.settle(self.table.feed.name, self.batch.name)

	@classmethod
	def withdraw(cls, batch: Document) -> None:
		precedence.withdraw(batch.feed, batch.name)


def _villages(codes: set[str]) -> dict[str, Subject]:
	known = frappe.get_all("Administrative Region", filters={"name": ("in", list(codes))}, pluck="name")
	known = [code for code in known if code.startswith(prefixes_of_loader())]
	today = codes_of_today(known)
	return {code: Subject(today.get(code, code), None, None, today.get(code, code)) for code in known}


def _people(numbers: set[str]) -> dict[str, Subject]:
	"""Who carries the ID numbers; of a person registered twice, the living one in an active household."""
	found = frappe.db.sql(
		"""
		select member.id_number, member.name, household.name, household.region
		from `tabHousehold Member` member
		join `tabHousehold` household on household.name = member.parent
		where member.id_number in %(numbers)s
		order by household.status != 'Active', member.status != 'Living', member.name
		""",
		{"numbers": list(numbers)},
	)
	people: dict[str, Subject] = {}
	allowed = prefixes_of_loader()
	for number, row, parent, region in found:
		if not region.startswith(allowed):
			continue
		people.setdefault(number, Subject(row, parent, row, region))
	return people


def _numeric_indicators() -> set[str]:
	return set(frappe.get_all("Indicator", filters={"value_type": "Number"}, pluck="name"))
