"""Rows of agencies' monthly files become Indicator Records of the households that their people or villages belong to.

Refusal reasons are looked for in the order of the contract: the number, the person, the date, the amount, the repetition.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import frappe
from frappe.model.document import Document

from fanpin_app import bulk
from fanpin_app.discovery import precedence
from fanpin_app.discovery.feeds import Feed, Table
from fanpin_app.discovery.reach_of_file import prefixes_of_loader
from fanpin_app.discovery.refusal import UNKNOWN_PERSON, UNKNOWN_REGION, RowRefused
from fanpin_app.discovery.rows import Row, data_rows, read
from fanpin_app.discovery.rowstream import SeenFacts, chunks
from fanpin_app.discovery.targets import CHUNK, Outcome, Part, Target
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


@dataclass(frozen=True)
class Subject:
	"""Whom a row tells about: a member of a household, or a village."""

	key: str
	household: str | None
	member: str | None
	region: str


class IndicatorRecords(Target):
	"""Facts are added, never compared: what holds is settled when all are in."""

	compares_first = False

	def parts(self) -> Iterator[Part]:
		table, batch = self.table, self.batch.name
		seen = SeenFacts()
		numeric = _numeric_indicators()
		for rows in chunks(data_rows(table), CHUNK):
			outcomes, records = [], []
			subjects = _subjects(table.feed, _keys(rows, table))
			for row in rows:
				try:
					subject = _subject(row, table, subjects)
					records.extend(_records(row, table, subject, seen, numeric))
					outcomes.append(Outcome(row))
				except RowRefused as refused:
					outcomes.append(Outcome(row, refused))
			bulk.insert("Indicator Record", FIELDS, ((*record, batch, number) for record, number in records))
			yield Part(outcomes)

	def after_all(self, written: bool) -> None:
		precedence.settle(self.table.feed.name, self.batch.name)

	@classmethod
	def withdraw(cls, batch: Document) -> None:
		precedence.withdraw(batch.feed, batch.name)


def _keys(rows: list[Row], table: Table) -> set[str]:
	keys = set()
	for row in rows:
		try:
			row.values["key"] = read(row, table.feed.match_key, table)
			keys.add(row.values["key"])
		except RowRefused as refused:
			row.values["key"] = refused
	return keys


def _subject(row: Row, table: Table, subjects: dict[str, Subject]) -> Subject:
	key = row.values["key"]
	if isinstance(key, RowRefused):
		raise key
	if key not in subjects:
		raise RowRefused(UNKNOWN.get(table.feed.match_by, UNKNOWN_PERSON), table.feed.match_key.header)
	return subjects[key]


def _subjects(feed: Feed, keys: set[str]) -> dict[str, Subject]:
	if not keys:
		return {}
	return _villages(keys) if feed.match_by == "Region Code" else _people(keys)


def _villages(codes: set[str]) -> dict[str, Subject]:
	known = frappe.get_all("Administrative Region", filters={"name": ("in", list(codes))}, pluck="name")
	known = [code for code in known if code.startswith(prefixes_of_loader())]
	today = codes_of_today(known)
	return {code: Subject(today.get(code, code), None, None, today.get(code, code)) for code in known}


def _people(numbers: set[str]) -> dict[str, Subject]:
	"""Who carries the ID numbers; of a person registered twice, the living one in an active household."""
	member, household = frappe.qb.DocType("Household Member"), frappe.qb.DocType("Household")
	found = (
		frappe.qb.from_(member)
		.join(household)
		.on(household.name == member.parent)
		.select(member.id_number, member.name, household.name, household.region)
		.where(member.id_number.isin(list(numbers)))
		.orderby(household.status != "Active", member.status != "Living", member.name)
		.run()
	)
	people: dict[str, Subject] = {}
	allowed = prefixes_of_loader()
	for number, row, parent, region in found:
		if not region.startswith(allowed):
			continue
		people.setdefault(number, Subject(row, parent, row, region))
	return people


def _records(row: Row, table: Table, subject: Subject, seen: SeenFacts, numeric: set[str]) -> list[tuple]:
	feed = table.feed
	date_column = feed.with_role("Record Date")[0]
	record_date = read(row, date_column, table)
	values = [(column, read(row, column, table)) for column in feed.with_role("Value")]
	state = [str(read(row, column, table)) for column in feed.with_role("State Key")]
	named = [read(row, column, table) for column in feed.with_role("Indicator")]
	seen.refuse_repeated((subject.key, record_date, *state, *named, *(value for _, value in values)))

	told: dict[str, list] = {}
	if date_column.indicator:
		told[date_column.indicator] = [ONE_EVENT]
	for column, value in values:
		if value is not None:
			told.setdefault(column.indicator or named[0], []).append(value)
	return [
		(
			(
				feed.name,
				indicator,
				subject.household,
				subject.member,
				subject.key,
				subject.region,
				record_date,
				sum(said) if indicator in numeric else 0,
				None if indicator in numeric else str(said[-1]),
				"|".join(state) or None,
			),
			row.number,
		)
		for indicator, said in told.items()
	]


def _numeric_indicators() -> set[str]:
	return set(frappe.get_all("Indicator", filters={"value_type": "Number"}, pluck="name"))
