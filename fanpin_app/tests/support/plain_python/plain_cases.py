"""What rules ask of cases, their risks and measures, and of people registered twice, in plain Python."""

from itertools import groupby

from dateutil.relativedelta import relativedelta

from fanpin_app.tests.support.plain_python import plain_rules

SOURCES = ("Case", "Case Risk", "Measure")


def hold(conditions, household, world) -> bool:
	"""Conditions that ask the same of one source speak of one document."""

	def bond(condition):
		return condition.source, condition.aggregation

	return all(
		_together([*some], household, world)
		for _bond, some in groupby(sorted(conditions, key=bond), key=bond)
	)


def _together(conditions, household, world) -> bool:
	documents = {"Case": _cases, "Case Risk": _risks, "Measure": _measures}[conditions[0].source](
		household, world
	)
	meeting = sum(
		all(plain_rules.compares(facts[condition.field], condition) for condition in conditions)
		for facts in documents
	)
	if conditions[0].aggregation == "None":
		return meeting == 0
	return meeting >= (conditions[0].at_least or 1 if conditions[0].aggregation == "Count" else 1)


def _latest(household, world):
	cases = [case for case in household.cases if case.status != "Merged" and case.opened <= world.as_of]
	return max(cases, key=lambda case: (case.opened, case.name), default=None)


def _cases(household, world) -> list[dict]:
	case = _latest(household, world)
	if not case:
		return []
	stay, statement = relativedelta(case.closed or world.as_of, case.opened), _statement(case, household)
	return [
		{
			"case_status": case.status,
			"elimination_mode": case.mode,
			"months_monitored": stay.years * 12 + stay.months,
			"income_at_elimination": _income(case, household, world),
			"business_income_at_elimination": statement[1] if statement else None,
		}
	]


def _statement(case, household) -> tuple | None:
	years = [year for year in household.incomes if case.closed and year <= case.closed.year]
	return household.incomes[max(years)] if years else None


def _income(case, household, world) -> str:
	if not (statement := _statement(case, household)):
		return "Unknown"
	wage, earned, spent = statement
	per_head = (wage + earned - spent) / len(household.living)
	return "Below the Line" if per_head < world.line else "At or Above the Line"


def _risks(household, world) -> list[dict]:
	return [
		{"unsolved_risk": risk}
		for case in household.cases
		if case.status == "Open" and case.opened <= world.as_of
		for risk, solved in case.risks
		if not solved
	]


def _measures(household, world) -> list[dict]:
	latest = _latest(household, world)
	return [
		{"measure_group": group, "measure_status": status}
		for case in household.cases
		if case is latest or case.status == "Merged"
		for group, status in case.measures
	]


def registered_again(member, world) -> str:
	"""How far the nearest other household lies that has a living person of the same number, among those that officers of
	the world's tier see besides the own one."""
	homes = {
		home.region
		for home in world.households
		if all(each is not member for each in home.members)
		for other in home.living
		if member.id_number and other.id_number == member.id_number
	}
	(own,) = [home.region for home in world.households if any(each is member for each in home.members)]
	digits = {"Village": 15, "Town": 9, "District": 6, "City": 4}[world.tier]
	homes = {region for region in homes if region[:digits] == own[:digits]}
	if not homes:
		return "No"
	if own in homes:
		return "Same Village"
	if any(region[:9] == own[:9] for region in homes):
		return "Same Town"
	return "Elsewhere" if any(region[:6] == own[:6] for region in homes) else "Other District"
