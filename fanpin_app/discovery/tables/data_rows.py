"""Which rows below a header are data. A row without key, name and figure is none, whatever its first word is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from fanpin_app.discovery.feeds.definitions import FIGURES, Column, Feed
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cell_errors import CellError, is_error
from fanpin_app.discovery.readers.cells import Cell, is_blank
from fanpin_app.discovery.tables.side_tables import MIN_CODE_LENGTH, pattern
from fanpin_app.registry.households import id_numbers

# What offices write below their tables in rows without a key: sums, signatures, notes.
NOTE = re.compile(
	r".{0,4}(?:合计|总计|小计|共计|累计)"
	r"|过次页|承前页|承上页|接上页|转[次下]页"
	r"|共\d+|本页|填表|制表|审核|复核|填报|盖章|经办人|联系人|联系电话|(?:单位|主要|分管)?(?:负责人|领导)"
	r"|(?:打印|导出|生成|下载)(?:日期|时间|人)"
	r"|备注|说明|注\d*[:、]|附[:件]|单位[:(]|日期:|年月日"
)
# The name in a row of totals, also where a program filled the cells above it down, with somebody's number.
TOTAL = re.compile(
	r"(?:本[页村组户月镇乡县期次表]|全[村组镇乡县区户年]|第?.{1,3}页|以上|累计|分类)?(?:[合总小共累]计|汇总)[:]?"
)
# In a row with a number: a person's sum, such as 张三小计, or an example of how to fill in the form.
SUM_OF_PERSON = re.compile(r".+(?:[合总小共累]计|汇总)\)?:?")
EXAMPLE = re.compile(
	r"(?:填[写报表])?(?:示例|样例|范例|举例|例如|例(?=[:、.)]|$)).*|.+\((?:示例|样例|例|举例)\)"
)
# In a column that is not read: figures that the file itself corrects in another row.
SUPERSEDED = re.compile(
	r"\(?(?:更[正改]|修[正改订]|订正|纠正|改正|调整|变更)前(?:的?(?:数据?|记录|金额|原?值))?\)?"
)
SUM_OF_TABLE = re.compile(r"[本全]\s*[页表村镇区]|以上|累计")
REMARKS = re.compile(r"备\s*[注註考]|備[注註考]|[附说說]明|^附?注$")
HEADER_OF_SUPERSEDED = re.compile(
	r"更[正改]|修[正改订]|订正|纠正|改正|调整|变更|类[型别]|情况|状态|标[志识记]|性质|说明|注|版本"
)
MAX_TOTAL_LENGTH = 12
NAME_HEADERS = ("姓名", "村名", "名称")
UNIT = re.compile(r"\(?(?:单位:)?(?:人民币)?(?:万元|千元|元|人|户|天|月|年月日)\)?")
# Column numbers, which statistical forms have below the header: 甲 乙 1 2 3=1+2.
NUMBER_OF_COLUMN = re.compile(r"[甲乙丙丁戊己庚辛]|栏次|[A-Z]|\(?\d{1,2}\)?(?:=.*)?")
DAY_OF_SIGNATURE = re.compile(r"\d{4}\s*年")
MAX_NUMBER_OF_COLUMN_LENGTH = 8
# What exports of databases have below the header: names and types of fields, and which of them are required.
FIELD = re.compile(
	r"[A-Za-z][A-Za-z_]{0,30}\d{0,2}(?:\(\d+(?:,\d+)?\))?|yyyy[-/]?mm[-/]?dd|(?:非?必[填录需]|选[填录]|可选|文本|字符串?|数字|数值|日期|整数)(?:型|项)?(?:\(\d+\))?",
	re.IGNORECASE,
)
MIN_FIELDS = 3
ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?![\dA-Za-z])")
BETWEEN_WORDS = re.compile(r"[\s,;:|、()]+")
# An ID number that lost a few digits still has at least this many; a date has fewer.
MIN_SLIP_LENGTH = 10


class DataTest:
	"""Tests whether a row is data.

	A row with a key is, unless it is named as a total. A row without one is not if it has neither a name nor a figure nor
	a word that the feed maps, or if it begins like a sum, a signature or a note and names nobody.
	"""

	def __init__(self, feed: Feed, positions: dict[str, int], headers: Sequence[str]):
		self.key = feed.match_key
		read = set(positions.values())
		self.unread = [place for place in range(len(headers)) if place not in read]
		self.remarks = {place for place in self.unread if REMARKS.search(headers[place])}
		self.shortest = 1 if self.key.data_type == "Code" else id_numbers.OLD_ID_LENGTH
		self.key_place = positions.get(self.key.header)
		places = [
			(positions[column.header], column)
			for column in feed.columns
			if column.header in positions and column is not self.key
		]
		self.names = [place for place, column in places if _holds_names(column)]
		self.name_place = self.names[0] if self.names else None
		self.figures = [place for place, column in places if column.data_type in FIGURES]
		self.days = [place for place, column in places if column.data_type == "Date"]
		self.words = [(place, column.value_map) for place, column in places if column.value_map]
		# How the table's codes are written, by the first of them.
		self.pattern = ""

	def __call__(self, row: list[Cell], written: list[Cell]) -> bool:
		"""`row`: the cells in the order of the columns; `written`: the file's cells that are not blank, in file order."""
		key = cell_at(row, self.key_place)
		name = cell_at(row, self.name_place) or written[0]
		if isinstance(name, str) and ("计" in name or "汇" in name) and _is_total(name):
			return False
		if isinstance(key, str) and self._is_plain(key):
			return len(key) > MAX_NUMBER_OF_COLUMN_LENGTH or not counts_columns(written)
		if counts_columns(written) or _names_units(written) or describes_fields(written):
			return False
		if self._is_key(key):
			return True
		has_name = any(self._is_name(cell_at(row, place)) for place in self.names)
		has_figure = any(_is_figure(cell_at(row, place)) for place in self.figures)
		says_something = has_figure or self._has_word(row)
		if any(is_note(cell) for cell in self._labels(row, written)):
			return says_something and (has_name or self._has_day(row))
		if len(written) == 1 and not (has_figure or (_is_specific(written[0]) and not is_blank(key))):
			return False
		return not is_blank(key) or has_name or says_something

	def is_lost(self, row: list[Cell], written: list[Cell]) -> bool:
		"""Whether a row that is no data by its columns holds the number of a person or of one of the table's households
		nevertheless, and is no row of totals: it may be a row in one cell, or a note about them."""
		name = cell_at(row, self.name_place) or written[0]
		if isinstance(name, str) and _is_total(name):
			return False
		in_file = [cell.written or cell if isinstance(cell, CellError) else cell for cell in written]
		return holds_id_number(in_file) or (bool(self.pattern) and holds_code(in_file, {self.pattern}))

	def note_key(self, row: list[Cell]) -> None:
		"""Keep how the codes of the table are written, from a row of data."""
		if self.key.data_type == "Code":
			self.pattern = pattern(cells.text(cell_at(row, self.key_place)))

	def is_sum_or_example(self, row: list[Cell], written: list[Cell]) -> bool:
		"""Whether a row of data says in its first cell, or in its name, that it is an example or a person's sum, or in a
		column that is not read, such as the numbers of the rows, that it is a sum."""
		for place in self.unread:
			cell = cell_at(row, place)
			if isinstance(cell, str) and ("计" in cell or "汇" in cell) and _is_total(cell):
				# A remark may be 小计 or 合计 of the bill itself.
				if place not in self.remarks or SUM_OF_TABLE.search(cell):
					return True
		name, first = cell_at(row, self.name_place), written[0]
		if isinstance(name, str) and ("计" in name or "汇" in name):
			return SUM_OF_PERSON.fullmatch(_plain(name)) is not None
		return _is_example(first) or _is_example(name)

	def _is_plain(self, key: str) -> bool:
		"""Fast path: whether a text is a number as most rows have it."""
		return len(key) >= self.shortest and key.isascii() and key.isalnum() and not key.isalpha()

	def _is_key(self, key: Cell) -> bool:
		"""Whether a cell is an ID number, also one with a typing error, or a stand-in for one."""
		if is_blank(key) or is_note(key):
			return False
		written = cells.text(key)
		if is_error(key) or cells.is_stand_in(written):
			return True
		if self.key.data_type == "Code":
			return any(char.isdigit() for char in written) and not DAY_OF_SIGNATURE.match(written)
		return _is_specific(key) and sum(char.isdigit() for char in written) >= MIN_SLIP_LENGTH

	def _labels(self, row: list[Cell], written: list[Cell]) -> Iterator[Cell]:
		"""The cells that identify a row: its first words, and its name."""
		yield next((cell for cell in written if isinstance(cell, str)), None)
		for place in self.names:
			yield cell_at(row, place)

	@staticmethod
	def _is_name(cell: Cell) -> bool:
		return (
			isinstance(cell, str)
			and not is_blank(cell)
			and not is_note(cell)
			and not any(char.isdigit() for char in cell)
		)

	def _has_day(self, row: list[Cell]) -> bool:
		return any(_is_figure(cell_at(row, place)) for place in self.days)

	def _has_word(self, row: list[Cell]) -> bool:
		return any(cells.text(cell_at(row, place)) in words for place, words in self.words)


