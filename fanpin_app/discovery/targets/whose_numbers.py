"""Rows whose ID number is not that of the person that they are about.

    户主 | 身份证号      | 家庭成员 | 住院自付
    林某 | 440…(林某's) | 陈某     | 3000        the number is the head's, the bill is not

The register says whose a number is, and so which of the row's names it belongs to, whatever the columns are called.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import frappe
from frappe import _

from fanpin_app.database import bulk
from fanpin_app.discovery.feeds.definitions import NUMBERS_OF_PEOPLE
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.plausibility.person_names import is_proved, is_same
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.refusals.errors import OTHER_PERSON, RowRefusedError
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets.subjects import Subject

# Headers of people who answer, act or pay for the person of a row.
ANSWERS_FOR_OTHER = re.compile(
	r"户主|家长|监护|[抚赡扶]养人|父|母|夫|妻|配偶|亲属|家属|申请|申报|报案|联系|经办|代|办理|担保|保证人|投保|缴费|交费|付款|领|开户|户名"
	r"|账户|法人|法定|负责|责任|填|审|复核|登记人|受理|录入|操作|帮扶|干部|网格员|管理员|医[生师]|陪|护[理士工]|推荐|介绍|见?证明|见证|采集|调查|核查|经理"
	r"|信贷员|通知|签|产权|房主|车主|所有人|包[保片户联]|联络|领导|书记|驻村|队员|指导|护林|保洁|长$|主任|教师|老师|施工|鉴定|评估|监理|技术"
)
NAMES_PERSON = re.compile(r".*(?:人员?|者|员|姓名|名字|成员|子|女|孩|孙|学生|儿童|对象)(?:的?(?:姓名|名字))?")
NAME = re.compile(r"[㐀-鿿]{2,4}|[㐀-鿿]{1,10}(?:[·•.．‧][㐀-鿿]{1,10})+")
SELF = ("本人", "自己", "同上", "户主", "户主本人")
SURNAMES = (
	"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫"
	"段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤温庄翁欧柯纪詹洪蓝麦区冼佘蚁辜卓连阮凌霍倪游骆苗尤尚葛樊兰殷安常乔耿聂鲁牛岳施祝左易章邢俞柳甘卞盛裴齐闵宁米马哈"
)
# In a note on a row: 患者：陈某, 为其父代报, 用的是母亲的身份证.
ABOUT_OTHER = re.compile(
	rf"(?:(?:实际)?(?:患者|病人|伤者|死者|就[诊医]人|住院人|使用人|受益人)|实[为是际])(?:姓名)?(?:[:为是]+(?!本人|自己)|(?=[{SURNAMES}]))(?P<named>[㐀-鿿]{{2,4}})(?![㐀-鿿])"
	r"|冒用|借用[㐀-鿿]{0,6}[证卡]"
	r"|[用填持刷写]的?是?(?:他人|别人|家[人属长]|户主|监护|其|父|母|爸|妈|爷|奶|儿|女|子|孙|兄|弟|姐|妹|哥|妻|夫|配偶)[㐀-鿿]{0,4}(?:身份证|证件|[医社]保卡|证号)"
	r"|(?:替|代|为|帮|给)(?:其|他|她)?(?:父|母|爸|妈|爷|奶|公|婆|儿|女|子|孙|兄|弟|姐|妹|哥|妻|夫|配偶|爱人|老[公婆]|家[人属])[㐀-鿿]{0,4}(?:[报办缴交领就住看]|治)"
)
# Each such note has one of these: a fast check.
SIGN = re.compile(
	r"[患病伤死受就住使实冒借证卡替代为帮给](?:[者人]|[诊医院益用]人|[为是际]|用|件|号|份|[其他她父母爸妈爷奶公婆儿女子孙兄弟姐妹哥妻夫配爱老家])|身份证|保卡"
)
MAX_NOTE_LENGTH = 40
MAX_PLACES = 10


class WhoseNumbers:
	"""Compares the people named in a row with the registered person of its number."""

	def __init__(self, table: Table):
		feed, positions = table.feed, table.positions
		self._key = feed.match_key
		key = positions[self._key.header]
		self._unread = [place for place, _header in table.unread_columns]
		known = positions.get(feed.name_column.header) if feed.name_column else None
		before = key - 1 if known is None and key - 1 in self._unread else None
		# The person of the row, as far as the headers say: named in a column of the feed, or before the number.
		self.name_place = known
		self._answers: int | None = None
		if before is not None and ANSWERS_FOR_OTHER.search(table.headers[before]):
			self._answers = before
		elif before is not None and NAMES_PERSON.fullmatch(table.headers[before]):
			self.name_place = before
		self._is_about_people = self._key.data_type in NUMBERS_OF_PEOPLE
		# Columns that may name the person of the row where nothing else does.
		self._candidates = [
			place
			for place in self._unread
			if place not in (self.name_place, self._answers)
			and not ANSWERS_FOR_OTHER.search(table.headers[place])
		]
		self._of_people = {
			place for place in self._candidates if NAMES_PERSON.fullmatch(table.headers[place])
		}
		self._names_nobody = self._is_about_people and self.name_place is None and bool(self._candidates)
		self._members: dict[str, list[str]] = {}
		self._noted: list[str] = []
		self._rows_noted = 0
		self._first_note = ""

	def learn(self, rows: Sequence[Row], subjects: dict[str, Subject], key: str) -> None:
		"""Read the members of the households of rows that name no person in a column known for it; `key`: the value with
		the row's number."""
		self._members = {}
		if not self._names_nobody:
			return
		households = {
			subject.household
			for row in rows
			if (subject := subjects.get(row.values.get(key) or "")) and subject.household
			if any(_is_name(cell_at(row.cells, place)) for place in self._candidates)
		}
		for some in bulk.chunks(households):
			for household, name in frappe.get_all(
				"Household Member",
				filters={"parenttype": "Household", "parent": ("in", some)},
				fields=["parent", "member_name"],
				as_list=True,
			):
				self._members.setdefault(household, []).append(name)

	def refuse(self, row: Row, subject: Subject) -> None:
		"""Raises RowRefusedError where the row names another person than that of its number, who is in it as well or
		of the same household."""
		if not self._is_about_people or not subject.name:
			return
		if self.name_place is not None:
			name = cell_at(row.cells, self.name_place)
			if name == subject.name or not _is_other(name, subject.name):
				return
			is_others = any(
				isinstance(cell := cell_at(row.cells, place), str)
				and is_proved(cells.name(cell), subject.name)
				for place in self._unread
				if place != self.name_place
			)
		else:
			is_others = self._names_nobody and self._names_other(row, subject)
		if is_others:
			raise RowRefusedError(OTHER_PERSON, self._key.header)

	def is_under_other_name(self, row: Row, subject: Subject) -> bool:
		"""Whether the row's name is not the registered one: then a row with equal figures may be about somebody else."""
		if not self._is_about_people or self.name_place is None or not subject.name:
			return False
		return _is_other(cell_at(row.cells, self.name_place), subject.name)

	def _names_other(self, row: Row, subject: Subject) -> bool:
		"""Whether a column names another member of the household, or another person than the one who answers for the
		row and has its number; not where one of the columns names the person of the number."""
		named = [
			(place, str(cell)) for place in self._candidates if _is_name(cell := cell_at(row.cells, place))
		]
		if not named or any(is_same(cell, subject.name) for _place, cell in named):
			return False
		answers = cell_at(row.cells, self._answers)
		has_number = isinstance(answers, str) and is_proved(cells.name(answers), subject.name)
		members = self._members.get(subject.household or "", ())
		return any(
			(place in self._of_people and has_number and cells.name(cell)[0] in SURNAMES)
			or any(is_same(cell, each) for each in members)
			for place, cell in named
		)

	def add(self, named: Sequence[tuple[Row, str | None]]) -> None:
		"""Collect accepted rows with a note that they are about somebody else."""
		if not self._is_about_people:
			return
		for place in self._unread:
			written = {
				cell
				for row, _name in named
				if place < len(row.cells) and isinstance(cell := row.cells[place], str) and not cell.isascii()
			}
			about_other = {cell: found for cell in written if (found := _about_other(cell))}
			if about_other:
				self._note(place, about_other, named)

	def _note(self, place: int, found: dict[str, re.Match], named: Iterable[tuple[Row, str | None]]) -> None:
		for row, name in named:
			cell = cell_at(row.cells, place)
			if not isinstance(cell, str) or cell not in found:
				continue
			other = found[cell]["named"]
			if other and (other in SELF or is_same(other, name)):
				continue
			self._rows_noted += 1
			self._first_note = self._first_note or cells.text(cell)
			if len(self._noted) < MAX_PLACES:
				self._noted.append(place_of(row.sheet, row.number))

	def remarks(self) -> Iterator[str]:
		if self._rows_noted:
			yield _(
				"{0} rows have a note that they may be about somebody else than the person of the ID number, such as “{1}”, and were counted for the person of the number: {2}. Where it is somebody else, write that person’s name and number, and send the file again."
			).format(
				self._rows_noted,
				self._first_note,
				shortened(self._noted, MAX_PLACES, self._rows_noted),
			)


def _is_other(name: Cell, registered: str) -> bool:
	return isinstance(name, str) and bool(name.strip()) and not is_same(cells.name(name), registered)


def _is_name(cell: Cell) -> bool:
	return isinstance(cell, str) and NAME.fullmatch(cell.strip()) is not None and cell.strip() not in SELF


def _about_other(cell: str) -> re.Match | None:
	if len(cell) > MAX_NOTE_LENGTH or not SIGN.search(cell):
		return None
	return ABOUT_OTHER.search("".join(cells.text(cell).split()))
