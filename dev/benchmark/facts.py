"""Agencies' records of made-up households in two years: one and a half per household."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmark.people import AS_OF, Household

DAYS = 730


@dataclass(slots=True)
class Fact:
	feed: str
	indicator: str
	member: int
	"""Index in the household."""
	on: date
	value: float = 0
	text: str | None = None
	state: str | None = None


def household_facts(household: Household, rng: Random) -> Iterator[Fact]:
	for _ in range(rng.choices((0, 1, 2, 6), (60, 22, 12, 6))[0]):
		cost = round(min(rng.paretovariate(1.2) * 300, 200000), 2)
		yield Fact("medical_self_paid", "medical_self_paid", _place(household, rng), _day(rng), cost)
	if rng.random() < 0.08:
		yield from _loan(household, rng)
	if rng.random() < 0.12:
		grade = rng.choices("ABCD", (55, 40, 4, 1))[0]
		yield Fact("housing_grade", "housing_grade", 0, _day(rng), text=grade)
	if rng.random() < 0.04:
		yield Fact(
			"disability_card", "disability_grade", _place(household, rng), _day(rng), text=rng.choice("1234")
		)
	if rng.random() < 0.03:
		status = rng.choices(("On", "Off"), (70, 30))[0]
		yield Fact("welfare", "subsistence_allowance", 0, _day(rng), text=status)
	if rng.random() < 0.05:
		yield Fact("unemployment", "unemployment", _place(household, rng), _day(rng), 1)
	if rng.random() < 0.01:
		yield from _accident(household, rng)
	for index, member in enumerate(household.members):
		if 6 <= member.age <= 15 and rng.random() < 0.1:
			status = "Dropped Out" if rng.random() < 0.05 else "In School"
			yield Fact("schooling", "schooling", index, _day(rng), text=status)


def _loan(household: Household, rng: Random) -> Iterator[Fact]:
	"""A small loan is reported every month."""
	state = f"小额信贷|{rng.choice((20000, 30000, 50000))}|{AS_OF.replace(year=2027)}"
	behind = rng.random() < 0.05
	since = rng.randrange(150)
	for month in range(4, -1, -1):
		overdue = max(0, since - 30 * month) if behind else 0
		yield Fact(
			"small_loan",
			"loan_overdue_days",
			0,
			AS_OF - timedelta(days=30 * month),
			overdue,
			state=state,
		)


def _accident(household: Household, rng: Random) -> Iterator[Fact]:
	place, on = _place(household, rng), _day(rng)
	outcome = rng.choices(("Minor Injury", "Serious Injury", "Death"), (80, 15, 5))[0]
	yield Fact("accident", "accident_consequence", place, on, text=outcome)
	yield Fact("accident", "accident_loss", place, on, rng.randrange(0, 60000))


def _place(household: Household, rng: Random) -> int:
	return rng.randrange(len(household.members))


def _day(rng: Random) -> date:
	return AS_OF - timedelta(days=rng.randrange(DAYS))
