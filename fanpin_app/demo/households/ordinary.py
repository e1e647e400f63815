"""Agencies' rows about people without a misfortune: they must not raise an alert."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from fanpin_app.demo.files import agencies
from fanpin_app.demo.files.agencies import Loan
from fanpin_app.demo.files.months import Month, Months
from fanpin_app.demo.households.people import Fact, Household


def ordinary_facts(rng: Random, household: Household, months: Months) -> list[Fact]:
	"""The household's rows of all months, except in the feeds that already report its misfortune."""
	facts: list[Fact] = []
	for feed, generate in GENERATORS.items():
		if not household.reported_in(feed):
			facts += generate(rng, household, months)
	return facts


def _medical(rng: Random, household: Household, months: Months) -> list[Fact]:
	"""At most one small bill a month: in total below the threshold of formerly poor households."""
	bills, most = [], 1_500 if household.formerly_poor or household.monitored else 5_500
	for month in months:
		if rng.random() < 0.06:
			cost = rng.uniform(60, most)
			inpatient = round(cost * 0.8, 2) if rng.random() < 0.6 else 0
			patient = rng.choice([p for p in household.members if p.age >= 2] or [household.head])
			bills.append(
				agencies.medical_bill(
					month, patient, month.random_day(rng), inpatient, round(cost - inpatient, 2)
				)
			)
	return bills


def _cards(rng: Random, household: Household, months: Months) -> list[Fact]:
	"""Existing cards are in the first file; a renewed card is not a first one."""
	cards = []
	for person in household.members:
		if person.health != "残疾" or person.age < 4 or rng.random() > 0.4:
			continue
		kind, grade = rng.randint(1, 7), rng.randint(1, 4)
		issued = months.story.first - timedelta(days=rng.randint(400, min(5_000, 365 * (person.age - 2))))
		cards.append(agencies.disability_card(months.story, person, issued, kind, grade))
		if rng.random() < 0.08:
			month = rng.choice(months.recent)
			cards.append(agencies.disability_card(month, person, month.random_day(rng), kind, grade))
	return cards


def _loans(rng: Random, household: Household, months: Months) -> list[Fact]:
	if rng.random() > 0.05:
		return []
	most = 10 if household.formerly_poor else 20
	due = months.latest.last + timedelta(days=rng.randint(60, 700))
	loan = Loan(agencies.product_for(household), 5_000 * rng.randint(2, most), due)
	balance, facts = loan.amount, []
	for month in months:
		facts.append(loan.state(month, household.head, balance, 0))
		balance = max(500, balance - 500 * rng.randint(0, 12))
	return facts


def _housing(rng: Random, household: Household, months: Months) -> list[Fact]:
	if rng.random() < 0.001:  # a dangerous house that was rebuilt
		return [
			agencies.house_grade(months.story, household, months.story.random_day(rng), "D"),
			agencies.house_grade(months.before, household, months.before.random_day(rng), "A"),
		]
	return [
		agencies.house_grade(month, household, month.random_day(rng), rng.choice("ABB"))
		for month in months
		if rng.random() < 0.012
	]


def _schooling(rng: Random, household: Household, months: Months) -> list[Fact]:
	pupils = [person for person in household.members if 7 <= person.age <= 15]
	facts = []
	for pupil in pupils:
		if rng.random() < 0.004:  # left school, and was brought back
			for month, state in zip(months.recent, ("辍学", "在读"), strict=True):
				facts.append(agencies.schooling(month, household, pupil, month.random_day(rng), state))
		else:
			facts += [
				agencies.schooling(month, household, pupil, month.random_day(rng), "在读")
				for month in months
				if rng.random() < (0.12 if household.formerly_poor else 0.05)
			]
	return facts


def _unemployment(rng: Random, household: Household, months: Months) -> list[Fact]:
	"""Registrations that are reported long after their date."""
	return [
		agencies.unemployment(month, worker, _months_ago(rng, month))
		for month in months
		for worker in household.workers[:1]
		if rng.random() < 0.005
	]


def _accidents(rng: Random, household: Household, months: Months) -> list[Fact]:
	return [
		agencies.accident(
			month,
			household.head,
			month.random_day(rng),
			rng.choice(("轻伤", "无")),
			50 * rng.randint(0, 190),
		)
		for month in months
		if rng.random() < 0.006
	]


def _welfare(rng: Random, household: Household, months: Months) -> list[Fact]:
	"""Relief granted to those registered with it, and stopped for some who can work."""
	if not (household.subsistence or household.destitute):
		return []
	kind = "低保" if household.subsistence else "特困"
	month = rng.choice(list(months))
	draw = rng.random()
	if draw < 0.12:
		return [agencies.welfare(month, household.head, month.random_day(rng), kind, "新增")]
	if draw > 0.96 and household.capable:
		return [agencies.welfare(month, household.head, month.random_day(rng), kind, "停保")]
	return []


def _months_ago(rng: Random, month: Month):
	return month.first - timedelta(days=rng.randint(130, 250))


GENERATORS = {
	agencies.MEDICAL: _medical,
	agencies.CARDS: _cards,
	agencies.LOANS: _loans,
	agencies.HOUSING: _housing,
	agencies.SCHOOLING: _schooling,
	agencies.UNEMPLOYMENT: _unemployment,
	agencies.ACCIDENTS: _accidents,
	agencies.WELFARE: _welfare,
}
