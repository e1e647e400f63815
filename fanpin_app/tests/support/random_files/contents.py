"""The content of a file as plain values: its feed, its columns, and its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from stdnum.iso7064 import mod_11_2

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2026, 10, 31)
SURNAMES = "林陈黄郑许马吴方姚赖"
GIVEN_NAMES = ("建国", "秀英", "志强", "丽", "伟", "静淑", "木荣", "嘉树")
PRODUCTS = ("小额信贷", "富民贷", "产业贷")
ITEMS = ("wage_income", "business_income", "property_income", "transfer_income", "business_expense")


@dataclass(frozen=True)
class Field:
	"""A column: the kind of its values, and the headers that offices write above it, the usual one first."""

	kind: str
	headers: tuple[str, ...]
	# Words in the file → their meaning.
	words: dict[str, str] | None = None
	optional: bool = False


@dataclass(frozen=True)
class Table:
	"""A feed, its columns, and the facts in one row of values: a tuple for each fact that the app must store."""

	feed: str
	fields: tuple[Field, ...]
	draw_row: Callable[["Population", Random], tuple]
	facts: Callable[[tuple], list[tuple]]
	# Unique in a file, because a second row with it would be refused.
	key: Callable[[tuple], tuple]


class Population:
	"""The people, households and villages that the site knows."""

	def __init__(self, villages: tuple[str, ...], people: int = 300):
		rng = Random("world")
		self.villages = villages
		self.people = [_person(rng, serial) for serial in range(people)]
		self.households = [f"T8{number:05d}" for number in range(people)]


def _person(rng: Random, serial: int) -> tuple[str, str]:
	born = date(1940, 1, 1) + timedelta(days=rng.randrange(365 * 75))
	body = f"440513{born:%Y%m%d}{serial:03d}"
	return rng.choice(SURNAMES) + rng.choice(GIVEN_NAMES), body + mod_11_2.calc_check_digit(body)


def new_id_number(rng: Random) -> str:
	"""A valid number that nobody in the population has."""
	body = f"440514{FIRST_DAY - timedelta(days=rng.randrange(20_000)):%Y%m%d}{rng.randrange(1000):03d}"
	return body + mod_11_2.calc_check_digit(body)


def draw_table(rng: Random) -> Table:
	return rng.choice(TABLES)


def draw_rows(table: Table, population: Population, rng: Random) -> list[tuple]:
	"""Usually a few rows, sometimes some dozens; no two have the same key."""
	count = rng.randint(1, 12) if rng.random() < 0.93 else rng.randint(30, 70)
	rows = {}
	for _ in range(count):
		row = table.draw_row(population, rng)
		rows.setdefault(table.key(row), row)
	return list(rows.values())


def _day(rng: Random) -> date:
	return FIRST_DAY + timedelta(days=rng.randrange((LAST_DAY - FIRST_DAY).days + 1))


def _yuan(rng: Random) -> Decimal:
	"""From zero to the maximum of every feed's money columns, usually whole."""
	figure = rng.choice((0, rng.randint(1, 999), rng.randint(1000, 99_999), rng.randint(100_000, 499_999)))
	cents = rng.choice((0, 0, 0, 50, rng.randint(1, 99)))
	return Decimal(figure) + Decimal(cents) / 100


def _bill(population: Population, rng: Random) -> tuple:
	name, number = rng.choice(population.people)
	return name, number, _yuan(rng), _yuan(rng), _day(rng)


def _facts_of_bill(row: tuple) -> list[tuple]:
	_name, number, inpatient, outpatient, day = row
	return [("medical_self_paid", number, day, inpatient + outpatient, None, None)]


def _loan(population: Population, rng: Random) -> tuple:
	name, number = rng.choice(population.people)
	due = _day(rng) + timedelta(days=rng.randrange(1000))
	return name, number, rng.choice(PRODUCTS), _yuan(rng) + 1, due, rng.randint(0, 400), _day(rng)


def _facts_of_loan(row: tuple) -> list[tuple]:
	_name, number, product, contract, due, overdue, day = row
	return [("loan_overdue_days", number, day, Decimal(overdue), None, (product, contract, due))]


def _accident(population: Population, rng: Random) -> tuple:
	name, number = rng.choice(population.people)
	return name, number, _day(rng), rng.choice(("死亡", "重伤", "轻伤", "无")), _yuan(rng)


def _facts_of_accident(row: tuple) -> list[tuple]:
	_name, number, day, consequence, loss = row
	return [
		("accident_consequence", number, day, Decimal(0), CONSEQUENCES[consequence], None),
		("accident_loss", number, day, loss, None, None),
	]


