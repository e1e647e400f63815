"""Writes the facts of a plain world as database rows."""

from fanpin_app.database import bulk
from fanpin_app.tests.support.plain_python import plain_case_files
from fanpin_app.tests.support.plain_python.plain_rules import World


def write(world: World) -> None:
	for number, household in enumerate(world.households):
		household.name = f"P{number}"
		for place, member in enumerate(household.members):
			member.name = f"P{number}M{place}"
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
			for each in world.households
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
					home.name,
					"Household",
					"members",
					place,
					person.name,
					person.status,
					person.born,
				),
				*(person.labour, person.employment, person.insured, person.id_number, person.work_place),
			)
			for home in world.households
			for place, person in enumerate(home.members)
		),
	)
	bulk.insert(
		"Income Statement",
		("name", "household", "year", "wage_income", "business_income", "business_expense", "net_income"),
		(
			(f"{home.name}-{year}", home.name, year, wage, earned, spent, wage + earned - spent)
			for home in world.households
			for year, (wage, earned, spent) in home.incomes.items()
		),
	)
	plain_case_files.write(world)
	of_people = [
		(record, home.name, person.name, home.region)
		for home in world.households
		for person in home.members
		for record in person.records
	]
	of_villages = [
		(record, None, None, village) for village, records in world.water.items() for record in records
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
				*(record.superseded, home, person, region),
			)
			for record, home, person, region in of_people + of_villages
		),
	)
