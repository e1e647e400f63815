"""Words by which a row may be void (作废, 已退费, 审核不通过), in columns of a file that are not read, and in comments.

Only the sender knows whether they are about the whole row, so the row counts, and the batch names it.
"""

import re
from collections.abc import Iterator, Sequence

from frappe import _

from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

# 未作废 and 无退费 mean the opposite.
VOID = re.compile(
	r"(?<![未无非没否])(?:作废|退费|退款|退票|冲销|冲红|红冲|注销|撤销|失效|无效|取消|驳回|不予|不合格|不符合"
	r"|已退(?!休|伍|役|出|捕|耕|牧|林)|再就业|已就业|(?:此|本|该|这)[行条笔]?删除|[应须请待]删除?|重复(?!住院|入院)|测试数据|试录|停用"
	r"|(?:已|全部|全额|贷款)(?:结清|还清)|劝返|已?复学|已(?:去世|死亡|故|亡))"
	r"|(?:不|未|没有?)(?:予)?(?:审核)?(?:通过|核准|批准)|(?:不|否)通过|不(?:予|再)?计(?:入|算)?(?![息较])|^删除?$"
)
# Each such word has one of these characters: a fast check, since most columns have none.
SIGN = re.compile(r"[废退冲红销失效取驳予合符就过准删复测试清劝故世亡计停]")
# Headers under which any entry means void: 注销日期, 退费金额, 是否作废.
VOID_HEADER = re.compile(
	r"作废|退费|退款|冲销|注销|撤销|无效|失效|复学|劝返|结清|还清|去世|死亡|是否(?:删除|重复)"
)
# Headers under which a no means void: 是否结算, 是否计入.
COUNTS_HEADER = re.compile(
	r"是否(?:已经?)?(?:予以)?(?:结算|计入|计算|有效|生效|通过|确认|核准|合格|采用|纳入统计)"
)
NO = re.compile(r"否|不是?|未.{0,6}|不.{1,6}|无效|N|NO|FALSE|0|×|X", re.IGNORECASE)
NOT_VOID = re.compile(r"[否未无不非没].*|正常|有效|N|NO|0*\.?0*元?", re.IGNORECASE)
# Longer texts are about many things.
MAX_WORD_LENGTH = 40
MAX_WORDS, MAX_PLACES = 3, 10


class VoidWords:
	"""Counts such cells in accepted rows."""

	def __init__(self, table: Table):
		read = {
			table.positions[column.header]
			for column in table.feed.columns
			if column.role != "Description" and table.has(column)
		}
		if (name := table.feed.name_column) and table.has(name):
			read.add(table.positions[name.header])
		self._columns = {
			place: header for place, header in enumerate(table.headers) if header and place not in read
		}
		self._rows: dict[int, int] = dict.fromkeys(self._columns, 0)
		self._words: dict[int, dict[str, None]] = {place: {} for place in self._columns}
		self._first: dict[int, list[str]] = {place: [] for place in self._columns}
		outside = dict.fromkeys(each for section in table.sections for each in section.sheet.texts)
		self._comments = [
			written
			for each in outside
			if len(written := cells.text(each)) <= MAX_WORD_LENGTH and VOID.search(written)
		]

	def add(self, rows: Sequence[Row]) -> None:
		for place, header in self._columns.items():
			# A column has few different words, or one for each row: check them all at once.
			written = {row.cells[place] for row in rows if place < len(row.cells)}
			if void := _void(written, header):
				self._note(
					place, [row for row in rows if place < len(row.cells) and row.cells[place] in void]
				)

	def _note(self, place: int, rows: list[Row]) -> None:
		self._rows[place] += len(rows)
		named, words = self._first[place], self._words[place]
		named += [place_of(row.sheet, row.number) for row in rows[: MAX_PLACES - len(named)]]
		words.update(dict.fromkeys(cells.text(row.cells[place]) for row in rows))

	def remarks(self) -> Iterator[str]:
		if self._comments:
			more = "…" if len(self._comments) > MAX_WORDS else ""
			yield _(
				"A comment or text box says “{0}”. It is not read, and all rows were counted. Where rows do not count, take them out and send the file again."
			).format("”、“".join(self._comments[:MAX_WORDS]) + more)
		for place, header in self._columns.items():
			if not (count := self._rows[place]):
				continue
			words = list(self._words[place])
			yield _(
				"{0} rows say “{1}” under {2}, a column that is not read, and were counted: {3}. Where such rows do not count, take them out and send the file again."
			).format(
				count,
				"”、“".join(words[:MAX_WORDS]) + ("…" if len(words) > MAX_WORDS else ""),
				header,
				"、".join(self._first[place]) + ("…" if count > MAX_PLACES else ""),
			)


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
		return not (NOT_VOID.fullmatch(written) or cells.is_stand_in(written))
	return isinstance(cell, str) and VOID.search(written) is not None
