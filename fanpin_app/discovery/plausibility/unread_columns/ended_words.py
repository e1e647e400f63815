"""Words in columns that are not read by which a reported fact is over, or is somebody else's: 已竣工, 找到工作, 死者家属; days
on which it ended or a document expired; and in registers, words and days by which a person left or died.

Where the row says so itself (状态: 停保), the words only repeat it.
"""

import re
from datetime import date

from fanpin_app.discovery.feeds.definitions import Column
from fanpin_app.discovery.plausibility.unread_columns.outcomes import Outcome, outcomes_of
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.other_headings import MEANINGS_OF_OVER, REGISTER_TARGET
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

ENDED = re.compile(
	r"(?<![未无非没否不])(?:竣工|已改造|改造完[成工毕]|(?:消除|解除)(?:隐患|危险)|已(?:消除|解除)|过期(?!换)|冻结|降级|终止|中止|停[发领]|停保"
	r"|退[件出](?!贫)|找到工作|(?<!失业)就业登记|(?:已|实现)(?:上岗|入职|就业)|返校|转学|就读(?=$|[,;。、])|实际在[读校]|在.{1,8}(?:上学|读书)"
	r"|牛棚|猪[圈舍]|羊圈|鸡[舍棚]|柴房|杂物|附属用?房|[死伤患]者家属|受害人家属|肇事[方者人]|销号)"
)
# Each such word has one of these characters.
SIGN = re.compile(r"[竣造除期冻降终中停退找就岗职返转读上棚圈舍柴杂附属肇销]")
# Headers under which any entry means that it is over, a day unless it is before that of the fact: 再就业日期, 退出原因.
ENDED_HEADER = re.compile(
	r"(?:停保|停发|停领|退出|减少|销号|竣工|拆除|再就业|迁出|消除)(?:日期|时间|原因|情况|年月)$"
	r"|(?:失业|待遇|登记)?终止(?:原因|情况)$"
)
# Headers under which a yes means it.
YES_HEADER = re.compile(
	r"^是否(?:已经?)?(?:完成)?(?:改造|拆除|竣工|安全|空置|闲置|销号|停保|停发|终止|退出|(?:再)?就业)(?:完成)?$"
)
# People who left their household or died, in registers.
LEFT = re.compile(
	r"(?<![未无非没否不])(?:婚出|嫁出|出嫁|外嫁(?!女)|迁[出往]|[已户]迁|口迁|搬离|失踪|失联|服刑|判刑|入狱|收监|在押|参军|入伍|应征|消亡|销户|整户搬迁|分户(?!意愿)|空挂|挂靠户|离世)"
)
SIGN_OF_LEFT = re.compile(r"[嫁婚迁搬踪联刑狱监押军伍征亡销户挂世]")
LEFT_HEADER = re.compile(
	r"(?:迁出|搬离|离开|婚出|外嫁|出嫁|离世|去世|死亡|销户|分户|失踪|服刑|(?:自然|人口|成员)减少)(?:日期|时间|原因|情况|年月|去向|地)$"
)
LEFT_YES_HEADER = re.compile(
	r"^是否(?:已经?)?(?:迁出|搬离|死亡|去世|离世|销户|外嫁|婚出|失踪|失联|服刑|分户|整户迁出|空挂户?)$"
)
LEFT_NO_HEADER = re.compile(r"^是否(?:仍|还)?(?:在户|在册|健在|在世|存活|本户(?:人口|成员)|共同生活)$")
NO = re.compile(r"否|不.{0,3}|未.{0,4}|N|NO|F|FALSE|0|×|X", re.IGNORECASE)
YES = re.compile(r"是的?|有|已.{1,4}|Y|YES|T|TRUE|1|√|✓", re.IGNORECASE)
NOT_ENDED = re.compile(r"[否未无不非没].*|正常|N|NO|F|FALSE|0*\.?0*", re.IGNORECASE)
# A day before that of the fact under such a header is past.
EXPIRY_HEADER = re.compile(r"^(?:证件?|残疾证|卡)?(?:有效期限?|到期)(?:至|止|截止|到)?(?:日期|日|时间)?$")
MAX_WORD_LENGTH = 40


