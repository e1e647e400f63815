"""Rows on sheets as offices lay them out, with the expected result for each row and for the whole file."""

from dataclasses import dataclass, field
from random import Random

from fanpin_app.tests.support.dressed_files import ways
from fanpin_app.tests.support.dressed_files.meanings import Field, Table, World, draw_rows, draw_table
from fanpin_app.tests.support.dressed_files.ways import Cell, Paper

UNITS = {1: "元", 1000: "千元", 10_000: "万元"}
TITLES = (
	"某镇2026年10月情况统计表",
	"附件3",
	"填报单位（盖章）：某局　　填报日期：2026年11月3日",
	"（内部资料）",
)
REMARKS = ("备注:补报", "说明:大病", "合计3次", "无", "已核实", "3")
EXTRA = ("序号", "备注", "联系地址", "经手", "")
FOOTERS = (
	("填表人：甲", "审核人：乙"),
	("备注：本表一式两份",),
	("说明：数据截至月底", None, "以上属实"),
	("负责人（签字）", None, None, "2026年11月3日"),
	("联系电话：0754-8888888",),
)
SPOILT_REASONS = frozenset({"bad_amount", "bad_date", "bad_value", "bad_id", "missing_value"})
HEADINGS = (("二组",), ("莲上村（续）",), ("第二页",))


@dataclass
class Line:
	"""A row of a sheet. `row`: its intended values, None where it is no data. `reasons`: why it must be refused, if so."""

	cells: list[Cell]
	row: tuple | None = None
	reasons: frozenset[str] = frozenset()
	is_header: bool = False
	is_hidden: bool = False

	@property
	def is_blank(self) -> bool:
		return all(cell is None or cell == "" for cell in self.cells)


@dataclass
class Sheet:
	name: str
	lines: list[Line] = field(default_factory=list)
	# Top, left, bottom, right, all from 0.
	merged: list[tuple[int, int, int, int]] = field(default_factory=list)
	is_hidden: bool = False
	# Whether it holds the table; other sheets hold notes or old copies.
	holds_table: bool = True


@dataclass
class Book:
	"""The content of a file before it is written. `refused`: why the whole file must be refused, if so."""

	table: Table
	paper: Paper
	sheets: list[Sheet]
	refused: frozenset[str] = frozenset()
	# What was done to it, for people who investigate a failure.
	dress: list[str] = field(default_factory=list)


