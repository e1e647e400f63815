"""Notes beside a column's name: its unit, and in brackets whose figures they are and of which time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from frappe import _

from fanpin_app.discovery.feeds.definitions import (
	FIGURES,
	OPENING_BRACKET,
	UNIT_BEHIND_NAME,
	WORDS_FOR_NAME,
	Column,
)
from fanpin_app.discovery.feeds.definitions import plain_header as _plain
from fanpin_app.discovery.readers.cells import Cell, text
from fanpin_app.discovery.refusals.errors import AMBIGUOUS_COLUMN, FileRefusedError

YUAN = "元"
UNITS = {
	YUAN: Decimal(1),
	"百元": Decimal(100),
	"千元": Decimal(1000),
	"万": Decimal(10_000),
	"万元": Decimal(10_000),
	"百万元": Decimal(1_000_000),
	"亿元": Decimal(100_000_000),
}
# The last bracket may be unclosed.
IN_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)(?:[)\]】〕]|$)")
# "单位:人、人民币万元": the text after the word, up to the next space or sign, split into parts.
UNITS_IN_LINE = re.compile(
	r"(?:单\s*位\s*[:为是(/—-]*|(?:币\s*[种别]|货\s*币)\s*[:为是(]+|(?:人民币|金额)\s*:)\s*([^\W\d_]+(?:/[^\W\d_]+)?(?:\s*[、,和及]\s*[^\W\d_]+(?:/[^\W\d_]+)?)*)"
)
COUNTED_IN_LINE = re.compile(
	r"[以按]\s*([^\W\d_]{1,6}?)\s*(?:为单位|计(?![入算提])|表示|填[列写报])|金额[均都]?为\s*([^\W\d_]{1,6})"
)
# 单位:10000元, Unit: 10,000 yuan.
COUNTED_IN_DIGITS = re.compile(
	r"单\s*位\s*[:为是(]?\s*([\d,]+)\s*元|units?\s*:?\s*([\d,]*)\s*(?:yuan|RMB|CNY)", re.IGNORECASE
)
UNIT_ALONE = re.compile(r"(?:(?:金额|计量)?单位)?[:(]?(?:人民币)?[十百千万亿]*元[)]?")
WORD_FOR_UNIT = re.compile(r"(?:(?:金额|计量|货币)?单\s*位|币\s*[种别]|货\s*币)\s*[:]?")
BETWEEN_UNITS = re.compile(r"[、,和及\s]+")
FOR_EACH = re.compile(r"/[人户]次?$")
BEFORE_UNIT = re.compile(r"^(?:金额|计量)?(?:单位)?[:为是]?(?:人民币)?")
MONEY = re.compile(r"元|币|^[十百千万亿]+$|^[角分wWkK]$")
# For a line above the table, which may be about anything: an office is no unit (单位:元谋县医保局), nor is an amount in
# words (三千元).
MONEY_IN_LINE = re.compile(
	r"(?![一二两三四五六七八九])(?:[十百千万亿wWkK]+|[角分]|[^\W\d_]{0,4}(?:元|币|美金|英镑)(?:/.*)?|USD|HKD|MOP|TWD|EUR|JPY|GBP)"
)
OTHER_TIME = re.compile(r"上年|去年|前年|往年|上月|上期|同期|累计|计划|预计|预算")
YEAR = re.compile(r"(?<!\d)(20\d{2})(?:年|(?!\d))")
MAX_GROUP_LENGTH = 8
MONTHS = r"\d{1,2}月?[-—~至到]\d{1,2}月"
OTHER_TIME_OF_GROUP = re.compile(
	rf"{OTHER_TIME.pattern}|{MONTHS}|季度|半年|历年|截[至止]|至今|家庭合计|全家|[人户月]均"
	r"|(?:报销|补偿|救助|减免|核[定减实]|审核|调整|更正)前|退[费款]|冲[销红]|红冲|作废|目标|估算|测算"
)
# A title in the first column, where the name of a group of people may be as well.
TITLE = re.compile(r"[:表单册]|台账|名录|情况$")
# Not another time where the feed's period is a year.
WHOLE_YEAR = re.compile(r"全年|年度|20\d{2}年$")
# For words: a person's state, or a place's, before or after the file's time.
OTHER_TIME_OF_STATE = re.compile(
	r"上一?(?:学[期年]|季度?|周|次|批)|下(?:学[期年]|季度?|月|年|次)|整改前|(?:变更|调整|变动|核查|复核|帮扶|改造|维修|处理)前|原来?$"
	rf"|之前|以前|曾|历史|{OTHER_TIME.pattern}"
)
OTHER_PERSON = re.compile(
	r"户主|家长|父|母|监护人|配偶|代办|经办|子女|申请人|死者|联系人|受益人|担保人|投保|缴费|付款|肇事|对方|第三[人方]|法定|代理|代领|领款"
)
# The same above a group of columns, where 申请人信息 is about the row's own person.
OTHER_PERSON_OF_GROUP = re.compile(r"户主|家长|父|母|监护人|配偶|代办|经办|联系人|担保人|代理|代领")
# Beside a name: whoever fills in, answers or acts for the person. Benefits are often listed by the head of the household.
OTHER_NAME = re.compile(
	r"经办|代办|填[报表]|制表|录入|审核|复核|联系|监护|担保|保证人|家长|代理|代领|领款|开户|法定|网格员|医[生师]|报案"
)
# Beside a day: another calendar, or the day of something else.
OTHER_DAY = re.compile(
	r"[农阴旧夏藏]历|佛历|回历|伊历|黄历|民国|入院|住院|就[诊医]|上传|打印|录入|导[出入]|下载|制[表单]|填[报表]|上报|报送|申[请报]|受理|审[核批]|缴费|交费|开[始户]|起始|出生|预约|推算|约$|大概"
)
OTHER_DAY_OR_TIME = re.compile(rf"{OTHER_TIME.pattern}|{OTHER_DAY.pattern}")
# A note on a day that says how it is written, or names the day that is meant.
HARMLESS_FOR_DAY = re.compile(
	r"[必选可][填录选]|可不填|.*格式.*|[公阳新西]历|[年月日yYmMdD\d/.\-: 至到、]*|.*(?:示例|例如|精确到|具体到|文本|日期型|年月日).*|如.*\d.*|出院|结算|报销|本[年月期次]|当[年月期]|数据|元"
)
# What is counted. An amount is in money: such a note says that it counts something else, or is for one of them.
COUNTED = re.compile(r"人次?|天|日|个?月|次数?|户|个|件|亩")
PERIODS_COUNTED = {"天": "天", "日": "天", "月": "月", "个月": "月", "次": "次", "次数": "次"}
# A part of the year, where the feed's period is a year.
PART_OF_YEAR = re.compile(r"[本当][月次]|20\d{2}年?\d{1,2}月")
# Notes that do not change a figure's meaning: whether it is required, this period, how it is written.
HARMLESS = re.compile(
	r"[必选可][填录]|可不填|可空|合计|本[年月期次]|当[年月期]|20\d{2}年?(?:\d{1,2}月)?|\d{1,2}"
	r"|保留.{1,4}[小位].*|(?:单位)?[:为]?.{0,4}元"
)
PARTS = re.compile(r"[,;、]")


def unit_in_header(cell: Cell, column: Column) -> Decimal | None:
	"""Yuan per unit as named in the header's brackets, None where they name no unit. Raises FileRefusedError for an
	unknown unit, and for two."""
	named = [part for part in _notes(cell) if MONEY.search(part)]
	if unit := known_unit(cell):
		return unit
	if named:
		raise FileRefusedError(
			AMBIGUOUS_COLUMN,
			_("The column {0} counts in “{1}”, which is not read. Give it in yuan (元) or in 万元.").format(
				column.header, "、".join(named)
			),
		)
	return None


def known_unit(header: Cell) -> Decimal | None:
	"""Yuan per unit as named in the header's brackets, None where they name no unit that can be read, or several."""
	units = {UNITS.get(part) for part in _notes(header) if MONEY.search(part)}
	return units.pop() if len(units) == 1 else None


