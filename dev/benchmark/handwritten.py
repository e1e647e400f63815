"""The default household rules as handwritten SQL over the whole city.

Each statement selects household and value of the matches, as the compiler's queries do.
"""

from __future__ import annotations

from datetime import date

import frappe
from frappe.utils import add_months

from fanpin_app.early_warning.rule_queries.evidence import plain_text

LIVE = "household.status = 'Active' and household.people > 0"

SPENT = """
	select record.household, sum(record.value) as value
	from `tabIndicator Record` record
	where record.indicator = 'medical_self_paid' and record.superseded = 0
		and record.record_date > %(year_ago)s and record.record_date <= %(as_of)s
	group by record.household
"""


def records_in_force(indicator: str, subject: str, order: str, since: str, holds: str) -> str:
	"""The last (or first) record of each subject and state; of these, the decisive one of each household."""
	return f"""
		select household, value, text_value from (
			select household, value, text_value, record_date,
				row_number() over (
					partition by household order by value desc, record_date desc, batch desc, row_no desc
				) as place
			from (
				select record.household, record.value, record.text_value, record.record_date,
					record.batch, record.row_no,
					row_number() over (
						partition by record.{subject}, record.state_key
						order by record.record_date {order}, record.batch {order}, record.row_no {order}
					) as turn
				from `tabIndicator Record` record
				where record.indicator = '{indicator}' and record.superseded = 0
					and record.record_date <= %(as_of)s
			) ranked
			where turn = 1 and {since} and {holds}
		) decided
		where place = 1
	"""


def events(indicator: str, since: str, holds: str) -> str:
	"""The matching record with the highest value of each household, the latest of equal ones."""
	return f"""
		select household, value, text_value from (
			select record.household, record.value, record.text_value,
				row_number() over (
					partition by record.household
					order by record.value desc, record.record_date desc, record.batch desc, record.row_no desc
				) as place
			from `tabIndicator Record` record
			where record.indicator = '{indicator}' and record.superseded = 0
				and record.record_date > {since} and record.record_date <= %(as_of)s and {holds}
		) matches
		where place = 1
	"""


def join_households(matches: str, value: str, condition: str = "1 = 1") -> str:
	return f"""
		select household.name, matches.{value}
		from ({matches}) matches
		join `tabHousehold` household on household.name = matches.household
		where {LIVE} and {condition}
	"""


def card(grades: str) -> str:
	matches = records_in_force(
		"disability_grade", "member", "asc", "record_date > %(year_ago)s", f"text_value in ({grades})"
	)
	return join_households(matches, "text_value")


def house(grade: str) -> str:
	matches = records_in_force("housing_grade", "household", "desc", "1 = 1", f"text_value = '{grade}'")
	return join_households(matches, "text_value")


def loan(days: str) -> str:
	return join_households(
		records_in_force("loan_overdue_days", "member", "desc", "1 = 1", f"value {days}"), "value"
	)


WORKING = """
	select member.parent from `tabHousehold Member` member
	where member.parent = household.name and member.parenttype = 'Household' and member.status = 'Living'
		and (member.employment_status in ('Employed', 'Self-employed') or member.months_worked >= 1)
		and not exists (
			select 1 from `tabIndicator Record` lost
			where lost.household = member.parent and lost.indicator = 'unemployment' and lost.superseded = 0
				and lost.member = member.name
				and lost.record_date > %(quarter_ago)s and lost.record_date <= %(as_of)s
		)
"""
UNEMPLOYED = events("unemployment", "%(quarter_ago)s", "record.value >= 1")

PROFIT = "statement.business_income - statement.business_expense"
NONE_LATER = """
	statement.year <= year(%(as_of)s) and not exists (
		select 1 from `tabIncome Statement` later
		where later.household = {household} and later.year > statement.year and later.year <= year(%(as_of)s)
	)
"""
IS_LATEST = NONE_LATER.format(household="statement.household")
# Refers to `earlier`, so that the database evaluates it only for households with a statement of the year
# before.
IS_LATEST_OF_TWO = NONE_LATER.format(household="earlier.household")


def current_allowance(indicator: str) -> str:
	return f"""
		ifnull((
			select record.text_value = 'On' from `tabIndicator Record` record
			where record.household = household.name and record.indicator = '{indicator}'
				and record.superseded = 0 and record.record_date <= %(as_of)s
			order by record.record_date desc, record.batch desc, record.row_no desc limit 1
		), household.{indicator})
	"""


AGE = "timestampdiff(year, member.birth_date, %(as_of)s)"

