"""Rows of agencies' monthly files become Indicator Records of the households that their people or villages belong to.

Refusal reasons are looked for in the order of the contract: the number, the person, the date, the amount, the repetition.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from fanpin_app import bulk
from fanpin_app.discovery import precedence
from fanpin_app.discovery.reach_of_file import prefixes_of_loader
from fanpin_app.discovery.refusal import UNKNOWN_PERSON, UNKNOWN_REGION, RowRefused
from fanpin_app.discovery.rows import Row, data_rows, read
from fanpin_app.discovery.rowstream import SeenFacts, read_ahead
from fanpin_app.discovery.tables import Table
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
BY_PLACE = itemgetter(FIELDS.index("region"), FIELDS.index("subject"))
# An event without a figure of its own, such as a registration, counts as one.
ONE_EVENT = Decimal(1)
UNKNOWN = {"Region Code": UNKNOWN_REGION}
# The numbers go and the people come as one JSON text: taking rows apart would take longer than finding them.
PEOPLE = """
	set statement group_concat_max_len = 1073741824 for
	select json_arrayagg(json_array(
		member.id_number, member.name, household.name, household.region,
		2 * (household.status != 'Active') + (member.status != 'Living')
	))
	from json_table(%(numbers)s, '$[*]' columns (id_number varchar(32) path '$')) asked
	straight_join `tabHousehold Member` member on member.id_number = asked.id_number
	straight_join `tabHousehold` household on household.name = member.parent
"""
# What is read of a row: whom it is about, and what it says of him.
KEY, FACT = "key", "fact"


class Subject(NamedTuple):
	"""Whom a row tells about: a member of a household, or a village."""

	key: str
	household: str | None
	member: str | None
	region: str


class Fact(NamedTuple):
	"""What a row says of its subject: by indicator a figure or a word, and all of it in writing."""

	record_date: date
	state: str | None
	told: list[tuple[str, Decimal, str | None]]
	written: str


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
		self.days: set[date] = set()
		self.told: dict[str, list] = defaultdict(lambda: [0, Decimal(0)])

	def parts(self) -> Iterator[Part]:
		for rows in read_ahead(bulk.chunks(map(self._read, data_rows(self.table)), CHUNK)):
			refused, records = [], []
			subjects = self._subjects({row.values[KEY] for row in rows if KEY in row.values})
			for row in rows:
				try:
					records.extend(self._records(row, subjects))
				except RowRefused as reason:
					refused.append((row, reason))
			# Neighbours stand together in most indexes, so that the database finds its pages at hand.
			records.sort(key=BY_PLACE)
			bulk.insert("Indicator Record", FIELDS, records)
			yield Part(len(rows), refused)

	def _read(self, row: Row) -> Row:
		"""The row with its key and its fact, as far as they can be read."""
		try:
			row.values[KEY] = read(row, self.match_key, self.table)
			row.values[FACT] = self._fact(row)
		except RowRefused as refused:
			row.refused = refused
		return row

	def _fact(self, row: Row) -> Fact:
		record_date = read(row, self.date_column, self.table)
		values = [read(row, column, self.table) for column in self.value_columns]
		state = [str(read(row, column, self.table)) for column in self.state_columns]
		named = [read(row, column, self.table) for column in self.indicator_columns]
		told = [
			(indicator, sum(said), None) if indicator in self.numeric else (indicator, 0, str(said[-1]))
			for indicator, said in self._said(values, named).items()
		]
		return Fact(record_date, "|".join(state) or None, told, repr((record_date, *state, *named, *values)))

	def _said(self, values: list, named: list[str]) -> dict[str, list]:
		"""The values by indicator; where the date is an event of its own, that as well."""
		said: dict[str, list] = {}
		if self.date_column.indicator:
			said[self.date_column.indicator] = [ONE_EVENT]
		for column, value in zip(self.value_columns, values, strict=True):
			if value is not None:
				said.setdefault(column.indicator or named[0], []).append(value)
		return said

	def _subjects(self, keys: set[str]) -> dict[str, Subject]:
		if not keys:
			return {}
		return _villages(keys) if self.table.feed.match_by == "Region Code" else _people(keys)

	def _records(self, row: Row, subjects: dict[str, Subject]) -> list[tuple]:
		feed = self.table.feed
		if KEY in row.values and row.values[KEY] not in subjects:
			raise RowRefused(UNKNOWN.get(feed.match_by, UNKNOWN_PERSON), self.match_key.header)
		if row.refused:
			raise row.refused
		subject, fact = subjects[row.values[KEY]], row.values[FACT]
		self.seen.refuse_repeated((subject.key, fact.written))
		self.days.add(fact.record_date)
		records = []
		for indicator, value, text in fact.told:
			told = self.told[indicator]
			told[0] += 1
			told[1] += value
			records.append(
				(
					feed.name,
					indicator,
					subject.household,
					subject.member,
					subject.key,
					subject.region,
					fact.record_date,
					value,
					text,
					fact.state,
					self.batch.name,
					row.number,
				)
			)
		return records

	def after_all(self, written: bool) -> None:
		self.batch.first_day, self.batch.last_day = min(self.days, default=None), max(self.days, default=None)
		if self.days and precedence.others_may_tell_of_the_same(self.batch):
			precedence.settle(self.table.feed.name, self.batch.name)

	def totals(self) -> dict[str, tuple[int, Decimal]]:
		return {indicator: tuple(told) for indicator, told in self.told.items()}

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
	told = frappe.db.sql(PEOPLE, {"numbers": json.dumps(list(numbers))})[0][0]
	allowed = prefixes_of_loader()
	people: dict[str, Subject] = {}
	for number, row, parent, region, _doubt in sorted(json.loads(told or "[]"), key=itemgetter(4, 1)):
		if region.startswith(allowed):
			people.setdefault(number, Subject(row, parent, row, region))
	return people


def _numeric_indicators() -> set[str]:
	return set(frappe.get_all("Indicator", filters={"value_type": "Number"}, pluck="name"))