def _notes(header: Cell) -> list[str]:
	"""The notes in the header's brackets and the unit behind its name, split into parts, without the word for a unit."""
	plain = _plain(header)
	written = IN_BRACKETS.findall(plain)
	if behind := UNIT_BEHIND_NAME.search(OPENING_BRACKET.split(plain)[0]):
		written.append(behind[1] or behind[2])
	return [BEFORE_UNIT.sub("", part) for notes in written for part in PARTS.split(notes)]


def unit_in_lines(rows: Iterable[Sequence[Cell]]) -> Decimal | None:
	"""The unit that a line above or between the rows names for all of them: 单位：万元, 情况表（万元）.

	Raises FileRefusedError for a line that names an unknown unit of money, or two of them.
	"""
	for row in rows:
		for line in _lines_of(row):
			if unit := _unit_in_line(line):
				return unit
	return None


def unit_in_names(names: Iterable[str]) -> Decimal | None:
	"""The unit in brackets in the name of a sheet or a file: 医保自付(万元)."""
	return _only_unit(part for name in names for part in IN_BRACKETS.findall(text(name)))


def name_of_unit(unit: Decimal) -> str:
	return {yuan: name for name, yuan in UNITS.items()}.get(unit, f"{unit:f}{YUAN}")


def _lines_of(row: Sequence[Cell]) -> Iterator[str]:
	"""The texts in a row; the word 单位 is joined with the cell after it."""
	written = [text(cell) for cell in row if isinstance(cell, str) and cell.strip()]
	for place, line in enumerate(written):
		behind = written[place + 1] if place + 1 < len(written) else ""
		yield f"{line.rstrip(':')}:{behind}" if WORD_FOR_UNIT.fullmatch(line) else line