SQL = {
	"R1a": join_households(
		f"{SPENT} having sum(record.value) >= 5000",
		"value",
		"(household.household_kind = 'Formerly Poor' or household.monitored = 1 or matches.value >= 20000)",
	),
	"R1b": join_households(f"{SPENT} having sum(record.value) >= 50000", "value"),
	"R1c": card("'1', '2'"),
	"R1d": card("'3', '4'"),
	"R2a": f"""
		select household.name, hurt.text_value, lost.value
		from `tabHousehold` household
		left join ({events("accident_consequence", "%(half_ago)s", "text_value in ('Death', 'Serious Injury')")})
			hurt on hurt.household = household.name
		left join ({events("accident_loss", "%(half_ago)s", "value >= 50000")})
			lost on lost.household = household.name
		where {LIVE} and household.name in (
			select record.household from `tabIndicator Record` record
			where record.indicator in ('accident_consequence', 'accident_loss')
				and record.record_date > %(half_ago)s and record.record_date <= %(as_of)s
		) and (hurt.household is not null or lost.household is not null)
	""",
	"R2b": join_households(events("accident_loss", "%(half_ago)s", "value >= 10000"), "value"),
	"R3a": house("D"),
	"R3b": house("C"),
	"R4a": f"""
		select household.name, 'Unsafe' from `tabHousehold` household
		where {LIVE} and household.drinking_water = 'Unsafe'
		union
		select household.name, 'Unsafe'
		from (
			select region, text_value, row_number() over (
				partition by region order by record_date desc, batch desc, row_no desc
			) as turn
			from `tabIndicator Record`
			where indicator = 'village_water' and superseded = 0 and record_date <= %(as_of)s
		) report
		join `tabHousehold` household on household.region = report.region
		where {LIVE} and report.turn = 1 and report.text_value = 'Unsafe'
	""",
	"R5a": join_households(UNEMPLOYED, "value", f"not exists ({WORKING})"),
	"R5b": join_households(UNEMPLOYED, "value", f"exists ({WORKING})"),
	"R6a": f"""
		select household.name, {PROFIT}
		from `tabIncome Statement` statement
		join `tabHousehold` household on household.name = statement.household
		where {LIVE} and {PROFIT} < 0 and {IS_LATEST}
	""",
	"R6b": f"""
		select household.name, {PROFIT}
		from `tabIncome Statement` statement
		join `tabIncome Statement` earlier
			on earlier.household = statement.household and earlier.year = statement.year - 1
		join `tabHousehold` household on household.name = statement.household
		where {LIVE} and {PROFIT} >= 0 and {IS_LATEST_OF_TWO}
			and earlier.business_income - earlier.business_expense > 0
			and ({PROFIT}) * 100 <= (earlier.business_income - earlier.business_expense) * 70
	""",
	"R7a": f"""
		select household.name, count(*)
		from (
			select record.member, record.text_value, row_number() over (
				partition by record.member, record.state_key
				order by record.record_date desc, record.batch desc, record.row_no desc
			) as turn
			from `tabIndicator Record` record
			where record.indicator = 'schooling' and record.superseded = 0
				and record.record_date <= %(as_of)s
		) schooling
		join `tabHousehold Member` member on member.name = schooling.member
		join `tabHousehold` household on household.name = member.parent
		where schooling.turn = 1 and schooling.text_value = 'Dropped Out' and {LIVE}
			and member.status = 'Living' and {AGE} between 6 and 15
		group by household.name
	""",
	"R7b": f"""
		select household.name, count(*)
		from `tabHousehold Member` member
		join `tabHousehold` household on household.name = member.parent
		where member.medical_insurance = 'No' and member.status = 'Living'
			and member.parenttype = 'Household' and {LIVE}
		group by household.name
	""",
	"R7c": f"""
		select household.name, 0
		from `tabHousehold` household
		where {LIVE} and not exists (
			select 1 from `tabHousehold Member` member
			where member.parent = household.name and member.parenttype = 'Household'
				and member.status = 'Living'
				and (member.birth_date is null or {AGE} >= 16)
				and ifnull(member.labour_capacity, '') not in ('Lost Labour Capacity', 'No Labour Capacity')
		) and {current_allowance("subsistence_allowance")} = 0 and {current_allowance("extreme_poverty_support")} = 0
	""",
	"R9a": loan(">= 90"),
	"R9b": loan("between 30 and 89"),
	"R9c": loan("between 1 and 29"),
}


def found(rule: str, as_of: date) -> dict[str, str | None]:
	"""Household → value for the households that a rule matches on a day."""
	days = {
		"as_of": as_of,
		"year_ago": add_months(as_of, -12),
		"half_ago": add_months(as_of, -6),
		"quarter_ago": add_months(as_of, -3),
	}
	return {household: plain_text(_first(values)) for household, *values in frappe.db.sql(SQL[rule], days)}


def _first(values: list):
	return next((value for value in values if value is not None), None)