class SupersededTest:
	"""Tests whether a row says in a column that is not read that it is the state before a correction: 更正前."""

	def __init__(self, headers: Sequence[str], positions: Mapping[str, int]):
		known = set(positions.values())
		self.places = [
			place
			for place, header in enumerate(headers)
			if place not in known and HEADER_OF_SUPERSEDED.search(header)
		]

	def __call__(self, row: Sequence[Cell]) -> bool:
		for place in self.places:
			cell = cell_at(row, place)
			if type(cell) is str and "前" in cell and SUPERSEDED.fullmatch(_plain(cell)):
				return True
		return False


def counts_columns(written: list[Cell]) -> bool:
	"""Whether a row holds the column numbers 1, 2, 3 and so on."""
	first = written[0]
	if len(written) < 2 or (isinstance(first, str) and len(first) > MAX_NUMBER_OF_COLUMN_LENGTH):
		return False
	if not NUMBER_OF_COLUMN.fullmatch(cells.text(first)):
		return False
	texts = [cells.text(cell) for cell in written]
	if not all(map(NUMBER_OF_COLUMN.fullmatch, texts)):
		return False
	numbers = [int(found[0]) for each in texts if (found := re.search(r"\d+", each))]
	return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def describes_fields(row: Iterable[Cell]) -> bool:
	"""Whether a row holds names or types of fields alone: xm, sfzh, zyzf; VARCHAR(30); 必填."""
	written = [cell for cell in row if not is_blank(cell)]
	return len(written) >= MIN_FIELDS and all(
		isinstance(cell, str) and FIELD.fullmatch(cells.text(cell)) for cell in written
	)


