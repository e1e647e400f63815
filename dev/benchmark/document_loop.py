"""The default household rules written over documents: one household after the other with `get_doc`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import frappe
from dateutil.relativedelta import relativedelta

from fanpin_app.early_warning.rule_queries.evidence import plain_text

WORK = ("Employed", "Self-employed")
WITHOUT_LABOUR = ("Lost Labour Capacity", "No Labour Capacity")


class Documents:
	"""A household with its records and statements, each loaded as a document."""

	def __init__(self, name: str, as_of: date) -> None:
		self.as_of = as_of
		self.household = frappe.get_doc("Household", name)
		self.statements = _documents("Income Statement", "year asc", household=name)
		self.records = _documents(
			"Indicator Record", "record_date asc, batch asc, row_no asc", household=name
		)
		self.records += _documents(
			"Indicator Record",
			"record_date asc, batch asc, row_no asc",
			indicator="village_water",
			region=self.household.region,
		)

	@property
	def living(self) -> list[Any]:
		return [member for member in self.household.members if member.status == "Living"]

	def age(self, member: Any) -> int:
		return relativedelta(self.as_of, member.birth_date).years

	def records_of(self, indicator: str, months: int = 0) -> list[Any]:
		since = self.as_of - relativedelta(months=months) if months else date.min
		return [
			record
			for record in self.records
			if record.indicator == indicator
			and not record.superseded
			and since < record.record_date <= self.as_of
		]

	def in_force(self, indicator: str, subject: str, first: bool = False) -> list[Any]:
		deciding: dict[tuple, Any] = {}
		for record in self.records_of(indicator):
			state = (record.get(subject), record.state_key)
			if not (first and state in deciding):
				deciding[state] = record
		return list(deciding.values())

	def works(self, member: Any) -> bool:
		lost = any(record.member == member.name for record in self.records_of("unemployment", 3))
		return (member.employment_status in WORK or member.months_worked >= 1) and not lost

	def has_welfare(self, indicator: str) -> bool:
		records = self.records_of(indicator)
		return records[-1].text_value == "On" if records else bool(self.household.get(indicator))

	def profits(self) -> list[float]:
		"""Profit of the latest statement and of the year before it."""
		known = [row for row in self.statements if row.year <= self.as_of.year]
		if not known:
			return []
		years = {row.year: row.business_income - row.business_expense for row in known}
		latest = known[-1].year
		return [years[year] for year in (latest, latest - 1) if year in years]


def _documents(doctype: str, order: str, **filters) -> list[Any]:
	names = frappe.get_all(doctype, filters=filters, order_by=order, pluck="name")
	return [frappe.get_doc(doctype, name) for name in names]


def _spent(documents: Documents, least: float, least_of_others: float | None = None):
	value = sum(record.value for record in documents.records_of("medical_self_paid", 12))
	poor = documents.household.household_kind == "Formerly Poor" or documents.household.monitored
	needed = least if poor or least_of_others is None else least_of_others
	return value if value >= needed else None


def _highest(records: list[Any]):
	return max((record.value for record in records), default=None)


def _latest_text(records: list[Any], *wanted: str):
	values = [record.text_value for record in records if record.text_value in wanted]
	return values[-1] if values else None


def _card(documents: Documents, *grades: str):
	since = documents.as_of - relativedelta(months=12)
	cards = [
		card
		for card in documents.in_force("disability_grade", "member", first=True)
		if card.record_date > since
	]
	return _latest_text(sorted(cards, key=_arrival), *grades)


def _arrival(record: Any) -> tuple:
	return record.record_date, record.batch, record.row_no


def _accident(documents: Documents):
	hurt = _latest_text(documents.records_of("accident_consequence", 6), "Death", "Serious Injury")
	return hurt or _loss(documents, 50000)


def _loss(documents: Documents, least: float):
	return _highest([record for record in documents.records_of("accident_loss", 6) if record.value >= least])


def _water(documents: Documents):
	reports = documents.in_force("village_water", "region")
	unsafe = documents.household.drinking_water == "Unsafe" or _latest_text(reports, "Unsafe")
	return "Unsafe" if unsafe else None


def _unemployed(documents: Documents, others_work: bool):
	if any(documents.works(member) for member in documents.living) != others_work:
		return None
	return _highest(documents.records_of("unemployment", 3))


def _loss_of_trade(documents: Documents):
	profits = documents.profits()
	return profits[0] if profits and profits[0] < 0 else None


def _slump(documents: Documents):
	profits = documents.profits()
	if len(profits) < 2 or profits[0] < 0 or profits[1] <= 0:
		return None
	return profits[0] if profits[0] * 100 <= profits[1] * 70 else None


def _dropouts(documents: Documents):
	dropouts = {
		record.member
		for record in documents.in_force("schooling", "member")
		if record.text_value == "Dropped Out"
	}
	return (
		sum(member.name in dropouts and 6 <= documents.age(member) <= 15 for member in documents.living)
		or None
	)


def _uninsured(documents: Documents):
	return sum(member.medical_insurance == "No" for member in documents.living) or None


def _without_labour(documents: Documents):
	capable = any(
		documents.age(member) >= 16 and member.labour_capacity not in WITHOUT_LABOUR
		for member in documents.living
	)
	helped = documents.has_welfare("subsistence_allowance") or documents.has_welfare(
		"extreme_poverty_support"
	)
	return None if capable or helped else 0


def _overdue(documents: Documents, least: int, most: float = float("inf")):
	loans = documents.in_force("loan_overdue_days", "member")
	return _highest([record for record in loans if least <= record.value <= most])


RULES: dict[str, Callable[[Documents], object]] = {
	"R1a": lambda documents: _spent(documents, 5000, 20000),
	"R1b": lambda documents: _spent(documents, 50000),
	"R1c": lambda documents: _card(documents, "1", "2"),
	"R1d": lambda documents: _card(documents, "3", "4"),
	"R2a": _accident,
	"R2b": lambda documents: _loss(documents, 10000),
	"R3a": lambda documents: _latest_text(documents.in_force("housing_grade", "household"), "D"),
	"R3b": lambda documents: _latest_text(documents.in_force("housing_grade", "household"), "C"),
	"R4a": _water,
	"R5a": lambda documents: _unemployed(documents, others_work=False),
	"R5b": lambda documents: _unemployed(documents, others_work=True),
	"R6a": _loss_of_trade,
	"R6b": _slump,
	"R7a": _dropouts,
	"R7b": _uninsured,
	"R7c": _without_labour,
	"R9a": lambda documents: _overdue(documents, 90),
	"R9b": lambda documents: _overdue(documents, 30, 89),
	"R9c": lambda documents: _overdue(documents, 1, 29),
}


def found(household: str, rules: list[str], as_of: date) -> dict[str, str | None]:
	"""Rule → value for the rules that match the household on a day."""
	documents = Documents(household, as_of)
	if documents.household.status != "Active" or not documents.living:
		return {}
	values = {rule: RULES[rule](documents) for rule in rules}
	return {rule: plain_text(value) for rule, value in values.items() if value is not None}