def unit_below_header(cell: Cell) -> Decimal | None:
	"""The unit in the cell directly below a header, if the cell has nothing else: 单位：万元, (万元), 万元.

	Raises FileRefusedError for an unknown unit of money.
	"""
	return _only_unit([_plain(cell).strip("()[]【】")]) if isinstance(cell, str) else None


def _unit_in_line(line: str) -> Decimal | None:
	named = [part for units in UNITS_IN_LINE.findall(line) for part in BETWEEN_UNITS.split(units)]
	named += ["".join(found) for found in COUNTED_IN_LINE.findall(line)]
	if digits := COUNTED_IN_DIGITS.search(line):
		return Decimal((digits[1] or digits[2]).replace(",", "") or 1)
	if UNIT_ALONE.fullmatch(line):
		named.append(line.strip("()"))
	# A title may add "(元)" for columns that do not name their unit.
	named += IN_BRACKETS.findall(line)
	return _only_unit(named)


def _only_unit(named: Iterable[str]) -> Decimal | None:
	found = {}
	for written in named:
		unit = FOR_EACH.sub("", BEFORE_UNIT.sub("", "".join(written.split())))
		if MONEY_IN_LINE.fullmatch(unit):
			found[UNITS.get(unit)] = unit
	if len(found) > 1 or None in found:
		raise FileRefusedError(
			AMBIGUOUS_COLUMN,
			_("The file counts in “{0}”, which is not read. Give it in yuan (元) or in 万元.").format(
				"、".join(found.values())
			),
		)
	return next(iter(found), None)


def refuse_other_meaning(cell: Cell, column: Column, is_of_years: bool = False) -> None:
	"""Raises FileRefusedError where the header's brackets say that the column is about another time or person, or have
	words on a figure that may change its meaning (人均, 含统筹), unless the feed knows the header exactly as written."""
	pattern = _other_meanings(column)
	for written in IN_BRACKETS.findall(_plain(cell)):
		if column.data_type == "Date" and (_plain(cell) in column.written or written in column.spellings):
			continue
		if (pattern and pattern.search(written)) or not _is_known_note(written, cell, column, is_of_years):
			raise FileRefusedError(
				AMBIGUOUS_COLUMN,
				_(
					"The column “{0}” may not be the {1} that is meant. Give the one that is meant, under the name {1} alone."
				).format(_plain(cell), column.header),
			)


def doubtful_note(cell: Cell, column: Column) -> str | None:
	"""The words in the brackets of a day's header that neither say how it is written nor are known to the feed."""
	if column.data_type != "Date" or _plain(cell) in column.written:
		return None
	notes = [part for written in IN_BRACKETS.findall(_plain(cell)) for part in PARTS.split(written)]
	doubtful = [
		part for part in notes if part not in column.spellings and not HARMLESS_FOR_DAY.fullmatch(part)
	]
	return "、".join(doubtful) or None


def is_of_name(column: Column) -> bool:
	"""Whether a column has the names of people."""
	return column.data_type == "Name" or any(
		word in each for each in column.spellings for word in WORDS_FOR_NAME
	)


