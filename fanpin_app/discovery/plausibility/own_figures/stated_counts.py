"""Lines by which a file is only a part of a table: 共30人 below 12 rows, 第1页 共3页, 仅显示前12条, 接下页 at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from frappe import _

from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import is_blank
from fanpin_app.discovery.tables.rows import MAX_ROWS_NAMED

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile

# Of the rows, not of the village: 全村共3200人 is none.
COUNT = re.compile(
	r"(?:^|[,;。(])(?:以上|本[表页次批]|此表|合计|总计)?[:,]?(?:合计|总计|总共|共计|共有?|计)[:为]?(\d{1,7})(?:[人条行笔例名户]|个人|人次|条记录)"
	r"|(?:总?记录(?:总?数|条数)|总(?:条|行|人|记录)数|(?:合计|总)人数)[:为]?(\d{1,7})"
)
PAGE = re.compile(r"第(\d{1,4})(?:页[,;/]?(?:共|总)|页?/共?|页\(共)(\d{1,4})页")
PAGES = re.compile(r"共(\d{1,4})页[,;]?(?:此|本)?(?:表|页)?(?:为|是)?第(\d{1,4})页")
FIRST_ROWS = re.compile(r"(?:仅|只)(?:能|可)?(?:显示|导出|列出|展示)(?:了)?(?:前|部分)")
CONTINUED = re.compile(r"\(?(?:接|转|续)(?:下|次)(?:一)?[页表]\)?[。.]?|\(?未完,?待?续?\)?|\(?过次页\)?")
MAX_LENGTH = 80


def reasons(file: ReadFile) -> Iterator[str]:
	"""A sentence where such lines say that rows are missing."""
	if file.batch.is_correction:
		return
	lines = [
		(number, written)
		for sheet, number, row in file.table.lines
		if (written := "".join(cells.text(cell) for cell in row if not is_blank(cell)).replace(" ", ""))
		and len(written) <= MAX_LENGTH
	]
	found = [written for _number, written in lines if FIRST_ROWS.search(written)]
	counts = [int(one or other) for _number, written in lines for one, other in COUNT.findall(written)]
	largest = max(counts, default=0)
	if largest > file.report.rows_read:
		found += [written for _number, written in lines if str(largest) in written][:1]
	pages = [
		(int(page), int(of))
		for _number, written in lines
		for page, of in (
			*PAGE.findall(written),
			*((page, of) for of, page in PAGES.findall(written)),
		)
	]
	if pages and len({page for page, _of in pages}) < max(of for _page, of in pages):
		found += [written for _number, written in lines if PAGE.search(written) or PAGES.search(written)][:1]
	if lines and CONTINUED.fullmatch(lines[-1][1]) and _is_last(file):
		found.append(lines[-1][1])
	if found:
		yield _(
			"The file says “{0}”, and has {1} rows: perhaps it is only a part. Send all rows in one file; if these are all, let it pass."
		).format(shortened(dict.fromkeys(found), MAX_ROWS_NAMED), file.report.rows_read)


def _is_last(file: ReadFile) -> bool:
	"""Whether no row follows the last line."""
	sheet, number, _row = file.table.lines[-1]
	name = sheet or file.table.sections[0].sheet.name
	return name == file.table.sections[-1].sheet.name and file.table.reached.get(name, 0) <= number
