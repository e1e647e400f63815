"""A slow reference implementation of Risk Rules over a list of facts. It shares no code with the compiler."""

from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta

from fanpin_app.registry.households import id_numbers
from fanpin_app.tests.support.plain_python import plain_cases


@dataclass
class Record:
	indicator: str
	on: date
	value: int = 0
	text: str | None = None
	key: str | None = None
	batch: str = ""
	row: int = 0
	superseded: bool = False

	@property
	def arrival(self):
		return self.on, self.batch, self.row


@dataclass
class Case:
	"""A monitoring case: `risks` with whether they are solved, `measures` as group and status."""

	opened: date
	closed: date | None
	status: str
	mode: str | None
	risks: list[tuple[str, bool]]
	measures: list[tuple[str, str]]
	name: str = ""


@dataclass
class Member:
	name: str
	born: date | None
	status: str
	labour: str
	employment: str
	insured: str
	id_number: str | None = None
	work_place: str | None = None
	records: list[Record] = field(default_factory=list)


@dataclass
class Household:
	name: str
	region: str
	kind: str
	monitored: bool
	allowance: bool
	water: str
	members: list[Member]
	incomes: dict[int, tuple[int, int, int]]  # year → wage, business income, business expense
	no_labour: bool = False
	cases: list[Case] = field(default_factory=list)

	@property
	def living(self) -> list[Member]:
		return [member for member in self.members if member.status == "Living"]


@dataclass
class World:
	households: list[Household]
	water: dict[str, list[Record]]  # village → its reports
	as_of: date
	line: int | None
	subjects: dict[str, str]  # indicator → Member, Household or Village
	texts: set[str]  # indicators whose values are texts
	tier: str = "City"  # whose officers read what the rule finds


def hit(rule, world: World) -> set[str]:
	return {
		household.name
		for household in world.households
		if household.living
		and any(
			group_holds(
				[condition for condition in rule.conditions if condition.group == number], household, world
			)
			for number in {condition.group for condition in rule.conditions}
		)
	}


def group_holds(conditions, household: Household, world: World) -> bool:
	bound = [condition for condition in conditions if condition.same_member]
	kept = [condition for condition in conditions if condition.source in plain_cases.SOURCES]
	alone = [condition for condition in conditions if condition not in (*bound, *kept)]
	return (
		all(holds(condition, household, world) for condition in alone)
		and (not bound or members_meet(bound, household, world))
		and plain_cases.hold(kept, household, world)
	)


def holds(condition, household: Household, world: World) -> bool:
	if condition.source == "Indicator":
		return indicator_holds(condition, household, world)
	if condition.source == "Member":
		return members_meet([condition], household, world)
	if condition.source == "Income":
		return income_holds(condition, household, world)
	return household_holds(condition, household, world)


def members_meet(conditions, household: Household, world: World) -> bool:
	of_register = [condition for condition in conditions if condition.source == "Member"]
	candidates = household.living if of_register else household.members
	meeting = sum(
		all(
			compares(member_fact(condition, member, world), condition)
			if condition.source == "Member"
			else records_hold(condition, {member.name: member.records}, world)
			for condition in conditions
		)
		for member in candidates
	)
	aggregation = of_register[0].aggregation if of_register else "Any"
	if aggregation == "None":
		return meeting == 0
	return meeting >= (of_register[0].at_least or 1 if aggregation == "Count" else 1)


def member_fact(condition, member: Member, world: World):
	age = relativedelta(world.as_of, member.born).years if member.born else None
	if condition.field == "age":
		return age
	if condition.field == "has_labour_capacity":
		if age is not None and age < 16:
			return "No"
		if member.labour in ("Lost Labour Capacity", "No Labour Capacity"):
			return "No"
		return "Yes" if member.labour else "Unknown"
	if condition.field == "works":
		laid_off = any(
			record.indicator == "unemployment" and in_window(record, condition.window_months, world)
			for record in member.records
		)
		return "Yes" if member.employment in ("Employed", "Self-employed") and not laid_off else "No"
	if condition.field == "id_number_check":
		if not member.id_number:
			return "Missing"
		return "Valid" if id_numbers.is_valid(member.id_number) else "Invalid"
	if condition.field == "registered_again":
		return plain_cases.registered_again(member, world)
	return {
		"medical_insurance": member.insured,
		"labour_capacity": member.labour,
		"work_place": member.work_place,
	}[condition.field]


