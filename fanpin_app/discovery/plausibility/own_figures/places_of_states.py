"""States of one subject that differ between houses or points of measurement: the latest would replace the others."""

import re
from collections.abc import Iterator, Sequence

from frappe import _

from fanpin_app.discovery.plausibility.own_figures.row_checks import Places, RowCheck
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import Row, read
from fanpin_app.discovery.tables.search import Table

OF_STATE = re.compile(
	r"房屋?(?:序号|编号|号|编码|地址|位置|坐落)|(?:房屋)?(?:坐落|栋号|幢号|楼栋)|第?几[栋套处]房?"
	r"|(?:监测|采样|取水|检测|供水)(?:点|地点|点位|位置|单位)(?:名称|编号)?|点位(?:名称)?|水样(?:类型|名称|类别)|水样|水源(?:名称|地)?"
	r"|(?:供水)?工程(?:名称)?|水厂(?:名称)?"
)


class PlacesOfStates(RowCheck):
	def __init__(self, table: Table):
		self._table = table
		feed = table.feed
		self._state = next(
			(each for each in feed.with_role("Value") if each.value_map and table.has(each)), None
		)
		is_watched = feed.target == "Indicator Record" and self._state is not None
		columns = table.unread_columns if is_watched else []
		self._name_of = table.sections[0].name_of_column
		# By column: the first place of each subject, and its state.
		self._known: dict[int, dict[str, tuple[str, str]]] = {
			place: {} for place, header in columns if OF_STATE.fullmatch(header)
		}
		self._differing = {place: Places() for place in self._known}

	@property
	def is_watching(self) -> bool:
		return bool(self._known)

	def add(self, rows: Sequence[Row]) -> None:
		key = self._table.feed.match_key
		for place, known in self._known.items():
			for row in rows:
				where = cells.text(cell_at(row.cells, place))
				if not where or not self._state:
					continue
				subject, state = read(row, key, self._table), read(row, self._state, self._table)
				first = known.setdefault(subject, (where, state))
				if first[0] != where and first[1] != state:
					self._differing[place].add(row)

	def findings(self) -> Iterator[tuple[bool, str]]:
		for place, places in self._differing.items():
			if places.found and self._state:
				yield (
					True,
					_(
						"{0} rows have another {1} and another entry under {2} than an earlier row of the same: {3}. Only the latest state counts, so it would hide the others. Leave the one that is meant, such as the worst, and send the file again; if the latest is meant, let the file pass."
					).format(places.found, self._state.header, self._name_of(place), str(places)),
				)