class EndedWords:
	"""Finds such cells in rows of monthly facts and of registers."""

	def __init__(self, table: Table):
		self.is_watched = table.feed.target == "Indicator Record"
		self.is_register = table.feed.target == REGISTER_TARGET
		self._outcomes = outcomes_of(table.feed) if self.is_watched else []
		columns = [column for column in table.feed.columns if table.has(column)]
		self._day = next(
			(table.positions[each.header] for each in columns if each.role == "Record Date"), None
		)
		self._states = [
			(table.positions[column.header], over) for column in columns if (over := _words_of_over(column))
		]

	def cells(self, written: set[Cell], header: str) -> set[Cell]:
		"""Those of a column's different cells that may mean it."""
		if self.is_register:
			return _left(written, header)
		if not self.is_watched:
			return set()
		if outcomes := self._outcomes_under(header):
			found = {cell for cell in written for each in outcomes if each.is_over(cell, None)}
			return found | self._by_words(written, header)
		return self._by_words(written, header)

	def _outcomes_under(self, header: str) -> list[Outcome]:
		return [each for each in self._outcomes if each.header.fullmatch(header)]

	def _by_words(self, written: set[Cell], header: str) -> set[Cell]:
		if YES_HEADER.search(header):
			return {cell for cell in written if _says_yes(cell)}
		if ENDED_HEADER.search(header) or EXPIRY_HEADER.search(header):
			return {cell for cell in written if _is_entry(cell)}
		words = [cell for cell in written if isinstance(cell, str) and not cell.isascii()]
		if not SIGN.search("\n".join(words)):
			return set()
		return {cell for cell in words if len(cell) <= MAX_WORD_LENGTH and ENDED.search(cells.text(cell))}

	def is_ended(self, row: Row, place: int, header: str) -> bool:
		"""Whether the row is over by its cell there, and does not say so itself."""
		if any(cells.text(cell_at(row.cells, state)) in words for state, words in self._states):
			return False
		if self.is_register:
			return True
		if outcomes := self._outcomes_under(header):
			recorded, cell = _day(row, self._day), cell_at(row.cells, place)
			return any(each.is_over(cell, recorded) for each in outcomes) or bool(
				self._by_words({cell}, header)
			)
		is_expiry = EXPIRY_HEADER.search(header) is not None
		if not (is_expiry or ENDED_HEADER.search(header)):
			return True
		day, recorded = _day(row, place), _day(row, self._day)
		if day is None or recorded is None:
			return not is_expiry
		return day < recorded if is_expiry else day >= recorded


def _left(written: set[Cell], header: str) -> set[Cell]:
	"""Those of a register's column's different cells by which a person left or died."""
	if LEFT_YES_HEADER.search(header):
		return {cell for cell in written if _says_yes(cell)}
	if LEFT_NO_HEADER.search(header):
		return {cell for cell in written if not cells.is_blank(cell) and NO.fullmatch(cells.text(cell))}
	if LEFT_HEADER.search(header):
		return {cell for cell in written if _is_entry(cell)}
	words = [cell for cell in written if isinstance(cell, str) and not cell.isascii()]
	if not SIGN_OF_LEFT.search("\n".join(words)):
		return set()
	return {cell for cell in words if len(cell) <= MAX_WORD_LENGTH and LEFT.search(cells.text(cell))}


def _words_of_over(column: Column) -> set[str]:
	return {word for word, meaning in column.value_map.items() if meaning in MEANINGS_OF_OVER}


def _day(row: Row, place: int | None) -> date | None:
	return cells.day_or_none(cell_at(row.cells, place))


def _says_yes(cell: Cell) -> bool:
	return not cells.is_blank(cell) and YES.fullmatch(cells.text(cell)) is not None


def _is_entry(cell: Cell) -> bool:
	written = cells.text(cell)
	return bool(written) and not (NOT_ENDED.fullmatch(written) or cells.is_stand_in(written))
