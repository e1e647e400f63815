"""Words by which a row may be void or wrong (作废, 已退费, 审核不通过), in columns of a file that are not read, and in comments.

Only the sender knows whether they are about the whole row, so the row counts, and the batch names it. Where such a column
has other figures than those that are read (更正后金额), the file is held.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from frappe import _

from fanpin_app.discovery.feeds.definitions import FIGURES
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.plausibility.unread_columns.contradictions import Contradictions
from fanpin_app.discovery.plausibility.unread_columns.ended_words import EndedWords
from fanpin_app.discovery.plausibility.unread_columns.notes_in_names import NotesInNames
from fanpin_app.discovery.plausibility.unread_columns.periods import PeriodColumns
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

# 未作废 and 无退费 mean the opposite.
VOID = re.compile(
	r"(?<![未无非没否])(?:作废|退费|退款|退票|冲销|冲红|红冲|冲正|冲减|注销|撤[销单回]|失效|无效|取消|驳回|不予|不合格|不相?符|不一致"
	r"|已退(?!休|伍|役|出|捕|耕|牧|林)|再就业|已就业|(?:此|本|该|这)[行条笔]?(?:删除|不算)|[应须请待]删除?|已删除|重复(?!住院|入院)"
	r"|测试数据|试录|停用|(?:已|全部|全额|贷款)(?:结清|还清)|劝返|已?复学|已(?:去世|死亡|故|亡)|死亡(?!证明|赔偿|保险|抚恤|补)|病故|身故|亡故"
	r"|外嫁(?!女)|迁出|搬走|报废|灭失|拆除|已处置|已核销|核减|剔除"
	r"|误[报录]|[多虚错重]报(?!销)|[录填报登写输]错|错[录填登]|[多少]录|有误(?!差)|错误(?!率)|不实(?!时)|不准(?!时|予)|虚假|冒用|冒名|盗[刷用]|代刷|挂错"
	r"|查无此人|存疑|待[核定查]|(?:数据|金额|费用)不[准对要]|暂估|估算|预结算|预收|押金|他人(?:的|费用|名下|账户|所)"
	r"|应[为是改]为?\s*\d|更正|改为)"
	r"|(?:不|未|没有?)(?:予)?(?:审核)?(?:通过|核准|批准)|(?:不|否)通过|不(?:予|再)?计(?:入|算)?(?![息较])|未审核|未结算|未出院|非本人|不是本人"
	r"|^反?担保人$|(?:全家|家庭|全户)合计|上[年月期]结转|^删除?$|不要了?$|(?:自然|机械|人口|人员|成员)减少|减员"
)
# Each such word has one of these characters: a fast check, since most columns have none.
SIGN = re.compile(
	r"[废退冲红销撤失效取驳予合符致就过准删复测试清劝故世亡计停嫁迁搬灭拆置减剔误错报录实假冒盗刷查疑待估预押他应更改非未转要挂算对是担]"
)
# Headers under which any entry means void: 注销日期, 退费金额, 是否作废.
VOID_HEADER = re.compile(
	r"作废|退费|退款|冲销|冲正|注销|撤销|无效|失效|复学|劝返|结清|还清|去世|死亡|报废|核减|删除标|是否(?:删除|重复|剔除|异常)"
	r"|^(?:是否)?(?:剔除|删除|重复|异常|存疑|有误|错误|疑点|取消|不计入?|应退|退回|本次退回|扣减|冲减|调整|退补)(?:金额|费用|标[志识记])?$"
	r"|^(?:is[_ ]?)?(?:deleted?|void(?:ed)?|invalid|cancel(?:l?ed)?|del[_ ]?flag)$",
	re.IGNORECASE,
)
# Headers under which a no means void: 是否结算, 是否计入, 有效标志.
COUNTS_HEADER = re.compile(
	r"^(?:是否)?(?:纳入|入库|核对|属实|核实|选择|选中|勾选|确认|计入|采用|上报|复核|审核)(?:与否)?$|是否(?:已经?)?(?:予以)?(?:结算|计入|计算|有效|生效|通过|确认|核准|合格|采用|纳入统计|本人|上报|报送|属实|审核)"
	r"|^有效(?:标[志识记]|状态|否)?$|^(?:is[_ ]?)?(?:valid|active|enabled)(?:[_ ]?flag)?$",
	re.IGNORECASE,
)
NO = re.compile(r"否|不是?|未.{0,6}|不.{1,6}|无效|N|NO|F|FALSE|0|×|X|✗|✘|❌|☒|☐|□", re.IGNORECASE)
TRUE = "TRUE"
NOT_VOID = re.compile(r"[否未无不非没].*|正常|有效|N|NO|F|FALSE|0*\.?0*元?", re.IGNORECASE)
# Headers of figures that correct the ones that are read: 更正后金额, 应为.
CORRECTED_HEADER = re.compile(r"(?:更正|修正|改正|订正|纠正|更改|冲正)|^应[为是]|应改|正确(?:的|金额|数|值)")
OTHER_THAN_FIGURE = re.compile(r"次数|日期|时间|原因|说明|状态|标[志识记]|人员?$|号码?$")
# Longer texts are about many things.
MAX_WORD_LENGTH = 40
MAX_WORDS, MAX_PLACES = 3, 10
BETWEEN_WORDS = "”、“"


@dataclass
class Watched:
	"""A column that is not read: its header, which may be empty, its name in messages, and what was found in it."""

	header: str
	name: str
	# Rows with words by which they may be void, the first of them, and the words.
	rows: int = 0
	first: list[str] = field(default_factory=list)
	words: dict[str, None] = field(default_factory=dict)
	# Rows with anything in a column without a header, and an example.
	filled: int = 0
	example: str = ""
	# Rows whose figure corrects one that is read.
	corrected: list[str] = field(default_factory=list)


class VoidWords:
	"""Counts such cells in accepted rows."""

	def __init__(self, table: Table, periods: PeriodColumns):
		self._read = {
			table.positions[column.header]
			for column in table.feed.columns
			if column.role != "Description" and table.has(column)
		}
		if (name := table.feed.name_column) and table.has(name):
			self._read.add(table.positions[name.header])
		self._figures = [
			table.positions[column.header]
			for column in table.feed.columns
			if column.data_type in FIGURES and table.has(column)
		]
		self._name_of = table.sections[0].name_of_column
		self._ended = EndedWords(table)
		self._contradictions = Contradictions(table)
		self._notes_in_names = NotesInNames(table)
		self._periods = periods
		self._all = self._width = 0
		self._columns: dict[int, Watched] = {}
		self._watch(table.headers)
		outside = dict.fromkeys(each for section in table.sections for each in section.sheet.texts)
		self._comments = [
			written
			for each in outside
			if len(written := cells.text(each)) <= MAX_WORD_LENGTH and VOID.search(written)
		]

	def _watch(self, headers: Sequence[str]) -> None:
		"""Watch the columns behind those known so far."""
		for place, header in enumerate(headers, start=self._width):
			if place not in self._read:
				self._columns[place] = Watched(header, header or self._name_of(place))
		self._width += len(headers)

	def add(self, rows: Sequence[Row]) -> None:
		self._all += len(rows)
		self._contradictions.add(rows)
		self._notes_in_names.add(rows)
		self._periods.add(rows)
		width = max((len(row.cells) for row in rows), default=0)
		self._watch([""] * (width - self._width))
		for place, column in self._columns.items():
			# A column has few different words, or one for each row: check them all at once.
			written = {row.cells[place] for row in rows if place < len(row.cells)}
			void = _void(written, column.header)
			ended = self._ended.cells(written, column.header) - void
			if void or ended:
				found = [
					row
					for row in rows
					if place < len(row.cells)
					and (
						row.cells[place] in void
						or (row.cells[place] in ended and self._ended.is_ended(row, place, column.header))
					)
				]
				column.rows += len(found)
				column.first += [
					place_of(row.sheet, row.number) for row in found[: MAX_PLACES - len(column.first)]
				]
				column.words.update(dict.fromkeys(cells.text(row.cells[place]) for row in found))
			if not column.header:
				_count_filled(place, column, written, rows)
			elif _corrects(column.header) and place not in self._contradictions.places:
				column.corrected += [
					place_of(row.sheet, row.number) for row in rows if self._is_corrected(row, place)
				]

	def _is_corrected(self, row: Row, place: int) -> bool:
		"""Whether the row has a figure there that is none of those that are read."""
		if not (figure := _figure_at(row, place)):
			return False
		return all(_figure_at(row, each) != figure for each in self._figures)

	def reasons(self) -> Iterator[str]:
		"""A sentence for each column with figures that correct, or words that contradict, those that are read."""
		yield from self._contradictions.reasons()
		yield from self._notes_in_names.reasons()
		yield from self._periods.reasons()
		for column in self._columns.values():
			if column.corrected:
				yield _(
					"{0} rows have a figure under {1}, a column that is not read, which seems to correct one that is: {2}. Write the correct figures into the columns that are read, and send the file again."
				).format(len(column.corrected), column.name, shortened(column.corrected, MAX_PLACES))

	def remarks(self) -> Iterator[str]:
		yield from self._periods.remarks()
		if self._comments:
			yield _(
				"A comment or text box says “{0}”. It is not read, and all rows were counted. Where rows do not count or are wrong, take them out or correct them, and send the file again."
			).format(shortened(self._comments, MAX_WORDS, separator=BETWEEN_WORDS))
		for column in self._columns.values():
			if column.rows:
				yield _(
					"{0} rows say “{1}” under {2}, a column that is not read, and were counted: {3}. Where such rows do not count or are wrong, take them out or correct them, and send the file again."
				).format(
					column.rows,
					shortened(column.words, MAX_WORDS, separator=BETWEEN_WORDS),
					column.name,
					shortened(column.first, MAX_PLACES, column.rows),
				)
		yield from self._remarks_on_columns_without_header()

	def _remarks_on_columns_without_header(self) -> Iterator[str]:
		"""Columns left of those that are read have numbers of rows; in few rows, a mark was written beside the table."""
		for place, column in self._columns.items():
			if place > min(self._read) and not column.rows and column.filled * 2 > self._all:
				yield _(
					"{0} has no header and was not read; {1} of {2} rows have something there, such as “{3}”. If it belongs to the table, write its header above it and send the file again."
				).format(column.name, column.filled, self._all, column.example[:MAX_WORD_LENGTH])


def _count_filled(place: int, column: Watched, written: set[Cell], rows: Sequence[Row]) -> None:
	if all(map(cells.is_blank, written)):
		return
	in_rows = [row.cells[place] for row in rows if place < len(row.cells)]
	filled = [cell for cell in in_rows if not cells.is_blank(cell)]
	column.filled += len(filled)
	column.example = column.example or cells.text(filled[0])


def _corrects(header: str) -> bool:
	return CORRECTED_HEADER.search(header) is not None and not OTHER_THAN_FIGURE.search(header)


def _figure_at(row: Row, place: int) -> Decimal | None:
	return cells.amount_or_none(cell_at(row.cells, place))


def _void(written: set[Cell], header: str) -> set[Cell]:
	"""The cells that mean void, in a column of this header."""
	if not (VOID_HEADER.search(header) or COUNTS_HEADER.search(header)):
		words = [cell for cell in written if isinstance(cell, str) and not cell.isascii()]
		if not SIGN.search("\n".join(words)):
			return set()
		written = {cell for cell in words if SIGN.search(cell)}
	return {cell for cell in written if _is_void(cell, header)}


def _is_void(cell: Cell, header: str) -> bool:
	if COUNTS_HEADER.search(header):
		return not cells.is_blank(cell) and NO.fullmatch(cells.text(cell)) is not None
	if cells.is_blank(cell) or isinstance(cell, bool):
		return cell is True and VOID_HEADER.search(header) is not None
	if isinstance(cell, str) and len(cell) > MAX_WORD_LENGTH:
		return False
	written = cells.text(cell)
	if VOID_HEADER.search(header):
		return written.upper() == TRUE or not (NOT_VOID.fullmatch(written) or cells.is_stand_in(written))
	return isinstance(cell, str) and VOID.search(written) is not None
