"""Columns of a register that are not read and by which a state that is read does not hold: 识别状态 退出 beside a kind of
monitored household, 脱贫年度 beside 一般农户, 残疾证号 beside 健康.

National systems export 监测对象类别 also for households whose risk was eliminated long ago.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from frappe.utils import getdate

from fanpin_app.discovery.feeds.definitions import Column
from fanpin_app.discovery.plausibility.unread_columns.ended_words import NOT_ENDED, YES
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.refusals.errors import RowRefusedError

NO = re.compile(r"否|无|不是|非|没有|未.{0,4}|不.{0,4}|N|NO|F|FALSE|0|×|X", re.IGNORECASE)
ANY = ""
KIND_OF_HOUSEHOLD = r"(?:农户|户|家庭|贫困户|人员|人口|对象|身份)(?:属性|性质|类别|类型|种类)"


def _says_yes(written: str) -> bool:
	return YES.fullmatch(written) is not None


def _says_no(written: str) -> bool:
	return NO.fullmatch(written) is not None


def _is_entry(written: str) -> bool:
	return not (NOT_ENDED.fullmatch(written) or cells.is_stand_in(written))


def _is_in_future(written: str) -> bool:
	try:
		return cells.day(written, date(1900, 1, 1)) > getdate()
	except RowRefusedError:
		return False


def _says(words: str) -> Callable[[str], bool]:
	"""Whether a text has one of the words, and does not deny it."""
	pattern = re.compile(rf"(?<![未无非没否不])(?:{words})")
	return lambda written: pattern.search(written) is not None


@dataclass(frozen=True)
class State:
	"""By which cells of a column with such a header a state is wrong. `meaning`: of the value read, ANY where all are."""

	fieldname: str
	meaning: str
	header: re.Pattern
	denies: Callable[[str], bool]


def _state(fieldname: str, meaning: str, header: str, denies: Callable[[str], bool]) -> State:
	return State(fieldname, meaning, re.compile(header), denies)


MONITORED, KIND = "household.monitored_kind", "household.household_kind"
ALLOWANCE, SUPPORT = "household.subsistence_allowance", "household.extreme_poverty_support"
OVER = _says(r"退出|消除|解除|终止|停止|注销|销[号户]|消亡|不(?:再|是|属于)")
STATES = (
	_state(
		MONITORED,
		ANY,
		r"^(?:监测|识别|风险|帮扶|纳入|认定|当前|目前|现)*(?:对象|农?户)?的?(?:风险)?(?:消除|解除|退出)?(?:状态|情况|结果|标[志识])$",
		lambda written: OVER(written) or re.fullmatch(r"非监测(?:对象|户)?|不是监测.*", written) is not None,
	),
	_state(
		MONITORED,
		ANY,
		r"^(?:是否(?:已经?)?(?:稳定|自然)?(?:风险)?|(?:返贫)?风险(?:是否)?(?:已经?)?|监测(?:对象)?是否(?:已经?)?)(?:消除|解除|退出|销号|终止)(?:风险|监测)?$",
		_says_yes,
	),
	_state(MONITORED, ANY, r"^是否(?:仍|还)?(?:为|是|属于)?(?:纳入)?监测(?:对象|户)?$", _says_no),
	_state(
		MONITORED,
		ANY,
		r"(?:风险(?:已经?)?(?:消除|解除)|(?:消除|解除)风险|^(?:退出|消除|解除|终止)(?:监测)?|退出监测)的?(?:时间|日期|年月)$",
		_is_entry,
	),
	_state(
		MONITORED, ANY, r"(?:纳入|识别|认定|确认)(?:监测)?(?:对象|户)?的?(?:时间|日期|年月)$", _is_in_future
	),
	_state(KIND, "General", r"^脱贫(?:年度?|年份|时间|日期|年月)$", _is_entry),
	_state(KIND, "General", KIND_OF_HOUSEHOLD, _says(r"脱贫")),
	_state(KIND, "General", r"^是否(?:为|是|属于)?(?:建档立卡|脱贫|贫困)(?:脱贫)?(?:户|人口)?$", _says_yes),
	_state(KIND, "Formerly Poor", KIND_OF_HOUSEHOLD, _says(r"一般农?户|非贫困户|非建档立卡")),
	_state(ALLOWANCE, "0", KIND_OF_HOUSEHOLD, _says(r"低保(?!边缘)")),
	_state(
		ALLOWANCE,
		"0",
		r"^是否(?:正在?)?(?:享受|纳入|为|是|属于)(?:农村)?低保(?:政策|户|对象|待遇)?$",
		_says_yes,
	),
	_state(ALLOWANCE, "0", r"^低保(?:证号?|证编号|金额?|等级|类别)$", _is_entry),
	_state(
		ALLOWANCE,
		"1",
		r"^是否(?:正在?)?(?:享受|纳入|为|是|属于)(?:农村)?低保(?:政策|户|对象|待遇)?$",
		_says_no,
	),
	_state(SUPPORT, "0", KIND_OF_HOUSEHOLD, _says(r"特困|五保")),
	_state(
		SUPPORT,
		"0",
		r"^是否(?:正在?)?(?:享受|纳入|为|是|属于)(?:特困|五保)(?:供养)?(?:政策|户|人员|对象|待遇)?$",
		_says_yes,
	),
	_state(
		"household.drinking_water",
		"Safe",
		r"饮水(?:是否)?(?:存在|有)?(?:困难|不安全|不达标|问题)|缺水",
		_says_yes,
	),
	_state(
		"household.drinking_water",
		"Safe",
		r"^(?:饮水|水质)(?:安全)?(?:状态|状况|情况|问题)$",
		_says(r"困难|不安全|不达标|超标|缺水"),
	),
	_state(
		"medical_insurance",
		"Yes",
		r"^(?:医保|城乡居民医保|医疗保险|基本医保)?(?:参保|缴费|保险)(?:状态|情况|标[志识])$",
		lambda written: re.search(r"停保|未参保|断保|中断|暂停|未缴|退保|未参加|脱保", written) is not None,
	),
	_state("health", "Healthy", r"^残疾(?:人?证)?(?:号码?|编号|等级|类别|类型|级别)$", _is_entry),
	_state(
		"health",
		"Healthy",
		r"^(?:大病|重病|慢性?病|患病|疾病|病种|所患疾病|所患)(?:病种|种类|名称|类型|情况)?(?:名称)?$",
		_is_entry,
	),
)


def contradicts_state(column: Column, header: str) -> Callable[[Cell, Cell], bool] | None:
	"""For a column with a state of people or households, and a header beside it: whether two of their cells contradict."""
	if not (column.fieldname and column.value_map):
		return None
	states = [each for each in STATES if each.fieldname == column.fieldname and each.header.search(header)]
	if not states:
		return None

	def differ(cell: Cell, other: Cell) -> bool:
		meaning = column.value_map.get(cells.text(cell))
		if not meaning:
			return False
		written = cells.text(other)
		return any(each.meaning in (ANY, meaning) and each.denies(written) for each in states)

	return differ
