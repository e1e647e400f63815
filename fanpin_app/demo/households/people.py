"""Households and their members, as the registry's export shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from fanpin_app.demo.files.months import Month
from fanpin_app.demo.households.geography import DISTRICT, Village
from fanpin_app.demo.households.identity import IdentityGenerator, Names, phone

FORMERLY_POOR, ORDINARY = "脱贫户", "一般农户"
SKILLED, ABLE, WEAK, LOST, NONE = "技能劳动力", "普通劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"
CAPABLE = {SKILLED, ABLE, WEAK}
EMPLOYED, SELF_EMPLOYED, NOT_WORKING = "务工", "自营", "未务工"
WORKING = {EMPLOYED, SELF_EMPLOYED}
WORK_PLACES = ("广东省深圳市", "广东省广州市", "广东省东莞市", "广东省汕头市", "福建省厦门市")

SEX = {
	"户主": "男",
	"配偶": "女",
	"之子": "男",
	"之女": "女",
	"之儿媳": "女",
	"之孙子": "男",
	"之孙女": "女",
	"之父": "男",
	"之母": "女",
}
FEMALE_HEAD_SEXES = {"户主": "女", "配偶": "男"}
GRADES = "一二三四五六七八九"
SHAPES = {
	"young": ("户主", "配偶", "child", "child", "之母", "之父", "child"),
	"grown": ("户主", "配偶", "之子", "之儿媳", "grandchild", "grandchild", "之母"),
	"old": ("户主", "配偶"),
}


@dataclass(slots=True)
class Person:
	name: str
	sex: str
	relation: str
	id: str
	birth: date
	age: int
	ethnicity: str
	education: str | None
	school: str | None
	health: str
	labour: str
	work: str | None
	months_worked: int | None
	insured: str = "是"
	status: str = "在世"

	@property
	def is_head(self) -> bool:
		return self.relation == "户主"

	@property
	def work_place(self) -> str | None:
		if not self.months_worked:
			return None
		if self.work == SELF_EMPLOYED:
			return DISTRICT.name
		return WORK_PLACES[int(self.id[14:17]) % len(WORK_PLACES)]

	@property
	def grade(self) -> str:
		"""The school grade of a child of compulsory school age: 一年级 … 九年级."""
		return f"{GRADES[min(max(self.age - 6, 0), 8)]}年级"


@dataclass(slots=True)
class Fact:
	"""One row of an agency in one month."""

	feed: str
	month: Month
	row: dict


@dataclass(slots=True)
class Household:
	number: str
	village: Village
	group: int
	kind: str
	members: list[Person]
	phone: str
	monitored: str | None = None
	departed: list[Person] = field(default_factory=list)
	subsistence: bool = False
	destitute: bool = False
	water_safe: bool = True
	below_line: bool = False
	trade: str = "steady"
	"""The state of its own business: steady, loss or slump."""
	misfortunes: list[str] = field(default_factory=list)
	facts: list[Fact] = field(default_factory=list)

	@property
	def head(self) -> Person:
		return self.members[0]

	@property
	def formerly_poor(self) -> bool:
		return self.kind == FORMERLY_POOR

	@property
	def capable(self) -> list[Person]:
		return [person for person in self.members if person.labour in CAPABLE]

	@property
	def workers(self) -> list[Person]:
		return [person for person in self.members if person.work in WORKING]

	def reported_in(self, feed: str) -> bool:
		return any(fact.feed == feed for fact in self.facts)


class HouseholdFactory:
	"""Creates households, with ages as of one day."""

	def __init__(self, rng: Random, names: Names, identities: IdentityGenerator, as_of: date):
		self.rng, self.names, self.identities, self.as_of = rng, names, identities, as_of

	def household(
		self, number: str, village: Village, group: int, kind: str, size: int | None = None
	) -> Household:
		"""A household of `size` living members, or of a usual size."""
		rng = self.rng
		size = size or rng.choices((1, 2, 3, 4, 5, 6, 7), (8, 16, 22, 26, 17, 8, 3))[0]
		ethnicity = "畲族" if rng.random() < 0.01 else "汉族"
		surname = village.surname if rng.random() < 0.55 else self.names.surname(rng)
		sexes = FEMALE_HEAD_SEXES if rng.random() < 0.12 else {}
		members = [
			self.person(relation, age, surname, ethnicity, sexes.get(relation))
			for relation, age in zip(*self._family(size), strict=True)
		]
		household = Household(number, village, group, kind, members, phone(rng))
		if size > 2 and rng.random() < 0.02:
			household.departed.append(self._departed(surname, ethnicity))
		self._grant_welfare(household)
		return household

	def person(
		self, relation: str, age: int, surname: str, ethnicity: str = "汉族", sex: str | None = None
	) -> Person:
		rng, sex = self.rng, sex or SEX[relation]
		birth = self._birth(age)
		school = _school(rng, age)
		health = _health(rng, age)
		labour = _labour(rng, age, school, health)
		work, months = _work(rng, age, labour)
		if relation in ("配偶", "之儿媳", "之母"):
			surname = self.names.surname(rng)
		return Person(
			name=surname + self.names.given(rng, sex),
			sex=sex,
			relation=relation,
			id=self.identities.issue(birth, sex),
			birth=birth,
			age=age,
			ethnicity=ethnicity,
			education=None if school else _education(rng, age),
			school=school,
			health=health,
			labour=labour,
			work=work,
			months_worked=months,
		)

	def random_name(self) -> str:
		return self.names.surname(self.rng) + self.names.given(self.rng, "女")

	def _family(self, size: int) -> tuple[list[str], list[int]]:
		rng = self.rng
		old, grown = {1: (0.75, 0.75), 2: (0.55, 0.75)}.get(size, (0.0, 0.35))
		draw = rng.random()
		shape = "old" if draw < old else "grown" if draw < grown else "young"
		head = {"old": rng.randint(66, 86), "grown": rng.randint(52, 65), "young": rng.randint(32, 50)}[shape]
		son = head - rng.randint(22, 28)
		ages = {
			"户主": lambda: head,
			"配偶": lambda: head - rng.randint(-2, 4),
			"child": lambda: max(0, head - rng.randint(22, 34)),
			"之子": lambda: son,
			"之儿媳": lambda: son - rng.randint(-2, 3),
			"grandchild": lambda: max(0, son - rng.randint(22, 30)),
			"之父": lambda: min(92, head + rng.randint(21, 32)),
			"之母": lambda: min(92, head + rng.randint(20, 30)),
		}
		relations = SHAPES[shape][:size]
		return [self._named(relation) for relation in relations], [ages[relation]() for relation in relations]

	def _named(self, relation: str) -> str:
		boy = self.rng.random() < 0.53
		if relation == "child":
			return "之子" if boy else "之女"
		if relation == "grandchild":
			return "之孙子" if boy else "之孙女"
		return relation

	def _departed(self, surname: str, ethnicity: str) -> Person:
		"""A person who is still in the file but no longer in the household."""
		if self.rng.random() < 0.45:
			person = self.person("之父", self.rng.randint(70, 92), surname, ethnicity)
			person.status = "死亡"
		else:
			person = self.person("之女", self.rng.randint(22, 34), surname, ethnicity)
			person.status = "迁出"
		return person

	def _birth(self, age: int) -> date:
		"""A birthday that gives `age` completed years, with a margin so that leap days do not matter."""
		year = self.as_of.year - age
		birthday = date(year, self.as_of.month, min(self.as_of.day, 28))
		return birthday - timedelta(days=self.rng.randrange(1, 360))

	def _grant_welfare(self, household: Household) -> None:
		"""Households that cannot work get relief; otherwise the rule about the policy gap would match all old people."""
		if not household.capable:
			household.destitute = len(household.members) == 1
			household.subsistence = not household.destitute
		elif household.formerly_poor and self.rng.random() < 0.06:
			household.subsistence = True


def _school(rng: Random, age: int) -> str | None:
	if age < 3:
		return "学龄前儿童"
	if age < 6:
		return "学前教育"
	if age < 12:
		return "小学"
	if age < 15:
		return f"{GRADES[age - 6]}年级"
	if age < 18:
		return f"{rng.choice(('高中', '中职'))}{GRADES[age - 15]}年级"
	if age < 22 and rng.random() < 0.3:
		return f"本科{GRADES[age - 18]}年级"
	return None


def _education(rng: Random, age: int) -> str:
	levels = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
	if age >= 60:
		return rng.choices(levels, (25, 50, 20, 5, 0, 0))[0]
	if age >= 40:
		return rng.choices(levels, (4, 28, 48, 16, 4, 0))[0]
	return rng.choices(levels, (0, 8, 48, 24, 14, 6))[0]


def _health(rng: Random, age: int) -> str:
	chronic = 0.32 if age >= 60 else 0.1 if age >= 40 else 0.02
	return rng.choices(("健康", "长期慢性病", "患有大病", "残疾"), (0.955 - chronic, chronic, 0.014, 0.031))[
		0
	]


def _labour(rng: Random, age: int, school: str | None, health: str) -> str:
	if age < 16 or school:
		return NONE
	if age >= 75:
		return rng.choices((NONE, LOST), (6, 4))[0]
	if age >= 62:
		return rng.choices((WEAK, LOST), (75, 25))[0]
	if health in ("患有大病", "残疾"):
		return rng.choice((WEAK, LOST))
	return rng.choices((ABLE, SKILLED, WEAK), (75, 20, 5))[0]


def _work(rng: Random, age: int, labour: str) -> tuple[str | None, int | None]:
	if age < 16:
		return None, None
	if labour in (ABLE, SKILLED):
		work = rng.choices((EMPLOYED, SELF_EMPLOYED, NOT_WORKING), (66, 12, 22))[0]
	elif labour == WEAK:
		work = rng.choices((EMPLOYED, NOT_WORKING), (25, 75))[0]
	else:
		work = NOT_WORKING
	return work, rng.randint(2, 10) if work in WORKING else 0
