"""A slow reference implementation of Risk Rules over a list of facts. It shares no code with the compiler."""

from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta

from fanpin_app.registry.households import id_numbers
from fanpin_app.tests.support.reference_rules import cases


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
class Dataset:
	households: list[Household]
	water: dict[str, list[Record]]  # village → its reports
	as_of: date
	line: int | None
	subjects: dict[str, str]  # indicator → Member, Household or Village
	texts: set[str]  # indicators whose values are texts
	tier: str = "City"  # whose officers read what the rule finds


def hit(rule, dataset: Dataset) -> set[str]:
	return {
		household.name
		for household in dataset.households
		if household.living
		and any(
			group_holds(
				[condition for condition in rule.conditions if condition.group == number], household, dataset
			)
			for number in {condition.group for condition in rule.conditions}
		)
	}


def group_holds(conditions, household: Household, dataset: Dataset) -> bool:
	same_member = [condition for condition in conditions if condition.same_member]
	on_documents = [condition for condition in conditions if condition.source in cases.SOURCES]
	others = [condition for condition in conditions if condition not in (*same_member, *on_documents)]
	return (
		all(holds(condition, household, dataset) for condition in others)
		and (not same_member or members_match(same_member, household, dataset))
		and cases.conditions_hold(on_documents, household, dataset)
	)


def holds(condition, household: Household, dataset: Dataset) -> bool:
	if condition.source == "Indicator":
		return indicator_holds(condition, household, dataset)
	if condition.source == "Member":
		return members_match([condition], household, dataset)
	if condition.source == "Income":
		return income_holds(condition, household, dataset)
	return household_holds(condition, household, dataset)


def members_match(conditions, household: Household, dataset: Dataset) -> bool:
	of_register = [condition for condition in conditions if condition.source == "Member"]
	candidates = household.living if of_register else household.members
	matching = sum(
		all(
			compares(member_fact(condition, member, dataset), condition)
			if condition.source == "Member"
			else records_hold(condition, {member.name: member.records}, dataset)
			for condition in conditions
		)
		for member in candidates
	)
	aggregation = of_register[0].aggregation if of_register else "Any"
	if aggregation == "None":
		return matching == 0
	return matching >= (of_register[0].at_least or 1 if aggregation == "Count" else 1)


def member_fact(condition, member: Member, dataset: Dataset):
	age = relativedelta(dataset.as_of, member.born).years if member.born else None
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
			record.indicator == "unemployment" and in_window(record, condition.window_months, dataset)
			for record in member.records
		)
		return "Yes" if member.employment in ("Employed", "Self-employed") and not laid_off else "No"
	if condition.field == "id_number_check":
		if not member.id_number:
			return "Missing"
		return "Valid" if id_numbers.is_valid(member.id_number) else "Invalid"
	if condition.field == "registered_again":
		return cases.registered_again(member, dataset)
	return {
		"medical_insurance": member.insured,
		"labour_capacity": member.labour,
		"work_place": member.work_place,
	}[condition.field]


def household_holds(condition, household: Household, dataset: Dataset) -> bool:
	if condition.field == "income_per_head":
		year = latest_year(household, dataset)
		if year is None:
			return compares(None, condition)
		wage, earned, spent = household.incomes[year]
		per_head = (wage + earned - spent) / len(household.living)
		if condition.value_source != "Income Line":
			return compares(per_head, condition)
		if dataset.line is None:
			return False
		return ordered(per_head * 100, condition.operator, dataset.line * int(condition.value or 100))
	facts = {
		"household_kind": household.kind,
		"monitored": "Yes" if household.monitored else "No",
		"subsistence_allowance": "Yes" if allowance(household, dataset) else "No",
		"drinking_water": household.water,
		"living_people": len(household.living),
		"no_labour": "Yes" if household.no_labour else "No",
	}
	return compares(facts[condition.field], condition)


def allowance(household: Household, dataset: Dataset) -> bool:
	words = [
		record
		for member in household.members
		for record in member.records
		if record.indicator == "subsistence_allowance" and in_window(record, 0, dataset)
	]
	return max(words, key=lambda record: record.arrival).text == "On" if words else household.allowance


def latest_year(household: Household, dataset: Dataset) -> int | None:
	return max((year for year in household.incomes if year <= dataset.as_of.year), default=None)


def income_holds(condition, household: Household, dataset: Dataset) -> bool:
	year = latest_year(household, dataset)
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


def indicator_holds(condition, household: Household, dataset: Dataset) -> bool:
	subject = dataset.subjects[condition.indicator]
	if subject == "Village":
		records_by_unit = {household.region: dataset.water.get(household.region, [])}
	elif subject == "Household":
		records_by_unit = {
			household.name: [record for member in household.members for record in member.records]
		}
	else:
		records_by_unit = {member.name: member.records for member in household.members}
	return records_hold(condition, records_by_unit, dataset)


def records_hold(condition, records_by_unit: dict[str, list[Record]], dataset: Dataset) -> bool:
	"""`records_by_unit`: the records of each member, household or village."""
	known = {
		unit: [
			record
			for record in records
			if record.indicator == condition.indicator and in_window(record, 0, dataset)
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
			compares(record_value(record, dataset), condition)
			for record in deciding
			if in_window(record, condition.window_months, dataset)
		)
	counted = [
		record
		for records in known.values()
		for record in records
		if in_window(record, condition.window_months, dataset)
	]
	if condition.aggregation in ("Any", "None"):
		return any(compares(record_value(record, dataset), condition) for record in counted) == (
			condition.aggregation == "Any"
		)
	if not counted:
		return False
	figures = [record.value for record in counted]
	measured = {"Sum": sum, "Count": len, "Max": max, "Min": min}[condition.aggregation](figures)
	return compares(measured, condition)


def record_value(record: Record, dataset: Dataset):
	return record.text if record.indicator in dataset.texts else record.value


def in_window(record: Record, months: int | None, dataset: Dataset) -> bool:
	if record.superseded or record.on > dataset.as_of:
		return False
	return not months or record.on > dataset.as_of - relativedelta(months=months)


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
