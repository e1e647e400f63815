"""Lines by which a column of the feed is about something else: 身份证号为户主的, 日期为农历, 住院自付为总费用, 空白表示不变."""

import re
from collections.abc import Iterable
from functools import cached_property

from fanpin_app.discovery.feeds.definitions import FIGURES, NUMBERS_OF_PEOPLE, YEARLY_TARGET, Column, Feed
from fanpin_app.discovery.tables.header_notes import OTHER_DAY
from fanpin_app.discovery.tables.headings.revoking_words import says_blanks_keep

REGISTER_TARGET = "Household"
SAYS = re.compile(r"[是系按指填用写含扣减]|包括")
NUMBER_OF_OTHER = re.compile(
	r"(?:身份证|证件)(?:号码?|编号)?[^,。;:]{0,4}(?:为|是|系|填|用|写|均)[^,。;]{0,5}(?:户主|家长|父|母|监护|配偶|经办|代办|联系人|投保|缴费)"
)
OTHER_FIGURE = (
	r"总费用|总额|总医疗|医疗总|费用总|全部费用|[月人户日]均|平均|累计|上年|去年|上月|预计|估[计算]|暂估|预测|计划|目标|预算|家庭合计|全[家户]"
	r"|(?:报销|统筹|补偿)(?![^,。;]{0,6}后)|模拟|测试|虚[拟构]|退[费款]|参考"
)
OTHER_FIGURE_OF_YEAR = r"[月人户日季]均|平均|每[月人]|单月|净收入|纯收入|预计|估[计算]|预测|计划|目标|预算|增[加长]|半年|季度|模拟|测试|虚[拟构]|参考"
# A line about how often the table is sent is none about its figures.
SENT = r"(?!(?:度|月|年)?(?:报送|上报|填报|报告|通报|更新|汇总))"
EXPENSE_IN_INCOME = r"(?:已|均|全)*(?:扣除|扣减|减去)了?(?:相关|生产|经营|性)*(?:支出|成本|费用)"
DENIED = re.compile(r"[不非勿禁若如]|是否")


class StatedMeanings:
	"""What lines of a file say about the columns of its feed."""

	def __init__(self, feed: Feed):
		self.feed = feed

	def is_other(self, line: str) -> bool:
		"""Whether a line says that a column is about something else: 身份证号为户主的, 日期为农历, 住院自付为总费用."""
		if says_blanks_keep(line, self.feed):
			return True
		if "为" not in line and not SAYS.search(line):
			return False
		plain = "".join(line.split())
		found = [pattern.search(plain) for pattern in self._of_columns]
		if self._has_numbers_of_people and "本人" not in plain:
			found.append(NUMBER_OF_OTHER.search(plain))
		return any(each and not DENIED.search(each[0]) for each in found)

	@cached_property
	def _has_numbers_of_people(self) -> bool:
		return any(column.data_type in NUMBERS_OF_PEOPLE for column in self.feed.columns)

	@cached_property
	def _of_columns(self) -> tuple[re.Pattern, ...]:
		return _pattern_of_days(self.feed), _pattern_of_figures(self.feed)


def _pattern_of_days(feed: Feed) -> re.Pattern:
	names = _names(column for column in feed.columns if column.data_type == "Date")
	return re.compile(
		rf"(?:{names}|(?:^|[,:;。本各])[表栏列]?中?的?日期)[栏列]?[均都全]?(?:为|是|系|按|指|用|填)写?的?[^,。;]{{0,3}}?(?:{OTHER_DAY.pattern})"
	)


def _pattern_of_figures(feed: Feed) -> re.Pattern:
	is_of_years = feed.target == YEARLY_TARGET
	names = _names(column for column in feed.columns if column.data_type in FIGURES)
	other = OTHER_FIGURE_OF_YEAR if is_of_years else OTHER_FIGURE
	subject = rf"{names}|(?:^|[,:;。])(?:本表|表中|表内|以上|上述|所有)?的?(?:金额|费用|数据|数字)"
	contains = r"(?:已?包?含|包括)了?(?:统筹|报销|补偿|救助)"
	if feed.target != REGISTER_TARGET:
		subject += r"|(?:^|[,:;。])(?:本表|表[中内]|以上|上述)"
	if is_of_years:
		contains += f"|{EXPENSE_IN_INCOME}"
	elif any(column.role == "Value" and column.data_type == "Amount" for column in feed.columns):
		subject += r"|(?:^|[,:;。])(?=已?包?[含括])"
		contains += r"|(?:已?包?含|包括)了?[^,。;]{0,8}(?:报销|统筹|补偿|救助)(?:金额|费用|部分|金|款)"
	return re.compile(
		rf"(?:{subject})[一]?[栏列]?(?:数据|金额|数)?[均都皆]?"
		rf"(?:(?:为|是|系|按|指|填)写?[^,。;]{{0,4}}?(?:{other}){SENT}|{contains})"
	)


def _names(columns: Iterable[Column]) -> str:
	return "|".join(re.escape(each) for column in columns for each in sorted(column.spellings)) or r"(?!)"
