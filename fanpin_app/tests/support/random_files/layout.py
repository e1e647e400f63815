"""Rows on sheets as offices lay them out, with the expected result for each row and for the whole file."""

from dataclasses import dataclass, field
from random import Random

from fanpin_app.tests.support.random_files import cell_values
from fanpin_app.tests.support.random_files.cell_values import Cell, FileTraits
from fanpin_app.tests.support.random_files.contents import Field, Population, Table, draw_rows, draw_table

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
INCOMPLETE_ROW_REASONS = frozenset(
	{"bad_amount", "bad_date", "bad_value", "bad_id", "missing_value", "unknown_household", "unknown_region"}
)
HEADINGS = (("二组",), ("莲上村（续）",), ("第二页",))


@dataclass
class Line:
	"""A row of a sheet. `row`: its intended values, None where it is no data. `reasons`: why it must be refused, if so.
	`may_be_refused`: it is no data, but has the number of a person, so that it may be refused as well.
	"""

	cells: list[Cell]
	row: tuple | None = None
	reasons: frozenset[str] = frozenset()
	may_be_refused: bool = False
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
	has_table: bool = True


@dataclass
class Book:
	"""The content of a file before it is written. `refused`: why the whole file must be refused, if so."""

	table: Table
	traits: FileTraits
	sheets: list[Sheet]
	refused: frozenset[str] = frozenset()
	# What was done to it, for people who investigate a failure.
	variations: list[str] = field(default_factory=list)


