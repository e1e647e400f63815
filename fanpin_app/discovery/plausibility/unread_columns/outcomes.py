"""Columns that are not read and say of some kind of fact what became of it: 学籍状态 毕业 beside 辍学, 现就业单位 beside a
registered unemployed, 救助类型 低保边缘 beside 低保, 办理环节 公示中 beside anything that is to be decided."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from fanpin_app.discovery.feeds.definitions import Feed
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell

NOTHING = re.compile(r"[无否未没不暂].*|失业|待业|N|NO|/|-+|—+|0", re.IGNORECASE)
MONTH = re.compile(r"(20\d{2})[-./年]?(0?[1-9]|1[0-2])月?")
# An allowance begins in the month that follows the decision.
LATEST_START = timedelta(days=62)
IsOver = Callable[[Cell, date | None], bool]


def _says(words: str) -> IsOver:
	pattern = re.compile(words)
	return lambda cell, _recorded: pattern.fullmatch(cells.text(cell)) is not None


def _is_entry(cell: Cell, _recorded: date | None) -> bool:
	written = cells.text(cell)
	return bool(written) and not (NOTHING.fullmatch(written) or cells.is_stand_in(written))


def _is_past(cell: Cell, recorded: date | None) -> bool:
	day = _day(cell)
	return day is not None and (recorded is None or day < recorded)


def _is_later(cell: Cell, recorded: date | None) -> bool:
	day = _day(cell)
	return day is not None and (recorded is None or day >= recorded)


def _is_far_ahead(cell: Cell, recorded: date | None) -> bool:
	day = _day(cell)
	return day is not None and (recorded is None or day > recorded + LATEST_START)


def _day(cell: Cell) -> date | None:
	if found := MONTH.fullmatch(cells.text(cell)):
		return date(int(found[1]), int(found[2]), 1)
	return cells.day_or_none(cell)


@dataclass(frozen=True)
class Outcome:
	"""By which cells of a column with such a header a fact is over, not decided, or another one. `topic`: a word in the name
	or the headers of the feeds concerned; `is_over`: of a cell and the day of the fact, or None for all days."""

	topic: str
	header: re.Pattern
	is_over: IsOver


def _outcome(topic: str, header: str, is_over: IsOver) -> Outcome:
	return Outcome(topic, re.compile(header), is_over)


ANY = ""
ALLOWANCE, SCHOOL, UNEMPLOYED = "低保", "辍学", "失业"
OUTCOMES = (
	_outcome(
		ANY,
		r"(?:办理|审批|审核|业务|流程|当前|申请|案件|经办|处理)?(?:环节|进度|节点|阶段|状态)",
		_says(
			r"(?:拟.{0,4}|(?:村级?|镇级?|区级?)?公示(?:中|期)?|(?:待|等待|正在)(?:审[批核定]|确认|公示|复核|评议|办理|受理)|(?:审批|审核|办理|受理|申请|核查|评议|核对|入户调查)中?|初审(?:中|通过)?|草稿|暂存|未提交)"
		),
	),
	_outcome(
		ALLOWANCE,
		r"(?:救助|保障|对象|困难|认定|家庭|人员)(?:对象|家庭)?(?:类型|类别|种类|性质)",
		_says(r".*(?:边缘|支出型|刚性支出|临时救助|易返贫|监测户|一般(?:农户|家庭)).*"),
	),
	_outcome(
		ALLOWANCE,
		r"(?:待遇|保障|享受|救助|低保|有效)?(?:期限?)?(?:终止|截止|结束|终)(?:日期|时间|年?月份?|年月)",
		_is_past,
	),
	_outcome(
		ALLOWANCE,
		r"(?:待遇|保障|享受|救助|低保)?(?:起始|开始|生效|起|执行)(?:执行|享受|发放)?(?:日期|时间|年?月份?|年月)",
		_is_far_ahead,
	),
	_outcome(
		SCHOOL,
		r"(?:学籍|学生|异动)(?:状态|异动|变动|情况|原因)?(?:类型|类别|状态|情况)?",
		_says(r"已?(?:毕业|结业|转[出学].*|复学|死亡|出国.*|注销)"),
	),
	_outcome(SCHOOL, r"(?:返校|复学|返学)(?:日期|时间|年月)", _is_later),
	_outcome(
		UNEMPLOYED,
		r"(?:登记|业务|办理|办件|人员)(?:类[别型]|种类|事项|业务)",
		_says(r".*(?:求职|招聘|用工).{0,4}(?:登记|备案)?"),
	),
	_outcome(
		UNEMPLOYED, r"(?:现|新|目前|当前|再)(?:就业|工作|用工|入职)?(?:单位|企业|公司)(?:名称)?", _is_entry
	),
	_outcome(UNEMPLOYED, r"(?:现|新|目前|再|重新)(?:就业|入职|上岗)(?:日期|时间|年月|地点?)", _is_entry),
)


def outcomes_of(feed: Feed) -> list[Outcome]:
	names = " ".join((feed.feed_name, *feed.spellings))
	return [each for each in OUTCOMES if each.topic in names]
