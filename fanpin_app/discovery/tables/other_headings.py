"""Headings by which the rows below are something else than the header says: void, to be checked, of last year.

    林某 | 440… | 3000
    作废：
    陈某 | 440… | 500     was taken back

Only the sender knows what such rows mean, so the file is refused; also for lines that say it of a column or of rows, such as
身份证号为户主的 and 以上数据作废.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NoReturn

from frappe import _

from fanpin_app.discovery.feeds.definitions import Feed
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.refusals.errors import AMBIGUOUS_COLUMN, FileRefusedError
from fanpin_app.discovery.tables.header_notes import IN_BRACKETS
from fanpin_app.discovery.tables.headings.revoking_words import (
	DENIED_MARK,
	MARK,
	MARKED_BEFORE,
	MARKED_ROWS,
	NOT_SENT_BESIDE_OTHERS,
	REVERSAL_IN_RED,
	REVOKING,
)
from fanpin_app.discovery.tables.headings.stated_meanings import REGISTER_TARGET, StatedMeanings
from fanpin_app.discovery.tables.headings.stated_periods import StatedPeriod, day_of, stated_period
from fanpin_app.discovery.tables.headings.titles_of_other_time import (
	is_of_one_day,
	refuse_title_of_other_time,
)
from fanpin_app.discovery.tables.sections import Section

DIGIT = re.compile(r"\d")
OTHER_BELOW = re.compile(
	r"(?:以下|下列|下面).*(?:统筹|报销|补偿|不计|不含|累计|上年|去年|上月|退费|作废|无效|非本人|外[县市省区镇乡](?:户籍|籍)?的?(?:人员|人口|居民)|待删|重复(?!住院|入院)|剔除|核减|冲减|扣减|退回|红字|查无此人|[上下]半年|季度|全家合计|家庭合计|测试|模拟|未结算|预结算"
	r"|(?:暂不|暂缓|不再?|未)(?:予)?(?:上报|报送|统计|入库|导入))"
)
REVOKED = re.compile(
	rf"(?<![未无非没否不含])(?<!涂改)(?<!盖章)(?<!签字)(?<!复印)({REVOKING})"
	r"[的了]?(?:户口|低保|特困|监测|登记|结算|录入|享受|参保|值|数|收入|人员|人|对象|农?户|家庭|学生|患者|者|资产|单据|部分|名单|明细|清单|记录|数据|信息|情况|台账|花名册|统计|汇总)*[册表]?[:。]?$"
)
# Brackets say as much: （草稿，未审核）.
REVOKED_IN_BRACKETS = re.compile(
	rf"(?:已|均|全部|暂|数据|本表|此表)*(?<![未无非没否不])({REVOKING})(?:的|稿|版|数|值|数据|表|人员|用)*"
)
PARTS = re.compile(r"[,;、。]")
# By which the rows are over, wherever it is in a title, unless they say so themselves: 注销残疾证人员, 危房拆除销号台账.
OVER = re.compile(
	r"(?<![未不没无非])(?:注销(?!前)|销[号户]|退出(?!贫困|脱贫)|竣工|拆除(?!重建)|过期(?![后者]?[换更补重续延未])|减员"
	r"|(?:改造|整改|帮扶)(?:前|完[成工毕])|已?(?:消除|解除|排除)(?:了|的)?.{0,6}(?:隐患|危险|险情)|(?:隐患|危险|险情)(?:已|均)*(?:消除|解除|排除)"
	r"|(?:已|全部|提前)(?:结清|还清)|(?:自然|机械|人口|人员|成员)减少|减少(?:的)?(?:人员|人口|成员))"
)
REDUCED = re.compile(
	r"(?:[(]?[一二三四五六七八九十\d]+[)]?[、.])?(?:本[月期年季])?减少(?:的)?(?:人员|对象|农?户|名单|部分)*:?"
)
# The same in titles of registers, whose households leave poverty or a risk, and stay.
OVER_IN_REGISTER = re.compile(
	r"(?<![未不没无非])(?:注销(?!前)|销户|(?<![搬拟])迁出(?!地)|外嫁|嫁出|婚出|消亡|减员|(?:自然|机械|人口|人员|成员)减少|减少(?:的)?(?:人员|人口|成员))"
)
# Lists of people at work or insured, where the feed is about people out of work; the latter ones may be out of work too.
REGISTERED_AT_WORK = re.compile(r"(?<!失业)就业登记|参加.{0,4}失业保险|失业保险(?:参保|缴费|扩面)|稳岗")
PERHAPS_AT_WORK = re.compile(r"灵活就业|就业困难")
OUT_OF_WORK = "失业"
REGISTERED_OUT_OF_WORK = re.compile(r"失业登记|登记失业|失业人员")
# Meanings of values by which a row itself says so.
MEANINGS_OF_OVER = frozenset({"Off", "In School", "Deceased", "Moved Out", "A", "B", "Safe"})
# A title that also names what begins: not all of its rows are over.
BOTH = re.compile(r"新增|新办|增加|纳入|变[动更化]|调整|增减|动态|进出")
# Names of sheets for what is not sent.
NOT_SENT = re.compile(r"备用表?|错误|异常|作废数据|暂存|回收站")
OTHER_TIME = re.compile(r"去年|上年|前年|往年|历年|上个?月|上期|上季度?|上学[期年]|同期")
COMPARISON = re.compile(
	r"(?:与)?(?:去年|上年度?|前年|上个?月|上期|上季度?)(?:同期.{0,8}|(?:数据)?(?:对照|对比|比较)表?)"
)
ORDINAL = re.compile(r"^(?:[(]?[一二三四五六七八九十\d]+[)]?[、.\s]*)")
COUNT_AT_END = re.compile(r"[共:]*\d+[人户条笔]$")
MONTHLY_TARGET = "Indicator Record"
MAX_LENGTH = 20
MAX_CELLS_OF_TITLE = 3
# Longer lines that are no notes may be titles with the name of an office.
MAX_TITLE_LENGTH = 40
NOTE = re.compile(r"(?:填[表报])?(?:说明|注意|备注|注|附)\s*\d*[:、.]|.*(?:不含|除外|去除|剔除|扣除)")
ROWS_EXAMINED = 200
VOID_NOTICES = (
	re.compile(
		r"(?:以上|上述|上列|[本此该全]表|[本此该]文件|[本此该]名单|[本此该]数据)[^,。;:]{0,10}?(?<![无未没])"
		r"(?:作废|无效|有误|错误|(?:为|是|仅|系|均)[^,。;:]{0,2}测试|测试(?:数据|用|表)|模拟|虚拟|试填|演示|草稿|未经?审核|未经?核实|待审核|待核实|暂?不上报|停用)(?![的者将须需请时可则])"
	),
	re.compile(r"^(?:[附备]?注|说明)?:?(?:已|均|全部)?作废(?=[,。;!])"),
	MARKED_ROWS,
	re.compile(r"(?:请?勿|不要|别)(?:导入|入库|采用|采纳|计入|统计)(?=$|[)。,!;本此该系数])"),
	re.compile(
		r"第\d+[\d、,至到~-]*[行条笔][^。;]{0,15}?(?<![无未没])(?:有误|错误|作废|无效|删除|删去|不计|重复|应为|更正为|改为)"
	),
)
DENIED_NOTICE = re.compile(
	r"[如若]|是否|有无|剔除|去除|除外|不含|承诺|不得|涂改|复印|盖章|签[字章]|逾期|过期|勿(?:删|改)"
)
ALL_ROWS = re.compile(
	r"(?:[附备]?注\d*|说明)?[:.、]?(?:以上|上述|上列|所列|本表|表[内中]|[本此该]名单)(?:所列|内)?的?(?:人员|对象|农?户|患者|学生|数据|记录|信息|名单|金额|费用)*"
	rf"(?:均|全部|全|都|皆)?(?:已经?|为|是|系|属于?|整户)*({REVOKING})的?(?:人员|对象|农?户|患者|学生|数据|记录)*"
)


class OtherHeadings:
	"""Watches the rows of a table for such headings, and for data below them."""

	def __init__(self, feed: Feed, section: Section):
		self.feed = feed
		self.section = section
		self.found = ""
		# The year or month that the last caption states, until a row below it has a day.
		self.period: StatedPeriod | None = None
		self._caption = ""
		self.meanings = StatedMeanings(feed)

	def note(self, row: Sequence[Cell]) -> None:
		"""Keep the row's text if the row is such a heading."""
		written = [cell for cell in row if not is_blank(cell)]
		heading = text(written[0]) if written and isinstance(written[0], str) else ""
		if not heading or len(written) > 2:
			return
		for line in (text(cell) for cell in written if isinstance(cell, str)):
			_refuse_other_note(line, self.meanings, self.section)
		if self.feed.target == MONTHLY_TARGET:
			refuse_title_of_other_time([written], partial(is_of_one_day, self.section, self.feed))
		is_other = OTHER_BELOW.search(heading) or is_of_other_time(heading) or NOT_SENT.fullmatch(heading)
		is_other = is_other or is_over(heading, self.feed, self.section)
		is_other = is_other or _is_of_reduced(heading, self.feed, self.section)
		if is_revoking(heading, self.feed, self.section) or (len(written) == 1 and is_other):
			self.found = heading
		elif len(written) == 1:
			self.period, self._caption = stated_period(heading), heading

	def check(self, section: Section, row: Sequence[Cell], number: int) -> None:
		"""Raises FileRefusedError where the row is data below such a heading, or long after the period of a caption."""
		if self.period and (day := day_of(row, section, self.feed)):
			if self.period.is_long_before(day):
				self.found = self._caption
			self.period = None
		if self.found:
			self._refuse(section, row, number)

	def _refuse(self, section: Section, row: Sequence[Cell], number: int) -> None:
		written = [cell for cell in row if not is_blank(cell)]
		key = section.positions[self.feed.match_key.header]
		if key < len(row) and DIGIT.search(text(row[key])) and len(written) > 2:
			raise FileRefusedError(
				AMBIGUOUS_COLUMN,
				_(
					"Sheet {0} says “{1}” above row {2}: the rows below it may not be what the header means. Send them as a file of their own, or delete the line."
				).format(section.sheet.name, self.found, number),
			)