def _water(population: Population, rng: Random) -> tuple:
	return rng.choice(population.villages), "某村", rng.choice(("达标", "不达标")), _day(rng)


def _facts_of_water(row: tuple) -> list[tuple]:
	village, _name, word, day = row
	return [("village_water", village, day, Decimal(0), WATER[word], None)]


def _income(population: Population, rng: Random) -> tuple:
	name, _number = rng.choice(population.people)
	return rng.choice(population.households), name, *(_yuan(rng) for _ in ITEMS)


def _facts_of_income(row: tuple) -> list[tuple]:
	household, _name, *amounts = row
	return [("income", household, *amounts)]


def _member(population: Population, rng: Random) -> tuple:
	name, number = rng.choice(population.people)
	# The number determines a household's village, so no two rows put one household into two villages.
	household = rng.randrange(len(population.households))
	village = population.villages[household % len(population.villages)]
	# Relations that several members of a household may have.
	relation, health = rng.choice(("之子", "之女", "其他")), rng.choice(tuple(HEALTH))
	return f"N8{household:05d}", village, name, relation, number, health, rng.randint(0, 12)


def _facts_of_member(row: tuple) -> list[tuple]:
	household, village, name, relation, number, health, months = row
	return [("member", household, village, name, RELATIONS[relation], number, HEALTH[health], months)]


CONSEQUENCES = {"死亡": "Death", "重伤": "Serious Injury", "轻伤": "Minor Injury", "无": "None"}
WATER = {"达标": "Safe", "不达标": "Unsafe"}
RELATIONS = {"之子": "Son", "之女": "Daughter", "其他": "Other"}
HEALTH = {
	"健康": "Healthy",
	"长期慢性病": "Long-term Chronic Illness",
	"患有大病": "Serious Illness",
	"残疾": "Disabled",
}
ID_HEADERS = ("身份证号", "身份证号码", "公民身份号码", "证件号码")

TABLES = (
	Table(
		"medical_self_paid",
		(
			Field("name", ("姓名",), optional=True),
			Field("id", ID_HEADERS),
			Field("amount", ("住院自付",)),
			Field("amount", ("门诊自付",)),
			Field("day", ("结算日期",)),
		),
		_bill,
		_facts_of_bill,
		lambda row: (row[1], row[4]),
	),
	Table(
		"small_loan",
		(
			Field("name", ("借款人", "姓名"), optional=True),
			Field("id", ID_HEADERS),
			Field("text", ("产品", "贷款产品")),
			Field("amount", ("合同金额",)),
			Field("future", ("到期日",)),
			Field("count", ("逾期天数",)),
			Field("day", ("数据日期",)),
		),
		_loan,
		_facts_of_loan,
		lambda row: (row[1], row[6]),
	),
	Table(
		"accident",
		(
			Field("name", ("姓名",), optional=True),
			Field("id", ID_HEADERS),
			Field("day", ("事故日期",)),
			Field("word", ("事故后果",), CONSEQUENCES),
			Field("amount", ("损失金额",)),
		),
		_accident,
		_facts_of_accident,
		lambda row: (row[1], row[2]),
	),
	Table(
		"village_water",
		(
			Field("village", ("村代码", "村编码", "行政村代码")),
			Field("name", ("村名", "村名称"), optional=True),
			Field("word", ("是否达标", "水质是否达标"), WATER),
			Field("day", ("监测日期",)),
		),
		_water,
		_facts_of_water,
		lambda row: (row[0], row[3]),
	),
	Table(
		"income_statement",
		(
			Field("household", ("户编号",)),
			Field("name", ("户主姓名",), optional=True),
			Field("amount", ("工资性收入",)),
			Field("amount", ("生产经营性收入",)),
			Field("amount", ("财产性收入",)),
			Field("amount", ("转移性收入",)),
			Field("amount", ("生产经营性支出",)),
		),
		_income,
		_facts_of_income,
		lambda row: (row[0],),
	),
	Table(
		"household_register",
		(
			Field("household", ("户编号",)),
			Field("village", ("村代码",)),
			Field("name", ("姓名",)),
			Field("word", ("与户主关系",), RELATIONS),
			Field("id", ("证件号码", "身份证号码", "身份证号", "公民身份号码")),
			Field("word", ("健康状况",), HEALTH),
			Field("count", ("务工月数",)),
		),
		_member,
		_facts_of_member,
		lambda row: (row[4],),
	),
)
