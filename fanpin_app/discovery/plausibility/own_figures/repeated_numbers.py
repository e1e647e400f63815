"""Rows with the number of one accident or one bill and the same amount: the amount of the accident may be written on the row
of each victim, and the bill may be there twice, with two days."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from frappe import _

from fanpin_app.discovery.loading.prefetch import SeenFacts
from fanpin_app.discovery.plausibility.own_figures.row_checks import Places, RowCheck, amount_columns
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import Row, read
from fanpin_app.discovery.tables.search import Table

EVENT = re.compile(r"(?:事故|案件|案情|事件|报案|出险|立案)(?:编号|编码|号码?|认定书号)|案号")
BILL = re.compile(
	r"(?:结算|业务|就诊|交易|医保|医疗|收费)?(?:流水|单据|结算单|发票|票据|收据)(?:编?号|号码)|结算(?:编?号|ID)",
	re.IGNORECASE,
)
# What several people may lose alike.
LEAST_LOSS = 1000
# A number that most rows share is none of a bill.
MOST_BILLS = 0.5


class RepeatedNumbers(RowCheck):
	def __init__(self, table: Table):
		self._table = table
		self._amounts = amount_columns(table)
		columns = table.unread_columns if self._amounts else []
		self._name_of = table.sections[0].name_of_column
		self._numbers = {
			place: (bool(EVENT.fullmatch(header)), SeenFacts(), Places())
			for place, header in columns
			if EVENT.fullmatch(header) or BILL.fullmatch(header)
		}

	@property
	def is_watching(self) -> bool:
		return bool(self._numbers)

	def add(self, rows: Sequence[Row]) -> None:
		for row in rows:
			total = sum((read(row, column, self._table) or 0 for column in self._amounts), Decimal(0))
			for place, (is_event, seen, places) in self._numbers.items():
				number = cells.text(cell_at(row.cells, place))
				if not number or cells.is_stand_in(number):
					continue
				places.rows += 1
				if total >= (LEAST_LOSS if is_event else 1) and seen.holds(f"{number}|{total}"):
					places.add(row)

	def findings(self) -> Iterator[tuple[bool, str]]:
		for place, (is_event, _seen, places) in self._numbers.items():
			if not places.found or not (is_event or places.found < MOST_BILLS * places.rows):
				continue
			yield (
				True,
				_(
					"{0}: {1} rows have the number and the amount of an earlier row: {2}. If it is one amount, written on several rows, leave it on one of them and send the file again; if each counts, let the file pass."
				).format(self._name_of(place), places.found, str(places)),
			)
