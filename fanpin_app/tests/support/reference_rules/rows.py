"""Writes a dataset as database rows."""

from fanpin_app.database import bulk
from fanpin_app.tests.support.reference_rules import random_cases
from fanpin_app.tests.support.reference_rules.rules import Dataset


def write(dataset: Dataset) -> None:
	for number, household in enumerate(dataset.households):
		household.name = f"P{number}"
		for index, member in enumerate(household.members):
			member.name = f"P{number}M{index}"
	bulk.insert(
		"Household",
		(
			"name",
			"region",
			"household_kind",
			"monitored",
			"subsistence_allowance",
			"drinking_water",
			"no_labour",
			"status",
			"people",
		),
		(
			(
				each.name,
				each.region,
				each.kind,
				each.monitored,
				each.allowance,
				each.water,
				each.no_labour,
				"Active",
				len(each.living),
			)
			for each in dataset.households
		),
	)
	bulk.insert(
		"Household Member",
		(
			*("name", "parent", "parenttype", "parentfield", "idx", "member_name", "status", "birth_date"),
			*("labour_capacity", "employment_status", "medical_insurance", "id_number", "work_place"),
		),
		(
			(
				*(
					person.name,
					household.name,
					"Household",
					"members",
					index,
					person.name,
					person.status,
					person.born,
				),
				*(person.labour, person.employment, person.insured, person.id_number, person.work_place),
			)
			for household in dataset.households
			for index, person in enumerate(household.members)
		),
	)
	bulk.insert(
		"Income Statement",
		("name", "household", "year", "wage_income", "business_income", "business_expense", "net_income"),
		(
			(f"{household.name}-{year}", household.name, year, wage, earned, spent, wage + earned - spent)
			for household in dataset.households
			for year, (wage, earned, spent) in household.incomes.items()
		),
	)
	random_cases.write(dataset)
	of_people = [
		(record, household.name, person.name, household.region)
		for household in dataset.households
		for person in household.members
		for record in person.records
	]
	of_villages = [
		(record, None, None, village) for village, records in dataset.water.items() for record in records
	]
	bulk.insert(
		"Indicator Record",
		(
			*(
				"indicator",
				"record_date",
				"value",
				"text_value",
				"state_key",
				"batch",
				"row_no",
				"superseded",
			),
			*("household", "member", "region"),
		),
		(
			(
				*(
					record.indicator,
					record.on,
					record.value,
					record.text,
					record.key,
					record.batch,
					record.row,
				),
				*(record.superseded, household, person, region),
			)
			for record, household, person, region in of_people + of_villages
		),
	)