def is_revoking(heading: str, feed: Feed, section: Section, is_title: bool = False) -> bool:
	"""Whether a heading says that what is below it does not count. A feed may be about just that: 注销登记; and a column
	of the table may say it of each row: 人员状态. If a title says so, one of the rows must."""
	plain = "".join(heading.split())
	if len(plain) > (MAX_LENGTH if NOTE.match(plain) else MAX_TITLE_LENGTH):
		return False
	found = [REVOKED.search(COUNT_AT_END.sub("", IN_BRACKETS.sub("", plain)))]
	for written in IN_BRACKETS.findall(plain):
		parts = [REVOKED_IN_BRACKETS.fullmatch(part) for part in PARTS.split(written)]
		found += parts if all(parts) else []
	return any(each and not _is_about(each[1], feed, section, is_title) for each in found)


def is_over(heading: str, feed: Feed, section: Section) -> bool:
	"""Whether a title says that what its rows report is over, or the opposite of what the feed is about, and they do not
	say so themselves."""
	plain = "".join(heading.split())
	if not plain or len(plain) > MAX_TITLE_LENGTH or NOTE.match(plain):
		return False
	if _is_about_people_out_of_work(feed) and _is_about_people_at_work(plain):
		return True
	found = (OVER_IN_REGISTER if feed.target == REGISTER_TARGET else OVER).search(plain)
	if not found or found[0] in feed.feed_name:
		return False
	return not _rows_are_over(feed, section, any if BOTH.search(plain) else all)