class Layout:
	"""Draws one book. `one_sheet`: text files have a single sheet."""

	def __init__(self, population: Population, rng: Random, traits: FileTraits, one_sheet: bool):
		self.rng = rng
		self.traits = traits
		self.one_sheet = one_sheet
		self.table = draw_table(rng)
		self.rows = draw_rows(self.table, population, rng)
		self.units = {index: 1 for index in range(len(self.table.fields))}
		self.unit_line: int | None = None
		self.accepted_rows: list[tuple] = []
		self.variations: list[str] = []
		self.invalid_share = rng.choice((0, 0, 0.1, 0.3))

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
		return Book(self.table, self.traits, sheets, variations=self.variations)

	def chance(self, share: float) -> bool:
		return self.rng.random() < share

	def note(self, what: str) -> None:
		self.variations.append(what)

	def _draw_units(self) -> None:
		amounts = [index for index, each in enumerate(self.table.fields) if each.kind == "amount"]
		if not amounts or self.chance(0.6):
			return
		if self.chance(0.5):
			self.unit_line = self.rng.choice(tuple(UNITS))
			self.units |= dict.fromkeys(amounts, self.unit_line)
			self.note(f"line 单位：{UNITS[self.unit_line]}")
		else:
			self.units |= {index: self.rng.choice(tuple(UNITS)) for index in amounts}
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
			self._add_rows(sheet, columns, rows, may_repeat_header=False)
			return sheet
		if self.unit_line and self.chance(0.7):
			sheet.lines.append(Line([None, None, f"单位：{UNITS[self.unit_line]}"]))
			sheet.lines.append(self._header(columns, with_units=False))
		elif self.unit_line:
			sheet.lines.append(self._header(columns, with_units=False))
			unit = f"单位：{UNITS[self.unit_line]}"
			cells = [unit if self._is_amount(index) else None for index in columns]
			sheet.lines.append(Line(cells))
			self.note("units below the header")
		else:
			sheet.lines.append(self._header(columns, with_units=True))
		if self.chance(0.08):
			sheet.lines.append(Line(list(range(1, len(columns) + 1))))
			self.note("numbers of columns")
		columns = self._add_rows(sheet, columns, rows)
		if self.traits.is_text and self.chance(0.05):
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
			column
			for column, index in enumerate(columns)
			if index is not None and len(self._usual_header(index)) > 3
		]
		column = self.rng.choice(long)
		upper: list[Cell] = [None if index is None else self._usual_header(index) for index in columns]
		lower: list[Cell] = [None] * len(columns)
		upper[column], lower[column] = (
			self._usual_header(columns[column])[:2],
			self._usual_header(columns[column])[2:],
		)
		for line, further in ((upper, None), (lower, "总额")):
			line.insert(column + 1, further)
		columns = [*columns[: column + 1], None, *columns[column + 1 :]]
		units = [
			None if index is None or self.units[index] == 1 else UNITS[self.units[index]] for index in columns
		]
		if any(units):
			sheet.lines.append(Line([None, f"单位：{next(filter(None, units))}"]))
			different = {unit for unit, index in zip(units, columns, strict=True) if self._is_amount(index)}
			if len(different) > 1:
				sheet.lines.pop()
				upper, lower = (self._with_units(line, columns) for line in (upper, lower))
		top = len(sheet.lines)
		sheet.lines += [Line(upper, is_header=True), Line(lower, is_header=True)]
		sheet.merged.append((top, column, top, column + 1))
		return columns

	def _with_units(self, line: list[Cell], columns: list[int | None]) -> list[Cell]:
		return [
			f"{cell}({UNITS[self.units[index]]})" if cell and self._is_amount(index) else cell
			for cell, index in zip(line, columns, strict=True)
		]

	def _usual_header(self, index: int) -> str:
		return self.table.fields[index].headers[0]

	def _is_amount(self, index: int | None) -> bool:
		return index is not None and self.table.fields[index].kind == "amount"

	def _columns(self) -> list[int | None]:
		"""The positions of the table's fields from left to right; None is a column that belongs to no field."""
		columns: list[int | None] = [
			index for index, each in enumerate(self.table.fields) if not each.optional or self.chance(0.9)
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
			extra.pop() or None if index is None else self._written_header(index, with_units)
			for index in columns
		]
		return Line(cells, is_header=True)

	def _written_header(self, index: int, with_units: bool) -> str:
		each: Field = self.table.fields[index]
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
		if self._is_amount(index) and with_units:
			unit = self.units[index]
			if unit != 1 or self.chance(0.5):
				written += self.rng.choice(("({})", "（{}）", "(单位：{})", "【{}】", "\n({})")).format(
					UNITS[unit]
				)
		return written

	def _add_rows(
		self, sheet: Sheet, columns: list[int | None], rows: list[tuple], may_repeat_header: bool = True
	) -> list[int | None]:
		"""Returns the columns at the end. `may_repeat_header`: whether further headers may come between the rows."""
		has_hidden_rows = self.chance(0.1)
		for number, row in enumerate(rows):
			if number and may_repeat_header and self.chance(0.04):
				columns = self._add_second_block(sheet, columns)
			if self.chance(0.04):
				sheet.lines.append(Line(list(self.rng.choice(HEADINGS)) if self.chance(0.5) else []))
			line = self._line(row, columns)
			line.is_hidden = has_hidden_rows and self.chance(0.5)
			sheet.lines.append(line)
			if not line.reasons:
				self.accepted_rows.append(row)
		if has_hidden_rows:
			self.note("hidden rows")
		if self.accepted_rows and self.chance(0.1):
			again = self._line(self.rng.choice(self.accepted_rows), columns, may_be_invalid=False)
			again.reasons = frozenset({"duplicate", "repeated_key"})
			sheet.lines.append(again)
			self.note("a row repeated")
		if not self.one_sheet and self.chance(0.08):
			self._merge_down(sheet, columns)
		if not self.traits.is_text and self.chance(0.06):
			self._add_total(sheet, columns)
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

	def _line(self, row: tuple, columns: list[int | None], may_be_invalid: bool = True) -> Line:
		fields = self.table.fields
		invalid = {}
		if may_be_invalid and self.chance(self.invalid_share):
			index = self.rng.choice(
				[index for index in columns if index is not None and fields[index].kind != "name"]
			)
			invalid[index] = self._invalid_cell(index, row, columns)
		cells: list[Cell] = []
		for index in columns:
			if index is None:
				cells.append(self.rng.choice((None, *REMARKS)))
			elif index in invalid:
				cells.append(invalid[index][0])
			else:
				cells.append(
					cell_values.valid(fields[index], row[index], self.units[index], self.traits, self.rng)
				)
		reasons = frozenset().union(*(reasons for _cell, reasons in invalid.values()))
		return Line(cells, row, reasons)

	def _invalid_cell(self, index: int, row: tuple, columns: list[int | None]) -> tuple[Cell, frozenset[str]]:
		kinds = [self.table.fields[each].kind for each in columns if each is not None]
		while True:
			cell, reasons = cell_values.invalid(self.table.fields[index], row[index], self.traits, self.rng)
			# The register accepts unknown people. And a row without number, name and day may be a sum.
			if reasons == {"unknown_person"} and self.table.feed == "household_register":
				continue
			if cell is None and not {"name", "day"} & set(kinds):
				continue
			return cell, reasons

	def _add_total(self, sheet: Sheet, columns: list[int | None]) -> None:
		"""A total that a program gave the number and the day of the row above it."""
		names = [column for column, index in enumerate(columns) if self._is_name(index)]
		if names and sheet.lines[-1].row is not None:
			# Where only this sheet has a column of names, the word is in a cell that is not read.
			total = Line(sheet.lines[-1].cells.copy(), may_be_refused=True)
			for column in names:
				total.cells[column] = self.rng.choice(("合计", "小  计", "本页小计", "全镇总计："))
			sheet.lines.append(total)
			self.note("a total with a number")

	def _is_name(self, index: int | None) -> bool:
		return index is not None and self.table.fields[index].kind == "name"

	def _merge_down(self, sheet: Sheet, columns: list[int | None]) -> None:
		"""A figure or a day in a cell merged over two rows: what it means for each is unknown."""
		kinds = ("amount", "count", "day")
		candidates = [
			column
			for column, index in enumerate(columns)
			if index is not None and self.table.fields[index].kind in kinds
		]
		last = len(sheet.lines) - 1
		if not candidates or last < 1 or not all(self._is_accepted(line) for line in sheet.lines[-2:]):
			return
		column = self.rng.choice(candidates)
		reason = "bad_date" if self.table.fields[columns[column]].kind == "day" else "bad_amount"
		for line in sheet.lines[-2:]:
			line.reasons = frozenset({reason})
			self.accepted_rows = [row for row in self.accepted_rows if row is not line.row]
		sheet.lines[-1].cells[column] = None
		sheet.merged.append((last - 1, column, last, column))
		self.note("cells merged down")

	def _cut_off(self, sheet: Sheet, columns: list[int | None]) -> None:
		"""The last row without its last cells, one of which has content."""
		fields, line = self.table.fields, sheet.lines[-1]
		needed = [
			column
			for column, index in enumerate(columns)
			if index is not None and fields[index].kind != "name"
		]
		key = next(
			column for column in needed if fields[columns[column]].kind in ("id", "household", "village")
		)
		if not self._is_accepted(line) or key == needed[-1] or len(line.cells) != len(columns):
			return
		del line.cells[needed[-1] :]
		line.reasons = INCOMPLETE_ROW_REASONS
		self.accepted_rows = [row for row in self.accepted_rows if row is not line.row]
		self.note("a row that breaks off")

	def _is_accepted(self, line: Line) -> bool:
		return line.row is not None and not line.reasons

	def _add_footers(self, sheet: Sheet, columns: list[int | None]) -> None:
		amounts = [column for column, index in enumerate(columns) if self._is_amount(index)]
		if amounts and self.chance(0.6):
			total: list[Cell] = [None] * len(columns)
			total[0] = self.rng.choice(("合计", "总计：", "本页小计"))
			for column in amounts:
				total[column] = total[column] or 12345.6
			sheet.lines.append(Line(total))
		for footer in self.rng.sample(FOOTERS, self.rng.randint(0, 2)):
			sheet.lines.append(Line(list(footer)))

	def _add_other_sheets(self, sheets: list[Sheet]) -> None:
		if self.chance(0.15):
			notes = Sheet("填报说明", [Line(["填报说明"]), Line(["一、按月报送"])], has_table=False)
			sheets.insert(self.rng.randint(0, len(sheets)), notes)
			self.note("a sheet of notes")
		if self.chance(0.1):
			sheets.insert(self.rng.randint(0, len(sheets)), Sheet("Sheet9", has_table=False))
		if self.chance(0.12):
			old = self._sheet("上月", self.rows)
			old.is_hidden, old.has_table = True, False
			sheets.insert(self.rng.randint(0, len(sheets)), old)
			self.note("a hidden sheet")
