"""Conditions on cases, their risks and measures, and on people who are registered twice."""

from itertools import groupby

from dateutil.relativedelta import relativedelta

from fanpin_app.tests.support.reference_rules import rules

SOURCES = ("Case", "Case Risk", "Measure")


def conditions_hold(conditions, household, dataset) -> bool:
	"""Conditions on the same source with the same aggregation are about one document."""

	def source_and_aggregation(condition):
		return condition.source, condition.aggregation

	return all(
		_document_matches([*together], household, dataset)
		for _key, together in groupby(
			sorted(conditions, key=source_and_aggregation), key=source_and_aggregation
		)
	)


def _document_matches(conditions, household, dataset) -> bool:
	documents = {"Case": _cases, "Case Risk": _risks, "Measure": _measures}[conditions[0].source](
		household, dataset
	)
	matching = sum(
		all(rules.compares(facts[condition.field], condition) for condition in conditions)
		for facts in documents
	)
	if conditions[0].aggregation == "None":
		return matching == 0
	return matching >= (conditions[0].at_least or 1 if conditions[0].aggregation == "Count" else 1)


def _latest(household, dataset):
	cases = [case for case in household.cases if case.status != "Merged" and case.opened <= dataset.as_of]
	return max(cases, key=lambda case: (case.opened, case.name), default=None)


def _cases(household, dataset) -> list[dict]:
	case = _latest(household, dataset)
	if not case:
		return []
	stay, statement = relativedelta(case.closed or dataset.as_of, case.opened), _statement(case, household)
	return [
		{
			"case_status": case.status,
			"elimination_mode": case.mode,
			"months_monitored": stay.years * 12 + stay.months,
			"income_at_elimination": _income(case, household, dataset),
			"business_income_at_elimination": statement[1] if statement else None,
		}
	]


def _statement(case, household) -> tuple | None:
	years = [year for year in household.incomes if case.closed and year <= case.closed.year]
	return household.incomes[max(years)] if years else None


def _income(case, household, dataset) -> str:
	if not (statement := _statement(case, household)):
		return "Unknown"
	wage, earned, spent = statement
	per_head = (wage + earned - spent) / len(household.living)
	return "Below the Line" if per_head < dataset.line else "At or Above the Line"


def _risks(household, dataset) -> list[dict]:
	return [
		{"unsolved_risk": risk}
		for case in household.cases
		if case.status == "Open" and case.opened <= dataset.as_of
		for risk, solved in case.risks
		if not solved
	]


def _measures(household, dataset) -> list[dict]:
	latest = _latest(household, dataset)
	return [
		{"measure_group": group, "measure_status": status}
		for case in household.cases
		if case is latest or case.status == "Merged"
		for group, status in case.measures
	]


def registered_again(member, dataset) -> str:
	"""Where the nearest other household with a living person of the same ID number is, among those that officers of the
	dataset's tier see."""
	regions = {
		household.region
		for household in dataset.households
		if all(each is not member for each in household.members)
		for other in household.living
		if member.id_number and other.id_number == member.id_number
	}
	(own_region,) = [
		household.region
		for household in dataset.households
		if any(each is member for each in household.members)
	]
	digits = {"Village": 15, "Town": 9, "District": 6, "City": 4}[dataset.tier]
	regions = {region for region in regions if region[:digits] == own_region[:digits]}
	if not regions:
		return "No"
	if own_region in regions:
		return "Same Village"
	if any(region[:9] == own_region[:9] for region in regions):
		return "Same Town"
	return "Elsewhere" if any(region[:6] == own_region[:6] for region in regions) else "Other District"
