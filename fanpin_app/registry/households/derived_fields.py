"""Calculated fields of households: head, people, workers, income per head. The same code for one and for many."""

from collections.abc import Iterable

import frappe
from frappe.utils import today

from fanpin_app.database import bulk

FIELDS = (
	"head_name",
	"people",
	"workers",
	"no_labour",
	"income_year",
	"net_income",
	"income_per_head",
)
CHUNK = 5000

# An unrecorded labour capacity is unknown: a household with such an adult does not count as without labour.
MEMBER_FACTS = """
	select parent,
		max(case when relation = 'Household Head' then member_name end) as head_name,
		sum(status = 'Living') as people,
		sum(status = 'Living' and employment_status in ('Employed', 'Self-employed')) as workers,
		sum(status = 'Living' and coalesce(birth_date, '1900-01-01') <= %(today)s - interval 16 year
			and coalesce(labour_capacity, '') not in ('Lost Labour Capacity', 'No Labour Capacity')) as capable_or_unknown
	from `tabHousehold Member`
	where parenttype = 'Household' and parent in %(names)s
	group by parent
"""
LATEST_STATEMENT = """
	select statement.household, statement.year, statement.net_income
	from `tabIncome Statement` statement
	join (
		select household, max(year) as year from `tabIncome Statement`
		where household in %(names)s and year <= year(%(today)s)
		group by household
	) latest on latest.household = statement.household and latest.year = statement.year
"""
UPDATE = f"""
	update `tabHousehold` household
	left join ({MEMBER_FACTS}) facts on facts.parent = household.name
	left join ({LATEST_STATEMENT}) income on income.household = household.name
	set household.head_name = facts.head_name,
		household.people = coalesce(facts.people, 0),
		household.workers = coalesce(facts.workers, 0),
		household.no_labour = coalesce(facts.people > 0 and facts.capable_or_unknown = 0, 0),
		household.income_year = if(coalesce(facts.people, 0) = 0, 0, coalesce(income.year, 0)),
		household.net_income = coalesce(income.net_income, 0),
		household.income_per_head = coalesce(income.net_income / nullif(facts.people, 0), 0)
	where household.name in %(names)s
"""


def update_households(names: Iterable[str]) -> None:
	"""Recalculate the fields in FIELDS of the named households, in bulk.

	Income is in yuan, from the latest statement up to this year; `income_year` 0 means unknown.
	"""
	for chunk in bulk.chunks(names, CHUNK):
		frappe.db.sql(UPDATE, {"names": chunk, "today": today()})
