"""The checks of rows that are made for a table."""

from fanpin_app.discovery.plausibility.own_figures.ages import AgesOfPeople
from fanpin_app.discovery.plausibility.own_figures.members_of_households import MembersOfHouseholds
from fanpin_app.discovery.plausibility.own_figures.missing_numbers import MissingNumbers
from fanpin_app.discovery.plausibility.own_figures.places_of_states import PlacesOfStates
from fanpin_app.discovery.plausibility.own_figures.repeated_numbers import RepeatedNumbers
from fanpin_app.discovery.plausibility.own_figures.row_checks import RowChecks
from fanpin_app.discovery.plausibility.own_figures.sums_in_rows import SumsInRows
from fanpin_app.discovery.plausibility.own_figures.worse_states import PastRepayments, WorseStates
from fanpin_app.discovery.tables.search import Table


def checks_of(table: Table) -> RowChecks:
	return RowChecks(
		[
			check(table)
			for check in (
				AgesOfPeople,
				SumsInRows,
				RepeatedNumbers,
				MissingNumbers,
				MembersOfHouseholds,
				WorseStates,
				PastRepayments,
				PlacesOfStates,
			)
		]
	)
