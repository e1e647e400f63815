"""Lists of people who are proposed for a state, under titles such as 拟新增低保公示名单: nothing is decided yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from frappe import _

from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.tables.section_rows import around_header

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile

# A household's record says whether it is monitored.
TARGETS = ("Indicator Record", "Household")
PROPOSED = re.compile(
	r"(?<![模虚比])拟(?:新?[增纳列认确享救给予退取停清发核审批补入转迁消脱注调搬评监]|将|推荐|上报)|公示|征求意见|初[审核筛]|待[审核定批](?!期)|候选|建议名单|(?:申请|受理){1,2}(?:人员|对象)?(?:名[单册]|花名册)|预审|疑似"
)
# Of a proposal that became a decision.
DECIDED = re.compile(r"公示(?:无异议|期满|后|结束)|已公示|疑似.*(?:核查|核实|排查|认定)(?:结果|情况)")
MAX_TITLE_LENGTH = 40


def reasons(file: ReadFile) -> Iterator[str]:
	"""A sentence for a title or name by which the file's people are only proposed."""
	if file.table.feed.target not in TARGETS:
		return
	for title in _titles(file):
		if (words := PROPOSED.search(title)) and not DECIDED.search(title):
			yield _(
				"“{0}” says that these people are only proposed ({1}), and they would count as decided. Send the list of decisions; if it is that, let the file pass."
			).format(title, words[0])
			return


def _titles(file: ReadFile) -> Iterator[str]:
	for section in file.table.sections:
		for row in around_header(section)[0]:
			yield from (
				title
				for cell in row
				if isinstance(cell, str) and len(title := cells.text(cell)) <= MAX_TITLE_LENGTH
			)
		yield section.sheet.name
	yield Path(file.batch.file_name or "").stem
