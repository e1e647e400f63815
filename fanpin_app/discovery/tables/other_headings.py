"""Headings by which the rows below are something else than the header says: void, to be checked, of last year.

    林某 | 440… | 3000
    作废：
    陈某 | 440… | 500     was taken back

Only the sender knows what such rows mean, so the file is refused.
"""

import re
from collections.abc import Sequence

from frappe import _

from fanpin_app.discovery.feeds.definitions import Feed
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.refusals.errors import AMBIGUOUS_COLUMN, FileRefusedError
from fanpin_app.discovery.tables.header_notes import IN_BRACKETS
from fanpin_app.discovery.tables.sections import Section

DIGIT = re.compile(r"\d")
OTHER_BELOW = re.compile(
	r"(?:以下|下列|下面).*(?:统筹|报销|补偿|不计|不含|累计|上年|去年|上月|退费|作废|无效)"
)
# The word ends the heading, but for who or what it is about; 未作废 and 无退费 mean the opposite.
REVOKED = re.compile(
	r"(?<![未无非没否不])(作废|注销|撤销|取消|删除|剔除|无效|失效|退[费款票]|冲[销红]|红冲|驳回|(?:不予?|未|没有?)(?:审核)?(?:通过(?:审核)?|核准|批准|认定|计入|计算)"
	r"|不[计符]合?(?:条件)?|(?:待|未)(?:核[实查定对]|审[核批定]?|确认|定|查)|存疑|有误|重复|测试|[样示]例)"
	r"[的了]?(?:人员|人|对象|农?户|家庭|学生|患者|者|单据|部分|名单|明细|清单|记录|数据|信息|情况|台账|花名册|统计)*[册表]?[:。]?$"
)
OTHER_TIME = re.compile(r"去年|上年|前年|往年|历年|上个?月|上期|上季度?|上学[期年]|同期")
ORDINAL = re.compile(r"^(?:[(]?[一二三四五六七八九十\d]+[)]?[、.\s]*)")
COUNT_AT_END = re.compile(r"[共:]*\d+[人户条笔]$")
MAX_LENGTH = 20


class OtherHeadings:
	"""Watches the rows of a table for such headings, and for data below them."""

	def __init__(self, feed: Feed):
		self.feed = feed
		self.found = ""

	def note(self, row: Sequence[Cell]) -> None:
		"""Keep the row's text if the row is such a heading."""
		written = [cell for cell in row if not is_blank(cell)]
		heading = text(written[0]) if written and isinstance(written[0], str) else ""
		if not heading or len(written) > 2:
			return
		if is_revoking(heading, self.feed) or (
			len(written) == 1 and (OTHER_BELOW.search(heading) or is_of_other_time(heading))
		):
			self.found = heading

	def refuse(self, section: Section, row: Sequence[Cell], number: int) -> None:
		"""Raises FileRefusedError where the row is data."""
		written = [cell for cell in row if not is_blank(cell)]
		key = section.positions[self.feed.match_key.header]
		if key < len(row) and DIGIT.search(text(row[key])) and len(written) > 2:
			raise FileRefusedError(
				AMBIGUOUS_COLUMN,
				_(
					"Sheet {0} says “{1}” above row {2}: the rows below it may not be what the header means. Send them as a file of their own, or delete the line."
				).format(section.sheet.name, self.found, number),
			)


def is_revoking(heading: str, feed: Feed) -> bool:
	"""Whether a heading says that what is below it does not count. A feed may be about just that: 注销登记."""
	if len(heading) > MAX_LENGTH:
		return False
	found = REVOKED.search(COUNT_AT_END.sub("", IN_BRACKETS.sub("", "".join(heading.split()))))
	return found is not None and not _is_about(found[1], feed)


def is_of_other_time(heading: str) -> bool:
	return len(heading) <= MAX_LENGTH and OTHER_TIME.search(heading) is not None


def refuse_other_title(section: Section, feed: Feed, above: Sequence[Sequence[Cell]]) -> None:
	"""Raises FileRefusedError where the name of the sheet, or a line above its table, is such a heading."""
	lines = [
		text(written[0]) for row in above if len(written := [cell for cell in row if not is_blank(cell)]) == 1
	]
	name = section.sheet.name if not section.sheet.is_text else ""
	for heading in (name, *lines):
		is_other = is_revoking(heading, feed) or (heading == name and _names_other_time(heading))
		if is_other:
			raise FileRefusedError(
				AMBIGUOUS_COLUMN,
				_(
					"Sheet {0} is named, or has above its table, “{1}”: its rows may not be what the header means. Delete the sheet if they do not count, or correct the words, and send the file again."
				).format(section.sheet.name, heading),
			)


def _names_other_time(heading: str) -> bool:
	"""Whether a heading says nothing but another time."""
	rest = ORDINAL.sub("", "".join(heading.split())).removesuffix("数据")
	return OTHER_TIME.search(rest) is not None and not OTHER_TIME.sub("", rest)


def _is_about(word: str, feed: Feed) -> bool:
	values = (written for column in feed.columns for written in (*column.spellings, *column.value_map))
	return any(word in each for each in (feed.feed_name, *values))