def _is_of_reduced(caption: str, feed: Feed, section: Section) -> bool:
	"""Whether a caption introduces those who are no longer there, and no row of the section says so itself."""
	is_reduced = REDUCED.fullmatch("".join(caption.split())) is not None
	return is_reduced and not _rows_are_over(feed, section, any)


def _is_about_people_out_of_work(feed: Feed) -> bool:
	return OUT_OF_WORK in feed.feed_name or any(OUT_OF_WORK in each for each in feed.spellings)


def _is_about_people_at_work(title: str) -> bool:
	if REGISTERED_AT_WORK.search(title):
		return True
	return bool(PERHAPS_AT_WORK.search(title)) and not REGISTERED_OUT_OF_WORK.search(title)


def _rows_are_over(feed: Feed, section: Section, test: Callable[[Iterable[bool]], bool]) -> bool:
	"""Whether the values of a column say that what the rows report is over. `test`: of any row, or of all."""
	for column in feed.columns:
		place = section.positions.get(column.header)
		if place is None or MEANINGS_OF_OVER.isdisjoint(column.value_map.values()):
			continue
		meanings = [
			column.value_map.get(text(cell)) for cell in _column(section, place) if not is_blank(cell)
		]
		known = [each in MEANINGS_OF_OVER for each in meanings if each]
		if known and test(known):
			return True
	return False


def is_of_other_time(heading: str) -> bool:
	return len(heading) <= MAX_LENGTH and OTHER_TIME.search(heading) is not None


def refuse_other_title(section: Section, feed: Feed, above: Sequence[Sequence[Cell]]) -> None:
	"""Raises FileRefusedError where the name of the sheet, or a line above its table, is such a heading."""
	rows = [[cell for cell in row if not is_blank(cell)] for row in above]
	lines = [text(written[0]) for written in rows if len(written) == 1]
	name = text(section.sheet.name) if not section.sheet.is_text else ""
	for heading in (name, *lines, *_titles_beside_others(rows, section), Path(section.sheet.file_name).stem):
		if is_over(heading, feed, section):
			_refuse_title(section.sheet, heading)
	for heading in (name, *lines):
		plain = ORDINAL.sub("", "".join(heading.split()))
		is_other = is_revoking(heading, feed, section, is_title=True) or COMPARISON.fullmatch(plain)
		if heading == name:
			is_other = (
				is_other
				or _names_other_time(heading)
				or OTHER_BELOW.search(heading)
				or NOT_SENT.fullmatch(heading)
			)
		if is_other:
			_refuse_title(section.sheet, heading)
	meanings = StatedMeanings(feed)
	for written in rows:
		for line in (text(cell) for cell in written if isinstance(cell, str)):
			_refuse_other_note(line, meanings, section)
	for line in map(text, section.sheet.texts):
		if meanings.is_other(line):
			_refuse_statement(section.sheet, line)


