"""Misfortunes of a few households in the last two months, named by the default rule that each one matches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from fanpin_app.demo.files import agencies
from fanpin_app.demo.files.agencies import Loan
from fanpin_app.demo.files.months import Months
from fanpin_app.demo.households.people import LOST, NONE, NOT_WORKING, Fact, Household, Person


@dataclass(frozen=True)
class Misfortune:
	rule: str
	apply: Callable[[Random, Household, Months], list[Fact]]
	"""Changes the household's registered values, and returns the agencies' rows."""
	fits: Callable[[Household], bool] = lambda household: True
	weight: int = 1


def _adult(rng: Random, household: Household) -> Person:
	return rng.choice([person for person in household.members if person.age >= 18])


def _pupils(household: Household) -> list[Person]:
	return [person for person in household.members if 7 <= person.age <= 14]


def _illness(rng: Random, household: Household, months: Months, cost: float) -> list[Fact]:
	"""Two stays in hospital that cost that much only in total."""
	patient = _adult(rng, household)
	patient.health = "患有大病"
	first = cost * rng.uniform(0.35, 0.6)
	return [
		agencies.medical_bill(
			month, patient, month.random_day(rng), round(part * 0.85, 2), round(part * 0.15, 2)
		)
		for month, part in zip(months.recent, (first, cost - first), strict=True)
	]


def costly_illness(rng: Random, household: Household, months: Months) -> list[Fact]:
	poor = household.formerly_poor or household.monitored
	return _illness(
		rng, household, months, rng.uniform(5_500, 18_000) if poor else rng.uniform(20_500, 46_000)
	)


def ruinous_illness(rng: Random, household: Household, months: Months) -> list[Fact]:
	return _illness(rng, household, months, rng.uniform(52_000, 120_000))


def _new_card(rng: Random, household: Household, months: Months, grade: int) -> list[Fact]:
	person, month = _adult(rng, household), rng.choice(months.recent)
	person.health = "残疾"
	return [agencies.disability_card(month, person, month.random_day(rng), rng.randint(1, 7), grade)]


def severe_disability(rng: Random, household: Household, months: Months) -> list[Fact]:
	return _new_card(rng, household, months, rng.randint(1, 2))


def mild_disability(rng: Random, household: Household, months: Months) -> list[Fact]:
	return _new_card(rng, household, months, rng.randint(3, 4))


def grave_accident(rng: Random, household: Household, months: Months) -> list[Fact]:
	month = rng.choice(months.recent)
	hurt = rng.random() < 0.7
	loss = 100 * (rng.randint(20, 900) if hurt else rng.randint(500, 1_200))
	return [
		agencies.accident(
			month, _adult(rng, household), month.random_day(rng), "重伤" if hurt else "无", loss
		)
	]


def costly_accident(rng: Random, household: Household, months: Months) -> list[Fact]:
	month = rng.choice(months.recent)
	loss = 100 * rng.randint(100, 480)
	return [
		agencies.accident(
			month, _adult(rng, household), month.random_day(rng), rng.choice(("轻伤", "无")), loss
		)
	]


def _house_appraisal(grade: str):
	def apply(rng: Random, household: Household, months: Months) -> list[Fact]:
		month = rng.choice(months.recent)
		return [agencies.house_grade(month, household, month.random_day(rng), grade)]

	return apply


def unsafe_well(rng: Random, household: Household, months: Months) -> list[Fact]:
	household.water_safe = False
	return []


def _lose_job(person: Person) -> None:
	person.work, person.months_worked = NOT_WORKING, 0


def last_job_lost(rng: Random, household: Household, months: Months) -> list[Fact]:
	month, worker = rng.choice(months.recent), rng.choice(household.workers)
	for person in household.workers:
		_lose_job(person)
	return [agencies.unemployment(month, worker, month.random_day(rng))]


def one_job_lost(rng: Random, household: Household, months: Months) -> list[Fact]:
	month, worker = rng.choice(months.recent), rng.choice(household.workers)
	_lose_job(worker)
	return [agencies.unemployment(month, worker, month.random_day(rng))]


def _set_trade(state: str):
	def apply(rng: Random, household: Household, months: Months) -> list[Fact]:
		household.trade = state
		return []

	return apply


def child_left_school(rng: Random, household: Household, months: Months) -> list[Fact]:
	child, month = rng.choice(_pupils(household)), rng.choice(months.recent)
	return [agencies.schooling(month, household, child, month.random_day(rng), "辍学")]


def uninsured(rng: Random, household: Household, months: Months) -> list[Fact]:
	rng.choice(household.members).insured = "否"
	return []


def no_labour_no_relief(rng: Random, household: Household, months: Months) -> list[Fact]:
	"""Nobody can work, and relief was never granted or has just been stopped."""
	for person in household.members:
		person.labour = rng.choice((NONE, LOST))
		_lose_job(person)
	stopped = rng.random() < 0.5
	household.subsistence, household.destitute = stopped, False
	if not stopped:
		return []
	month = rng.choice(months.recent)
	return [agencies.welfare(month, household.head, month.random_day(rng), "低保", "停保")]


def _overdue(least: int, most: int):
	def apply(rng: Random, household: Household, months: Months) -> list[Fact]:
		"""Days overdue grow by a month between the last two files; in the month of the story nothing was overdue."""
		days = rng.randint(least, most)
		due = months.latest.last - timedelta(days=days)
		loan = Loan(agencies.product_for(household), 5_000 * rng.randint(2, 10), due)
		left = 500 * rng.randint(2, loan.amount // 1_000)
		month_before = max(0, days - months.latest.last.day)
		states = (
			(months.story, loan.amount, 0),
			(months.before, left, month_before),
			(months.latest, left, days),
		)
		return [loan.state(month, household.head, balance, late) for month, balance, late in states]

	return apply


MISFORTUNES = {
	misfortune.rule: misfortune
	for misfortune in (
		Misfortune("R1a", costly_illness, weight=3),
		Misfortune("R1b", ruinous_illness),
		Misfortune("R1c", severe_disability),
		Misfortune("R1d", mild_disability),
		Misfortune("R2a", grave_accident),
		Misfortune("R2b", costly_accident),
		Misfortune("R3a", _house_appraisal("D")),
		Misfortune("R3b", _house_appraisal("C")),
		Misfortune("R4a", unsafe_well),
		Misfortune("R5a", last_job_lost, fits=lambda household: bool(household.workers)),
		Misfortune("R5b", one_job_lost, fits=lambda household: len(household.workers) >= 2),
		Misfortune("R6a", _set_trade("loss"), fits=lambda household: bool(household.capable)),
		Misfortune("R6b", _set_trade("slump"), fits=lambda household: bool(household.capable)),
		Misfortune("R7a", child_left_school, fits=lambda household: bool(_pupils(household))),
		Misfortune("R7b", uninsured, weight=2),
		Misfortune(
			"R7c", no_labour_no_relief, fits=lambda household: all(p.age >= 60 for p in household.members)
		),
		Misfortune("R9a", _overdue(90, 180)),
		Misfortune("R9b", _overdue(30, 89)),
		Misfortune("R9c", _overdue(1, 29)),
	)
}
SUDDEN_HARDSHIP_RULES = ("R1b", "R2a", "R3a", "R1c")
"""Causes of sudden hardship: red or yellow alerts of illness, accident or housing."""


class MisfortuneDealer:
	"""Deals misfortunes like cards, so that each occurs as often as its weight says, and every fourth of a kind affects a
	household below the income line."""

	def __init__(self, rng: Random, months: Months):
		self.rng, self.months = rng, months
		self.households_by_rule: dict[str, list[str]] = {rule: [] for rule in MISFORTUNES}
		self._cards: list[str] = []
		self._dealt: Counter[str] = Counter()

	def apply(self, household: Household, rules: tuple[str, ...] | None = None) -> None:
		"""Apply one misfortune that fits the household, of these rules if given."""
		rule = self.rng.choice(rules) if rules else self._deal(household)
		household.facts += MISFORTUNES[rule].apply(self.rng, household, self.months)
		household.misfortunes.append(rule)
		self.households_by_rule[rule].append(household.number)
		if not rules:
			self._dealt[rule] += 1
			household.below_line = household.below_line or self._dealt[rule] % 4 == 2

	def _deal(self, household: Household) -> str:
		while True:
			for place, rule in enumerate(self._cards):
				if MISFORTUNES[rule].fits(household):
					return self._cards.pop(place)
			self._cards += self._shuffled()

	def _shuffled(self) -> list[str]:
		cards = [rule for rule, misfortune in MISFORTUNES.items() for _ in range(misfortune.weight)]
		self.rng.shuffle(cards)
		return cards
