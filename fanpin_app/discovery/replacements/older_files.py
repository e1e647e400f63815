"""A file of the register or an asset ledger that is older than one loaded before, which it would overwrite."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import add_to_date, getdate

from fanpin_app.discovery.feeds.definitions import YEARLY_TARGET
from fanpin_app.discovery.loading import income_years, period
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.tables.section_rows import around_header
from fanpin_app.permissions.scope import prefix_of

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile

# 导出时间：2024-12-31, also in two cells.
MADE_ON = re.compile(
	rf"(?:{income_years.SENDING_WORDS}|生成|下载|查询|提取|统计|更新|数据)(?:日期|时间|日)[:为]?"
	r"(20\d{2})(?:[-./年](0?[1-9]|1[0-2])(?!\d)|(0[1-9]|1[0-2])[0-3]\d(?!\d))"
)


def reasons(file: "ReadFile") -> Iterator[str]:
	"""A sentence for a loaded file of the feed that is newer than this one, and that shares a region.

	A newer file is of a later month by its name, because files that state no month get the period in which they were
	loaded. For a file whose title or period is of the past, these are newer, too; for one that says when it was made,
	those loaded after the month that follows, for they may be as old.
	"""
	# Income Statements have the year in their key, so years do not overwrite each other.
	if not file.target.compares_first or file.table.feed.target == YEARLY_TARGET:
		return
	if not (file.report.regions and file.report.differs):
		return
	batch = file.batch
	named = max(period.months_in_name(batch.file_name or ""), default="")
	made_in = f"{getdate(batch.creation):%Y%m}"
	is_past = not (named or batch.is_correction or made_in.startswith(batch.period or made_in))
	stated = "" if is_past or batch.is_correction else _made_in(file.table)
	month = batch.period if is_past else named or stated
	if not month:
		return
	first, last = min(file.report.regions), max(file.report.regions)
	for other in frappe.get_all(
		"Data Batch",
		filters={
			"feed": file.table.feed.name,
			"status": "Loaded",
			"period": (">", min(month, stated or month)),
		},
		fields=["name", "file_name", "period", "first_region", "last_region"],
		order_by="period desc, creation desc",
	):
		is_of_month = is_past or other.period in period.months_in_name(other.file_name)
		is_newer = (is_of_month and other.period > month) or (stated and other.period > _next(stated))
		if not (is_newer and other.first_region):
			continue
		if prefix_of(other.first_region) <= last and first <= other.last_region:
			yield _(
				"{0} ({1}) of {2} was loaded before and is newer. If this older file is to write over it, let it pass."
			).format(other.name, other.file_name, other.period)
			return


def _made_in(table: Table) -> str:
	"""The latest month in which the file was made, by the lines around its tables; empty where they do not say."""
	lines = [row for section in table.sections for row in around_header(section)[0]]
	lines += [row for _sheet, _number, row in table.lines]
	found = (MADE_ON.search("".join("".join(map(cells.text, row)).split())) for row in lines)
	return max((f"{each[1]}{each[2] or each[3]:0>2}" for each in found if each), default="")


def _next(month: str) -> str:
	return f"{add_to_date(getdate(f'{month[:4]}-{month[4:]}-01'), months=1):%Y%m}"