def refuse_other_sheets(sections: Sequence[Section]) -> None:
	"""Raises FileRefusedError where one of several sheets with tables is named as what is not sent: 原表, 旧, 历史."""
	sheets = {section.sheet.name: section.sheet for section in sections if not section.sheet.is_text}
	for name, sheet in sheets.items():
		if len(sheets) > 1 and NOT_SENT_BESIDE_OTHERS.fullmatch("".join(name.split())):
			_refuse_title(sheet, name)


def _titles_beside_others(rows: Sequence[Sequence[Cell]], section: Section) -> Iterator[str]:
	"""Titles in rows of a few cells, such as 注销人员名单 | 2026年10月; not the names of groups of columns."""
	for written in rows[: len(rows) - 1] if section.groups else rows:
		if 1 < len(written) <= MAX_CELLS_OF_TITLE:
			yield from (text(cell) for cell in written if isinstance(cell, str))


def _refuse_title(sheet: Sheet, heading: str) -> NoReturn:
	raise FileRefusedError(
		AMBIGUOUS_COLUMN,
		_(
			"Sheet {0} is named, or has above its table, “{1}”: its rows may not be what the header means. Delete the sheet if they do not count, or correct the words, and send the file again."
		).format(sheet.name, heading),
	)


def _names_other_time(heading: str) -> bool:
	"""Whether a heading says nothing but another time."""
	rest = ORDINAL.sub("", "".join(heading.split())).removesuffix("数据")
	return OTHER_TIME.search(rest) is not None and not OTHER_TIME.sub("", rest)


def _is_about(word: str, feed: Feed, section: Section, needs_row: bool) -> bool:
	"""Whether the feed, or a column of the table, is about the word."""
	if word in feed.feed_name:
		return True
	for column in feed.columns:
		if (place := section.positions.get(column.header)) is None:
			continue
		if any(word in each for each in column.spellings):
			return True
		meant = {column.value_map[each] for each in column.value_map if word in each}
		if meant and not needs_row:
			return True
		if meant and any(column.value_map.get(text(cell)) in meant for cell in _column(section, place)):
			return True
	return False


def _column(section: Section, place: int) -> Iterator[Cell]:
	first = section.header_row + 1
	for row in islice(section.sheet.rows(), first, first + ROWS_EXAMINED):
		if place < len(row):
			yield row[place]


def _refuse_other_note(line: str, meanings: StatedMeanings, section: Section) -> None:
	"""Raises FileRefusedError where a line above, between or below the rows says that they, or the marked ones among them,
	mean something else."""
	if meanings.is_other(line) or is_void_notice(line) or _is_void_for(line, meanings.feed, section):
		_refuse_statement(section.sheet, line)


def _is_void_for(line: str, feed: Feed, section: Section) -> bool:
	"""Whether a line says that marked rows, or all rows, are void, over, or of an earlier time, and no column says so."""
	for clause in PARTS.split("".join(line.split())):
		found = ALL_ROWS.fullmatch(clause)
		if not found and MARK.search(clause) and not DENIED_MARK.search(clause):
			if MARKED_BEFORE.search(clause):
				return True
			found = REVOKED.search(clause)
			if feed.negatives_reverse and REVERSAL_IN_RED.search(clause):
				found = None
		if found and not _is_about(found[1], feed, section, needs_row=True):
			return True
	return False


def is_void_notice(line: str) -> bool:
	"""Whether a line says that rows of its table do not count: 以上数据作废, 请勿导入, 第3行有误."""
	plain = "".join(line.split())
	return any(
		not DENIED_NOTICE.search(found[0]) for pattern in VOID_NOTICES for found in pattern.finditer(plain)
	)


def refuse_other_notes(sheet: Sheet, lines: Iterable[str], feed: Feed) -> None:
	"""Raises FileRefusedError where a sheet of words alone says that a column of the feed is about something else."""
	meanings = StatedMeanings(feed)
	for line in map(text, lines):
		if meanings.is_other(line):
			_refuse_statement(sheet, line)


def _refuse_statement(sheet: Sheet, line: str) -> NoReturn:
	raise FileRefusedError(
		AMBIGUOUS_COLUMN,
		_(
			"Sheet {0} says “{1}”: its rows may not be what the headers mean. Correct the rows, or delete these words if they are wrong, and send the file again."
		).format(sheet.name, text(line)),
	)