def refuse_other_word(below: Cell, column: Column, is_of_years: bool) -> None:
	"""Raises FileRefusedError where the cell directly below a header says that the column is about another time or
	person, or counts something else. Other words there may be about anything."""
	written = _plain(below).strip("()[]【】")
	pattern = _other_meanings(column) if not is_of_name(column) else None
	if len(written) > MAX_GROUP_LENGTH:
		return
	is_other = bool(pattern and pattern.search(written))
	if column.data_type in FIGURES:
		is_other = (
			is_other
			or _counts_other(written, column)
			or bool(is_of_years and PART_OF_YEAR.fullmatch(written))
		)
	if is_other:
		raise FileRefusedError(
			AMBIGUOUS_COLUMN,
			_(
				"Below the header {0} is “{1}”: the column may not be the {0} that is meant. Give the one that is meant, under the name {0} alone."
			).format(column.header, written),
		)


def _other_meanings(column: Column) -> re.Pattern | None:
	"""The words that make a column of this kind another one."""
	if column.data_type in FIGURES:
		return OTHER_TIME
	if column.data_type == "Date":
		return OTHER_DAY_OR_TIME
	if is_of_name(column):
		return OTHER_NAME
	if column.data_type == "ID Number":
		return OTHER_PERSON
	return OTHER_TIME_OF_STATE if column.data_type == "Text" and column.role != "Description" else None


def _is_known_note(written: str, header: Cell, column: Column, is_of_years: bool) -> bool:
	if column.data_type not in FIGURES or _plain(header) in column.written:
		return True
	return all(_is_harmless(part, column, is_of_years) for part in filter(None, PARTS.split(written)))


def _is_harmless(part: str, column: Column, is_of_years: bool) -> bool:
	if part in column.spellings or BEFORE_UNIT.sub("", part) in UNITS:
		return True
	if COUNTED.fullmatch(part):
		return not _counts_other(part, column)
	return HARMLESS.fullmatch(part) is not None and not (is_of_years and PART_OF_YEAR.fullmatch(part))


def _counts_other(written: str, column: Column) -> bool:
	"""Whether a note counts something else than the column does: people in a column of money, months in one of days."""
	if not COUNTED.fullmatch(written):
		return False
	counted = {PERIODS_COUNTED[sign] for sign in "天日月次" if sign in column.header}
	return column.data_type == "Amount" or bool(
		counted and written not in ("人", "个") and PERIODS_COUNTED.get(written) not in counted
	)


def refuse_group_of_other_time(
	above: Sequence[Cell], place: int, column: Column, is_of_years: bool = False
) -> None:
	"""Raises FileRefusedError where the row above the header groups the column under another time (本年累计, 上月), or the
	number of the row's person under somebody else (家长信息).

	That row's first cell may be a title, which may be about anything.
	"""
	group = next((number for number in range(place, -1, -1) if number < len(above) and above[number]), None)
	if group is None or (group == 0 and not (column.data_type == "ID Number" and _groups_begin(above))):
		return
	written = _plain(above[group])
	if column.data_type in FIGURES:
		of_part = PART_OF_YEAR if is_of_years else WHOLE_YEAR
		is_other = OTHER_TIME_OF_GROUP.search(written) or of_part.search(written)
	else:
		is_state = column.data_type == "Text" and not is_of_name(column)
		pattern = _other_meanings(column) if is_state else None
		if column.data_type == "ID Number":
			pattern = OTHER_PERSON_OF_GROUP
		found = pattern.search(written) if pattern else None
		is_other = found and not _is_in_name(found[0], column)
	if len(written) <= MAX_GROUP_LENGTH and is_other:
		raise FileRefusedError(
			AMBIGUOUS_COLUMN,
			_(
				"The column {0} is below “{1}”. Give the figures of the period alone, without a heading of another time."
			).format(column.header, written)
			if column.data_type != "ID Number"
			else _(
				"The column {0} is below “{1}”: the number may be that of somebody else than the row is about. Give the number of the person that the row is about, under a heading that says so."
			).format(column.header, written),
		)


def _groups_begin(above: Sequence[Cell]) -> bool:
	"""Whether the row's first cell is the name of a group beside others, rather than a title."""
	return sum(bool(cell) for cell in above) > 1 and not TITLE.search(_plain(above[0]))


def _is_in_name(word: str, column: Column) -> bool:
	return any(word in each for each in column.spellings)


def refuse_other_year(cell: Cell, name: str, year: str) -> None:
	"""Raises FileRefusedError where the header's brackets name another year than the file's."""
	for written in IN_BRACKETS.findall(_plain(cell)):
		named = YEAR.search(written)
		if named and named[1] != year:
			raise FileRefusedError(
				AMBIGUOUS_COLUMN,
				_(
					"The column {0} is of {1}, and the file is of {2}. Correct the header or the period."
				).format(name, named[1], year),
			)
