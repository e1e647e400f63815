"""The default household rules as one would write them over documents: one household after the other with `get_doc`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import frappe
from dateutil.relativedelta import relativedelta
from frappe.model.document import Document

from fanpin_app.early_warning.rule_queries.evidence import plain_text

WORK = ("Employed", "Self-employed")
WITHOUT_LABOUR = ("Lost Labour Capacity", "No Labour Capacity")


class Documents:
	"""A household and what belongs to it, each fetched as a document."""

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
	def living(self) -> list[Document]:
		return [member for member in self.household.members if member.status == "Living"]

	def age(self, member: Document) -> int:
		return relativedelta(self.as_of, member.birth_date).years

	def told(self, indicator: str, months: int = 0) -> list[Document]:
		since = self.as_of - relativedelta(months=months) if months else date.min
		return [
			record
			for record in self.records
			if record.indicator == indicator
			and not record.superseded
			and since < record.record_date <= self.as_of
		]

	def in_force(self, indicator: str, subject: str, first: bool = False) -> list[Document]:
		deciding: dict[tuple, Document] = {}
		for record in self.told(indicator):
			state = (record.get(subject), record.state_key)
			if not (first and state in deciding):
				deciding[state] = record
		return list(deciding.values())

	def works(self, member: Document) -> bool:
		lost = any(record.member == member.name for record in self.told("unemployment", 3))
		return (member.employment_status in WORK or member.months_worked >= 1) and not lost

	def has_welfare(self, indicator: str) -> bool:
		words = self.told(indicator)
		return words[-1].text_value == "On" if words else bool(self.household.get(indicator))

	def profits(self) -> list[float]:
		"""Of the latest statement and the one of the year before it."""
		known = [row for row in self.statements if row.year <= self.as_of.year]
		if not known:
			return []
		years = {row.year: row.business_income - row.business_expense for row in known}
		latest = known[-1].year
		return [years[year] for year in (latest, latest - 1) if year in years]


def _documents(doctype: str, order: str, **filters) -> list[Document]:
	names = frappe.get_all(doctype, filters=filters, order_by=order, pluck="name")
	return [frappe.get_doc(doctype, name) for name in names]


def _spent(of: Documents, least: float, least_of_others: float | None = None):
	value = sum(record.value for record in of.told("medical_self_paid", 12))
	poor = of.household.household_kind == "Formerly Poor" or of.household.monitored
	needed = least if poor or least_of_others is None else least_of_others
	return value if value >= needed else None


def _gravest(records: list[Document]):
	return max((record.value for record in records), default=None)


def _latest_text(records: list[Document], *wanted: str):
	said = [record.text_value for record in records if record.text_value in wanted]
	return said[-1] if said else None


def _card(of: Documents, *grades: str):
	since = of.as_of - relativedelta(months=12)
	cards = [
		card for card in of.in_force("disability_grade", "member", first=True) if card.record_date > since
	]
	return _latest_text(sorted(cards, key=_arrival), *grades)


def _arrival(record: Document) -> tuple:
	return record.record_date, record.batch, record.row_no


def _accident(of: Documents):
	hurt = _latest_text(of.told("accident_consequence", 6), "Death", "Serious Injury")
	return hurt or _loss(of, 50000)


def _loss(of: Documents, least: float):
	return _gravest([record for record in of.told("accident_loss", 6) if record.value >= least])


def _water(of: Documents):
	reports = of.in_force("village_water", "region")
	unsafe = of.household.drinking_water == "Unsafe" or _latest_text(reports, "Unsafe")
	return "Unsafe" if unsafe else None


def _unemployed(of: Documents, others_work: bool):
	if any(of.works(member) for member in of.living) != others_work:
		return None
	return _gravest(of.told("unemployment", 3))


def _loss_of_trade(of: Documents):
	profits = of.profits()
	return profits[0] if profits and profits[0] < 0 else None


def _slump(of: Documents):
	profits = of.profits()
	if len(profits) < 2 or profits[0] < 0 or profits[1] <= 0:
		return None
	return profits[0] if profits[0] * 100 <= profits[1] * 70 else None


def _dropouts(of: Documents):
	gone = {
		record.member for record in of.in_force("schooling", "member") if record.text_value == "Dropped Out"
	}
	return sum(member.name in gone and 6 <= of.age(member) <= 15 for member in of.living) or None


def _uninsured(of: Documents):
	return sum(member.medical_insurance == "No" for member in of.living) or None


def _without_labour(of: Documents):
	capable = any(
		of.age(member) >= 16 and member.labour_capacity not in WITHOUT_LABOUR for member in of.living
	)
	helped = of.has_welfare("subsistence_allowance") or of.has_welfare("extreme_poverty_support")
	return None if capable or helped else 0


def _overdue(of: Documents, least: int, most: float = float("inf")):
	loans = of.in_force("loan_overdue_days", "member")
	return _gravest([record for record in loans if least <= record.value <= most])


RULES: dict[str, Callable[[Documents], object]] = {
	"R1a": lambda of: _spent(of, 5000, 20000),
	"R1b": lambda of: _spent(of, 50000),
	"R1c": lambda of: _card(of, "1", "2"),
	"R1d": lambda of: _card(of, "3", "4"),
	"R2a": _accident,
	"R2b": lambda of: _loss(of, 10000),
	"R3a": lambda of: _latest_text(of.in_force("housing_grade", "household"), "D"),
	"R3b": lambda of: _latest_text(of.in_force("housing_grade", "household"), "C"),
	"R4a": _water,
	"R5a": lambda of: _unemployed(of, others_work=False),
	"R5b": lambda of: _unemployed(of, others_work=True),
	"R6a": _loss_of_trade,
	"R6b": _slump,
	"R7a": _dropouts,
	"R7b": _uninsured,
	"R7c": _without_labour,
	"R9a": lambda of: _overdue(of, 90),
	"R9b": lambda of: _overdue(of, 30, 89),
	"R9c": lambda of: _overdue(of, 1, 29),
}


def found(household: str, rules: list[str], as_of: date) -> dict[str, str | None]:
	"""The rules that find the household on a day, each with the value that it finds."""
	of = Documents(household, as_of)
	if of.household.status != "Active" or not of.living:
		return {}
	values = {rule: RULES[rule](of) for rule in rules}
	return {rule: plain_text(value) for rule, value in values.items() if value is not None}
