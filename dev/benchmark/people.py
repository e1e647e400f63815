"""The households of a made-up village with their members and incomes, as rows of the registry's tables.

The frequency of each kind of family and problem is made up; each rate is in the code that uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from fanpin_app.demo.households.identity import IdentityGenerator, phone

AS_OF = date(2026, 10, 31)
YEARS = (2025, 2026)
SURNAMES = "陈林黄郑李吴蔡张王杨许刘洪谢庄曾马罗方余"
GIVEN = "秀英伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉建玲红华燕彬少惠楚泽潮汉佳"

# Sizes of households and their weights.
SIZES, SHARES = (1, 2, 3, 4, 5, 6, 7), (10, 18, 22, 24, 14, 8, 4)
WORK_PLACES = ("深圳", "广州", "东莞", "汕头", "厦门")
EDUCATION = ("Primary School", "Junior High School", "Junior High School", "Senior High School")
# (first age that is too old, school status).
SCHOOLS = (
	(4, "Preschool Age"),
	(6, "Kindergarten"),
	(12, "Primary School"),
	(13, "Grade 7"),
	(14, "Grade 8"),
	(15, "Grade 9"),
	(16, "Senior High or Vocational Year 1"),
	(17, "Senior High or Vocational Year 2"),
	(18, "Senior High or Vocational Year 3"),
)
RELATIONS = ("Household Head", "Spouse", "Son", "Daughter", "Mother", "Father", "Grandson")


@dataclass(slots=True)
class Member:
	name: str
	member_name: str
	relation: str
	id_number: str
	sex: str
	birth_date: date
	education: str | None
	school_status: str | None
	health: str
	labour_capacity: str
	employment_status: str | None
	months_worked: int
	work_place: str | None
	medical_insurance: str
	status: str

	@property
	def age(self) -> int:
		return (AS_OF - self.birth_date).days // 365


@dataclass(slots=True)
class Household:
	number: str
	region: str
	kind: str
	monitored_kind: str | None
	subsistence_allowance: int
	extreme_poverty_support: int
	drinking_water: str
	phone: str
	members: list[Member]
	incomes: dict[int, tuple[int, int, int, int, int]]
	"""year → wage, business, property and transfer income, business expense; yuan"""


class HouseholdGenerator:
	"""Generates households; the same random numbers generate the same ones."""

	def __init__(self, rng: Random, identities: IdentityGenerator) -> None:
		self.rng, self.identities = rng, identities

	def household(self, number: str, region: str) -> Household:
		rng = self.rng
		poor = rng.random() < 0.12
		monitored = rng.random() < (0.08 if poor else 0.01)
		welfare = rng.random()
		surname = rng.choice(SURNAMES)
		elderly = rng.random() < 0.08
		size = rng.choice((1, 2)) if elderly else rng.choices(SIZES, SHARES)[0]
		members = [self._member(number, place, surname, elderly) for place in range(size)]
		return Household(
			number=number,
			region=region,
			kind="Formerly Poor" if poor else "General",
			monitored_kind=rng.choice(("Unstable Formerly Poor", "Marginal", "Sudden Hardship"))
			if monitored
			else None,
			subsistence_allowance=int(welfare < (0.5 if elderly else 0.03)),
			extreme_poverty_support=int(0.5 < welfare < (0.7 if elderly else 0.503)),
			drinking_water="Unsafe" if rng.random() < 0.002 else "Safe",
			phone=phone(rng),
			members=members,
			incomes=self._incomes(members),
		)

	def _member(self, number: str, place: int, surname: str, elderly: bool) -> Member:
		rng = self.rng
		relation = RELATIONS[place]
		age = self._age(relation, elderly)
		born = AS_OF - timedelta(days=age * 365 + rng.randrange(365))
		sex = "Female" if relation in ("Spouse", "Daughter", "Mother") else "Male"
		working = 16 <= age < 60 and rng.random() < 0.85
		return Member(
			name=f"{number}{place}",
			member_name=surname + rng.choice(GIVEN) + rng.choice(GIVEN),
			relation=relation,
			id_number=self.identities.issue(born, "男" if sex == "Male" else "女"),
			sex=sex,
			birth_date=born,
			education=EDUCATION[age % len(EDUCATION)] if age >= 18 else None,
			school_status=_school(age),
			health="Disabled" if rng.random() < 0.03 else "Healthy",
			labour_capacity=self._labour(age),
			employment_status="Employed" if working else "Not Employed" if age >= 16 else None,
			months_worked=rng.randrange(3, 11) if working else 0,
			work_place=rng.choice(WORK_PLACES) if working else None,
			medical_insurance="No" if rng.random() < 0.002 else "Yes",
			status="Deceased" if place and rng.random() < 0.01 else "Living",
		)

	def _age(self, relation: str, elderly: bool) -> int:
		if elderly or relation in ("Mother", "Father"):
			return self.rng.randrange(65, 90)
		if relation in ("Son", "Daughter", "Grandson"):
			return self.rng.randrange(0, 24)
		return self.rng.randrange(28, 62)

	def _labour(self, age: int) -> str:
		if age < 16:
			return "No Labour Capacity"
		if age >= 65:
			return self.rng.choice(("Lost Labour Capacity", "Lost Labour Capacity", "Weak or Half Labour"))
		return "Skilled Labour" if self.rng.random() < 0.15 else "Ordinary Labour"

	def _incomes(self, members: list[Member]) -> dict[int, tuple[int, int, int, int, int]]:
		rng = self.rng
		months = sum(member.months_worked for member in members)
		trades = rng.random() < 0.3
		turnover = rng.randrange(5000, 80000) if trades else 0
		share_of_cost = rng.uniform(0.4, 0.8)
		incomes = {}
		for year in YEARS:
			wage = months * rng.randrange(3000, 5000)
			slump = rng.choices((0, 0.15, 0.4), (90, 8, 2))[0]
			cost = int(turnover * (share_of_cost + slump))
			incomes[year] = (wage, turnover, rng.randrange(0, 900), rng.randrange(200, 9000), cost)
		return incomes


def _school(age: int) -> str | None:
	return next((school for too_old, school in SCHOOLS if age < too_old), None)