def holds_id_number(written: Iterable[Cell]) -> bool:
	"""Whether a valid ID number is in the cells' texts, also among other words."""
	return any(
		id_numbers.is_valid(found.upper())
		for cell in written
		if isinstance(cell, str)
		for found in ID_NUMBER.findall(cells.text(cell))
	)


def holds_code(written: Iterable[Cell], patterns: Set[str]) -> bool:
	"""Whether one of the words in the cells' texts is written like the codes of a table."""
	return any(
		len(found := pattern(word)) >= MIN_CODE_LENGTH and found in patterns
		for cell in written
		if isinstance(cell, str)
		for word in BETWEEN_WORDS.split(cells.text(cell))
	)


def _names_units(written: list[Cell]) -> bool:
	return all(isinstance(cell, str) and UNIT.fullmatch(_plain(cell)) for cell in written)


def _holds_names(column: Column) -> bool:
	return column.data_type == "Name" or any(
		header in each for each in column.spellings for header in NAME_HEADERS
	)


def _is_total(cell: str) -> bool:
	"""Whether a cell is 合计, 小计 or the like alone."""
	return len(cell) <= MAX_TOTAL_LENGTH and TOTAL.fullmatch(_plain(cell)) is not None


def _is_example(cell: Cell) -> bool:
	return isinstance(cell, str) and "例" in cell and EXAMPLE.fullmatch(_plain(cell)) is not None


def is_note(cell: Cell) -> bool:
	return isinstance(cell, str) and NOTE.match(_plain(cell)) is not None


def _plain(cell: Cell) -> str:
	return "".join(cells.text(cell).split())


def _is_figure(cell: Cell) -> bool:
	if isinstance(cell, str):
		return any(char.isdigit() for char in cell) or cell.startswith("#")
	return not is_blank(cell)


def _is_specific(cell: Cell) -> bool:
	"""Whether a cell holds mostly digits, like numbers of people and amounts."""
	written = cells.text(cell)
	return sum(char.isdigit() for char in written) * 2 > len(written)


def cell_at(row: Sequence[Cell], place: int | None) -> Cell:
	"""The cell; None where the row is shorter, or there is no such column."""
	return row[place] if place is not None and place < len(row) else None
