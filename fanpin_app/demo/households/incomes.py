"""A household's income of two years, in whole yuan."""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from datetime import date
from random import Random

from fanpin_app.demo.households.people import Household

INCOME_LINES = {date(2025, 1, 1): 7_500, date(2026, 1, 1): 8_000}
"""Yuan per head and year from a day on, as the app seeds them (待本地文件确认)."""


@dataclass(frozen=True)
class Statement:
	wages: int
	business: int
	property: int
	transfer: int
	expense: int

	# An item has the name of the decorator.
	@builtins.property
	def net(self) -> int:
		return self.wages + self.business + self.property + self.transfer - self.expense

	def row(self, household: Household) -> dict:
		return {"id": household.number, "name": household.head.name, **vars(self)}


def income_line(day: date) -> int:
	"""The line in force on that day; the first known one before that."""
	known = [line for start, line in sorted(INCOME_LINES.items()) if start <= day]
	return known[-1] if known else min(INCOME_LINES.values())


def two_years(rng: Random, household: Household, line: int) -> tuple[Statement | None, Statement | None]:
	"""The statements of the earlier and the later year; None for a year without a statement.

	`line` is that of the later year. With few exceptions, households without a misfortune are above it; they may lack a
	statement.
	"""
	people = len(household.members)
	growth = rng.uniform(0.98, 1.1)
	later = people * _per_head(rng, household, line)
	earlier = round(later / growth)
	own_business = household.trade != "steady" or (household.capable and rng.random() < 0.4)
	margin = round(later * rng.uniform(0.1, 0.45)) if own_business else 0
	statements = (
		_statement(rng, household, earlier, round(margin / growth)),
		_statement(rng, household, later, _this_years_margin(rng, household, margin)),
	)
	if household.misfortunes:
		return statements
	unknown = rng.random()
	if unknown < 0.02:
		return None, None
	return statements if unknown > 0.05 else (statements[0], None)


def _per_head(rng: Random, household: Household, line: int) -> int:
	if household.below_line:
		return round(line * rng.uniform(0.7, 0.97))
	if not household.misfortunes and rng.random() < 0.015:
		return round(line * rng.uniform(0.85, 0.99))
	return round(line * 1.15 + min(rng.lognormvariate(8.9, 0.7), 60_000))


def _this_years_margin(rng: Random, household: Household, margin: int) -> int:
	if household.trade == "loss":
		return -round(margin * rng.uniform(0.1, 0.6)) - 500
	if household.trade == "slump":
		return round(margin * rng.uniform(0.2, 0.6))
	return margin


def _statement(rng: Random, household: Household, net: int, margin: int) -> Statement:
	"""A statement with the net income `net`, of which `margin` is from the household's own business."""
	business = expense = 0
	if margin > 0:
		business = round(margin / rng.uniform(0.3, 0.8))
		expense = business - margin
	elif margin < 0:
		business = round(-margin * rng.uniform(1.5, 4))
		expense = business - margin
	rent = rng.randrange(300)
	rest = net - margin - rent
	transfer = min(rest, rng.randrange(50, 900)) if household.capable else rest
	return Statement(rest - transfer, business, rent, transfer, expense)