class Layout:
	"""Draws one book. `one_sheet`: text files have a single sheet."""

	def __init__(self, world: World, rng: Random, paper: Paper, one_sheet: bool):
		self.rng = rng
		self.paper = paper
		self.one_sheet = one_sheet
		self.table = draw_table(rng)
		self.rows = draw_rows(self.table, world, rng)
		self.units = {place: 1 for place in range(len(self.table.fields))}
		self.unit_line: int | None = None
		self.clean: list[tuple] = []
		self.dress: list[str] = []
		self.refused: frozenset[str] = frozenset()
		self.share_of_wrong = rng.choice((0, 0, 0.1, 0.3))

	def book(self) -> Book:
		self._draw_units()
		pieces = 1 if self.one_sheet or self.chance(0.7) else self.rng.randint(2, 3)
		size = -(-len(self.rows) // pieces)
		parts = [self.rows[first : first + size] for first in range(0, len(self.rows), size)]
		sheets = [self._sheet(f"表{number}", part) for number, part in enumerate(parts, start=1)]
		if len(sheets) > 1:
			self.note(f"{len(sheets)} sheets")
		if not self.one_sheet:
			self._add_other_sheets(sheets)
		if self.chance(0.06):
			self._spoil(sheets)
		return Book(self.table, self.paper, sheets, self.refused, self.dress)

	def chance(self, share: float) -> bool:
		return self.rng.random() < share

	def note(self, what: str) -> None:
		self.dress.append(what)

	def _draw_units(self) -> None:
		amounts = [place for place, each in enumerate(self.table.fields) if each.kind == "amount"]
		if not amounts or self.chance(0.6):
			return
		if self.chance(0.5):
			self.unit_line = self.rng.choice(tuple(UNITS))
			self.units |= dict.fromkeys(amounts, self.unit_line)
			self.note(f"line 单位：{UNITS[self.unit_line]}")
		else:
			self.units |= {place: self.rng.choice(tuple(UNITS)) for place in amounts}
			self.note("units in brackets")

	def _sheet(self, name: str, rows: list[tuple]) -> Sheet:
		sheet = Sheet(name)
		columns = self._columns()
		for _ in range(self.rng.choice((0, 0, 1, 1, 2, 3))):
			sheet.lines.append(Line([self.rng.choice(TITLES)] if self.chance(0.9) else []))
			if len(columns) > 1 and sheet.lines[-1].cells and self.chance(0.5):
				top = len(sheet.lines) - 1
				sheet.merged.append((top, 0, top, len(columns) - 1))
		if self.chance(0.06):
			columns = self._add_two_levels(sheet, columns)
			self._add_rows(sheet, columns, rows, goes_on=False)
			return sheet
		if self.unit_line and self.chance(0.7):
			sheet.lines.append(Line([None, None, f"单位：{UNITS[self.unit_line]}"]))
			sheet.lines.append(self._header(columns, with_units=False))
		elif self.unit_line:
			sheet.lines.append(self._header(columns, with_units=False))
			unit = f"单位：{UNITS[self.unit_line]}"
			cells = [unit if self._is_amount(place) else None for place in columns]
			sheet.lines.append(Line(cells))
			self.note("units below the header")
		else:
			sheet.lines.append(self._header(columns, with_units=True))
		if self.chance(0.08):
			sheet.lines.append(Line(list(range(1, len(columns) + 1))))
			self.note("numbers of columns")
		columns = self._add_rows(sheet, columns, rows)
		if self.paper.is_text and self.chance(0.05):
			self._cut_off(sheet, columns)
		if self.chance(0.3):
			self._add_footers(sheet, columns)
		return sheet

	def _add_two_levels(self, sheet: Sheet, columns: list[int | None]) -> list[int | None]:
		"""A header of two rows, where the upper one names a group of two columns: 住院 above 自付 and 总额.

		Returns the columns including the added one. The unit is in the header itself.
		"""
		self.note("a header of two levels")
		long = [
			here for here, place in enumerate(columns) if place is not None and len(self._usual(place)) > 3
		]
		here = self.rng.choice(long)
		upper: list[Cell] = [None if place is None else self._usual(place) for place in columns]
		lower: list[Cell] = [None] * len(columns)
		upper[here], lower[here] = self._usual(columns[here])[:2], self._usual(columns[here])[2:]
		for line, further in ((upper, None), (lower, "总额")):
			line.insert(here + 1, further)
		columns = [*columns[: here + 1], None, *columns[here + 1 :]]
		units = [
			None if place is None or self.units[place] == 1 else UNITS[self.units[place]] for place in columns
		]
		if any(units):
			sheet.lines.append(Line([None, f"单位：{next(filter(None, units))}"]))
			different = {unit for unit, place in zip(units, columns, strict=True) if self._is_amount(place)}
			if len(different) > 1:
				sheet.lines.pop()
				upper, lower = (self._with_units(line, columns) for line in (upper, lower))
		top = len(sheet.lines)
		sheet.lines += [Line(upper, is_header=True), Line(lower, is_header=True)]
		sheet.merged.append((top, here, top, here + 1))
		return columns

	def _with_units(self, line: list[Cell], columns: list[int | None]) -> list[Cell]:
		return [
			f"{cell}({UNITS[self.units[place]]})" if cell and self._is_amount(place) else cell
			for cell, place in zip(line, columns, strict=True)
		]

	def _usual(self, place: int) -> str:
		return self.table.fields[place].headers[0]

	def _is_amount(self, place: int | None) -> bool:
		return place is not None and self.table.fields[place].kind == "amount"

	def _columns(self) -> list[int | None]:
		"""The positions of the table's fields from left to right; None is a column that belongs to no field."""
		columns: list[int | None] = [
			place for place, each in enumerate(self.table.fields) if not each.optional or self.chance(0.9)
		]
		if self.chance(0.4):
			self.rng.shuffle(columns)
			self.note("columns in another order")
		for _ in range(self.rng.choice((0, 0, 1, 2))):
			columns.insert(self.rng.randint(0, len(columns)), None)
		return columns

	def _header(self, columns: list[int | None], with_units: bool) -> Line:
		extra = self.rng.sample(EXTRA, len(EXTRA))
		cells = [
			extra.pop() or None if place is None else self._written_header(place, with_units)
			for place in columns
		]
		return Line(cells, is_header=True)

	def _written_header(self, place: int, with_units: bool) -> str:
		each: Field = self.table.fields[place]
		written = each.headers[0] if self.chance(0.6) else self.rng.choice(each.headers)
		if self.chance(0.15):
			written = self.rng.choice(
				(
					f"{written[0]} {written[1:]}",
					f"{written[:2]}\n{written[2:]}",
					f" {written}",
					f"{written}\u200b",
				)
			)
		if self._is_amount(place) and with_units:
			unit = self.units[place]
			if unit != 1 or self.chance(0.5):
				written += self.rng.choice(("({})", "（{}）", "(单位：{})", "【{}】", "\n({})")).format(
					UNITS[unit]
				)
		return written

	def _add_rows(
		self, sheet: Sheet, columns: list[int | None], rows: list[tuple], goes_on: bool = True
	) -> list[int | None]:
		"""Returns the columns at the end. `goes_on`: whether further headers may come between the rows."""
		hides = self.chance(0.1)
		for number, row in enumerate(rows):
			if number and goes_on and self.chance(0.04):
				columns = self._add_second_block(sheet, columns)
			if self.chance(0.04):
				sheet.lines.append(Line(list(self.rng.choice(HEADINGS)) if self.chance(0.5) else []))
			line = self._line(row, columns)
			line.is_hidden = hides and self.chance(0.5)
			sheet.lines.append(line)
			if not line.reasons:
				self.clean.append(row)
		if hides:
			self.note("hidden rows")
		if self.clean and self.chance(0.1):
			again = self._line(self.rng.choice(self.clean), columns, may_be_wrong=False)
			again.reasons = frozenset({"duplicate", "repeated_key"})
			sheet.lines.append(again)
			self.note("a row twice")
		if not self.one_sheet and self.chance(0.08):
			self._merge_down(sheet, columns)
		return columns

	def _add_second_block(self, sheet: Sheet, columns: list[int | None]) -> list[int | None]:
		"""The table continues below another header, often in a different order."""
		if self.chance(0.5):
			sheet.lines.append(Line([]))
			sheet.lines.append(Line(["续表"]))
		if self.chance(0.5):
			columns = columns.copy()
			self.rng.shuffle(columns)
			self.note("header again in another order")
		else:
			self.note("header again")
		sheet.lines.append(self._header(columns, with_units=not self.unit_line))
		return columns

	def _line(self, row: tuple, columns: list[int | None], may_be_wrong: bool = True) -> Line:
		fields = self.table.fields
		spoilt = {}
		if may_be_wrong and self.chance(self.share_of_wrong):
			place = self.rng.choice(
				[place for place in columns if place is not None and fields[place].kind != "name"]
			)
			spoilt[place] = self._wrong(place, row, columns)
		cells: list[Cell] = []
		for place in columns:
			if place is None:
				cells.append(self.rng.choice((None, *REMARKS)))
			elif place in spoilt:
				cells.append(spoilt[place][0])
			else:
				cells.append(ways.right(fields[place], row[place], self.units[place], self.paper, self.rng))
		reasons = frozenset().union(*(reasons for _cell, reasons in spoilt.values()))
		return Line(cells, row, reasons)

	def _wrong(self, place: int, row: tuple, columns: list[int | None]) -> tuple[Cell, frozenset[str]]:
		kinds = [self.table.fields[each].kind for each in columns if each is not None]
		while True:
			cell, reasons = ways.wrong(self.table.fields[place], row[place], self.paper, self.rng)
			# The register accepts unknown people. And a row without number, name and day may be a sum.
			if reasons == {"unknown_person"} and self.table.feed == "household_register":
				continue
			if cell is None and not {"name", "day"} & set(kinds):
				continue
			return cell, reasons

	def _merge_down(self, sheet: Sheet, columns: list[int | None]) -> None:
		"""A figure or a day in a cell merged over two rows: what it means for each is unknown."""
		kinds = ("amount", "count", "day")
		places = [
			here
			for here, place in enumerate(columns)
			if place is not None and self.table.fields[place].kind in kinds
		]
		last = len(sheet.lines) - 1
		if not places or last < 1 or not all(self._may_share(line) for line in sheet.lines[-2:]):
			return
		here = self.rng.choice(places)
		reason = "bad_date" if self.table.fields[columns[here]].kind == "day" else "bad_amount"
		for line in sheet.lines[-2:]:
			line.reasons = frozenset({reason})
			self.clean = [row for row in self.clean if row is not line.row]
		sheet.lines[-1].cells[here] = None
		sheet.merged.append((last - 1, here, last, here))
		self.note("cells merged down")

	def _cut_off(self, sheet: Sheet, columns: list[int | None]) -> None:
		"""The last row without its last cells, one of which has content."""
		fields, line = self.table.fields, sheet.lines[-1]
		needed = [
			here for here, place in enumerate(columns) if place is not None and fields[place].kind != "name"
		]
		key = next(here for here in needed if fields[columns[here]].kind in ("id", "household", "village"))
		if not self._may_share(line) or key == needed[-1] or len(line.cells) != len(columns):
			return
		del line.cells[needed[-1] :]
		line.reasons = SPOILT_REASONS
		self.clean = [row for row in self.clean if row is not line.row]
		self.note("a row that breaks off")

	def _may_share(self, line: Line) -> bool:
		return line.row is not None and not line.reasons

	def _add_footers(self, sheet: Sheet, columns: list[int | None]) -> None:
		amounts = [here for here, place in enumerate(columns) if self._is_amount(place)]
		if amounts and self.chance(0.6):
			total: list[Cell] = [None] * len(columns)
			total[0] = self.rng.choice(("合计", "总计：", "本页小计"))
			for here in amounts:
				total[here] = total[here] or 12345.6
			sheet.lines.append(Line(total))
		for footer in self.rng.sample(FOOTERS, self.rng.randint(0, 2)):
			sheet.lines.append(Line(list(footer)))

	def _add_other_sheets(self, sheets: list[Sheet]) -> None:
		if self.chance(0.15):
			notes = Sheet("填报说明", [Line(["填报说明"]), Line(["一、按月报送"])], holds_table=False)
			sheets.insert(self.rng.randint(0, len(sheets)), notes)
			self.note("a sheet of notes")
		if self.chance(0.1):
			sheets.insert(self.rng.randint(0, len(sheets)), Sheet("Sheet9", holds_table=False))
		if self.chance(0.12):
			old = self._sheet("上月", self.rows)
			old.is_hidden, old.holds_table = True, False
			sheets.insert(self.rng.randint(0, len(sheets)), old)
			self.note("a hidden sheet")

	def _spoil(self, sheets: list[Sheet]) -> None:
		"""Make the whole file unreadable: a missing column, a repeated column, rows without a header."""
		sheet = self.rng.choice([each for each in sheets if each.holds_table])
		headers = [line for line in sheet.lines if line.is_header]
		if len(headers) > 1 or len([each for each in sheets if each.holds_table]) > 1:
			return
		if self.chance(0.5):
			needed = [place for place, cell in enumerate(headers[0].cells) if self._is_needed(cell)]
			headers[0].cells[self.rng.choice(needed)] = "别的"
			self.refused = frozenset({"missing_column", "unknown_feed"})
			self.note("a column is missing")
		else:
			twice = self.rng.choice([cell for cell in headers[0].cells if self._is_needed(cell)])
			for line in sheet.lines:
				line.cells += [None] * (len(headers[0].cells) - len(line.cells))
				line.cells.append(twice if line.is_header else 1)
			self.refused = frozenset({"ambiguous_column"})
			self.note("a column twice")

	def _is_needed(self, cell: Cell) -> bool:
		plain = "".join(str(cell or "").replace("\u200b", "").split())
		kinds = ("name",) if self.table.feed != "household_register" else ("name", "count")
		return any(
			plain.startswith(header)
			for each in self.table.fields
			if each.kind not in kinds and not (each.kind == "word" and each.headers[0] == "健康状况")
			for header in each.headers
		)