def household_holds(condition, household: Household, world: World) -> bool:
	if condition.field == "income_per_head":
		year = latest_year(household, world)
		if year is None:
			return compares(None, condition)
		wage, earned, spent = household.incomes[year]
		per_head = (wage + earned - spent) / len(household.living)
		if condition.value_source != "Income Line":
			return compares(per_head, condition)
		if world.line is None:
			return False
		return ordered(per_head * 100, condition.operator, world.line * int(condition.value or 100))
	facts = {
		"household_kind": household.kind,
		"monitored": "Yes" if household.monitored else "No",
		"subsistence_allowance": "Yes" if allowance(household, world) else "No",
		"drinking_water": household.water,
		"living_people": len(household.living),
		"no_labour": "Yes" if household.no_labour else "No",
	}
	return compares(facts[condition.field], condition)


def allowance(household: Household, world: World) -> bool:
	words = [
		record
		for member in household.members
		for record in member.records
		if record.indicator == "subsistence_allowance" and in_window(record, 0, world)
	]
	return max(words, key=lambda record: record.arrival).text == "On" if words else household.allowance


def latest_year(household: Household, world: World) -> int | None:
	return max((year for year in household.incomes if year <= world.as_of.year), default=None)


def income_holds(condition, household: Household, world: World) -> bool:
	year = latest_year(household, world)
	if year is None:
		return False

	def figure(year: int) -> int:
		wage, earned, spent = household.incomes[year]
		return {"business_profit": earned - spent, "wage_income": wage}[condition.field]

	if condition.value_source != "Year Before":
		return compares(figure(year), condition)
	if year - 1 not in household.incomes or figure(year - 1) <= 0:
		return False
	return ordered(figure(year) * 100, condition.operator, figure(year - 1) * int(condition.value or 100))


def indicator_holds(condition, household: Household, world: World) -> bool:
	subject = world.subjects[condition.indicator]
	if subject == "Village":
		records_by_unit = {household.region: world.water.get(household.region, [])}
	elif subject == "Household":
		records_by_unit = {
			household.name: [record for member in household.members for record in member.records]
		}
	else:
		records_by_unit = {member.name: member.records for member in household.members}
	return records_hold(condition, records_by_unit, world)


def records_hold(condition, records_by_unit: dict[str, list[Record]], world: World) -> bool:
	"""`records_by_unit`: the records of each member, household or village."""
	known = {
		unit: [
			record
			for record in records
			if record.indicator == condition.indicator and in_window(record, 0, world)
		]
		for unit, records in records_by_unit.items()
	}
	if condition.aggregation in ("Latest", "First"):
		pick = max if condition.aggregation == "Latest" else min
		states: dict[tuple, list[Record]] = {}
		for unit, records in known.items():
			for record in records:
				states.setdefault((unit, record.key), []).append(record)
		deciding = [pick(records, key=lambda record: record.arrival) for records in states.values()]
		return any(
			compares(record_value(record, world), condition)
			for record in deciding
			if in_window(record, condition.window_months, world)
		)
	counted = [
		record
		for records in known.values()
		for record in records
		if in_window(record, condition.window_months, world)
	]
	if condition.aggregation in ("Any", "None"):
		return any(compares(record_value(record, world), condition) for record in counted) == (
			condition.aggregation == "Any"
		)
	if not counted:
		return False
	figures = [record.value for record in counted]
	measured = {"Sum": sum, "Count": len, "Max": max, "Min": min}[condition.aggregation](figures)
	return compares(measured, condition)


def record_value(record: Record, world: World):
	return record.text if record.indicator in world.texts else record.value


def in_window(record: Record, months: int | None, world: World) -> bool:
	if record.superseded or record.on > world.as_of:
		return False
	return not months or record.on > world.as_of - relativedelta(months=months)


def compares(fact, condition) -> bool:
	operator, text = condition.operator, condition.value
	if operator == "is set":
		return fact not in (None, "")
	if operator == "is not set":
		return fact in (None, "")
	if fact is None:
		return False
	values = [part.strip() for part in text.split(",")]
	if not isinstance(fact, str):
		values = [float(value) for value in values]
	if operator == "in":
		return fact in values
	if operator == "not in":
		return fact not in values
	if operator == "between":
		return values[0] <= fact <= values[1]
	return ordered(fact, operator, values[0])


def ordered(left, operator: str, right) -> bool:
	return (
		{
			">=": left >= right,
			">": left > right,
			"<": left < right,
			"<=": left <= right,
			"=": left == right,
			"!=": left != right,
		}[operator]
		if not isinstance(left, str)
		else (left == right) == (operator == "=")
	)
