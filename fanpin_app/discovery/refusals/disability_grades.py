"""A disability card's number states the grade. A row whose column of grades states another one was probably shifted."""

from fanpin_app.discovery.feeds.definitions import Column, Feed
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table
from fanpin_app.registry.households import id_numbers

GRADES = frozenset("1234")


def column_of_grades(feed: Feed) -> Column | None:
	"""The column of grades in a feed whose rows are found by the numbers of disability cards."""
	if feed.match_key.data_type != "Disability Card Number":
		return None
	return next((each for each in feed.with_role("Value") if GRADES.issubset(each.value_map.values())), None)


def other_grade(row: Row, table: Table, column: Column) -> str | None:
	"""The grade that the row's card number states, where the column of grades states another one."""
	card = cells.text(cell_at(row.cells, table.positions.get(table.feed.match_key.header)))
	on_card = id_numbers.grade_on_disability_card(id_numbers.normalize(card))
	stated = column.value_map.get(cells.text(cell_at(row.cells, table.positions.get(column.header))))
	return on_card if on_card and stated in GRADES and stated != on_card else None
