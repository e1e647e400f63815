"""The household of the demo's story: hard-working, formerly poor after a daughter's illness, short of cash at harvest.

The man rents land in the next town: rice, 30 mu of water chestnut and 1,000 layers. In the story's month the crop is
still in the field and his old loan is 35 days overdue; after a year of good harvests it is repaid on time.
"""

from __future__ import annotations

from dataclasses import dataclass

from fanpin_app.demo.files import agencies
from fanpin_app.demo.files.agencies import Loan
from fanpin_app.demo.files.months import Month, Months
from fanpin_app.demo.households.geography import Village
from fanpin_app.demo.households.incomes import Statement
from fanpin_app.demo.households.people import (
	ABLE,
	FORMERLY_POOR,
	SELF_EMPLOYED,
	SKILLED,
	Household,
	HouseholdFactory,
)

GIVEN_NAME = "守田"  # not used by Faker, so that a search for him finds one man
DAYS_OVERDUE = 35
BEFORE_HARVEST = Statement(wages=0, business=168_000, property=0, transfer=2_800, expense=141_500)
"""7,325 yuan for each of four people: just below the line."""
AFTER_HARVEST = Statement(wages=0, business=205_000, property=0, transfer=2_600, expense=147_000)
"""15,150 yuan per head."""
HARVEST_LOAN = 100_000


@dataclass(frozen=True)
class Story:
	"""What the later demo follows: household, place, and the month in which the bank's file reveals the trouble."""

	household: str
	head: str
	village: Village
	month: Month
	loan: Loan
	days_overdue: int
	income_before: int
	income_after: int
	"""Yuan per head in the two years."""


def create_household(
	factory: HouseholdFactory, number: str, village: Village, months: Months
) -> tuple[Household, Story]:
	surname = village.surname
	members = [
		factory.person("户主", 47, surname),
		factory.person("配偶", 45, surname),
		factory.person("之女", 17, surname),
		factory.person("之子", 13, surname),
	]
	farmer, wife, daughter, son = members
	farmer.name = surname + GIVEN_NAME
	for person, labour in ((farmer, SKILLED), (wife, ABLE)):
		person.health, person.labour, person.work, person.months_worked = "健康", labour, SELF_EMPLOYED, 10
	daughter.health, son.health = "长期慢性病", "健康"
	household = Household(number, village, 1, FORMERLY_POOR, members, "15400012345")
	loan = Loan(agencies.POVERTY_LOAN, 50_000, months.latest.before(-10).last)
	household.facts += _loan_states(household, loan, months)
	return household, Story(
		household=number,
		head=farmer.name,
		village=village,
		month=months.story,
		loan=loan,
		days_overdue=DAYS_OVERDUE,
		income_before=BEFORE_HARVEST.net // len(members),
		income_after=AFTER_HARVEST.net // len(members),
	)


def _loan_states(household: Household, loan: Loan, months: Months) -> list:
	"""His old loan month by month and, in the last months, the harvest loan arranged as assistance."""
	harvest = Loan(agencies.CREDIT_LOAN, HARVEST_LOAN, months.story.before(-12).last)
	borrower = household.head
	return [
		loan.state(months.story, borrower, 40_000, DAYS_OVERDUE),
		loan.state(months.before, borrower, 20_000, 0),
		loan.state(months.latest, borrower, 20_000, 0),
		harvest.state(months.before, borrower, 60_000, 0),
		harvest.state(months.latest, borrower, 50_000, 0),
	]
