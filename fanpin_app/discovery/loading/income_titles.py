"""Words in titles, sheet names and file names by which figures are not a household's incomes of a whole year.

A half-year's incomes, or those per person, would be taken for a year's of the household, which decides who is warned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from frappe import _

from fanpin_app.discovery.loading import income_years
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.refusals.errors import AMBIGUOUS_COLUMN, OTHER_YEAR, FileRefusedError
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.tables.section_rows import around_header

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

PART_OF_YEAR = re.compile(
	r"(?:[上下前后]|头)半年|半年度|(?<![至到—~\-\d])(?:第?[1-4一二三四]|[前首末头][一二两三1-3]?个?|本)季(?:度|报|收入|$)"
	rf"|[一1]\s*[至到—~-]\s*[二三23]季|{income_years.QUARTER.pattern}|截[至止](?:目前|今)"
)
MONTHS = re.compile(
	r"(?<!\d)(\d{1,2})月?份?\s*[-—–~至到]\s*(?:20\d{2}[年.])?(\d{1,2})月|(截[至止])\s*(?:20\d{2}[年.])?(\d{1,2})(?!\d)月?"
)
ONE_MONTH = re.compile(r"(?<![\d-])(?:20\d{2}年)?(?:0?[1-9]|1[0-2])月(?:份|$|(?!\d|[^\W\d]?\d{1,2}日))")
WHOLE_YEAR, LAST_MONTH = ("1", "12"), "12"
OTHER_FIGURES = re.compile(
	r"预测|预计|预估|预算|预填|标准测算|目标(?:任务|表|值|数|$)|任务(?:分解|目标|数|表)|增加额|增长额|增收额|增减额?|增量|增幅|新增收入|同比|占比|[比较](?:上年|去年)"
	r"|对[比照](?:表|$)|(?:疑点|问题|异常)(?:数据|户|清单|核实)|不含.{0,6}(?:收入|务工|工资|经营|财产|转移|补贴|补助)"
)
SUPPLEMENT = re.compile(r"补[录报充]|追加|(?<=[_\- (（])补(?=$|[_\- )）])")
# Columns that say what kind of figures each row has.
KIND_OF_ROW = re.compile(
	r"(?:数据|报送|填报|上报|录入|记录|收入)(?:性质|类[型别]|种类|方式|状态|来源)|性质|类型|备注|说明"
)
ROWS_EXAMINED = 5000
AVERAGES = re.compile(r"[人月户]平?均|每人|元\s*[/每]\s*人(?!次)")
PER_PERSON_BELOW_HEADER = re.compile(r"元\s*[/每]\s*人(?!次)|人均")
# Days of making and sending, and notes, which may be about anything.
OTHER_DAY = re.compile(rf"{income_years.SENDING_WORDS}|日期|时间")
NOTE = re.compile(r"(?:填[表报])?(?:说明|注意|备注|注)\s*\d*[:、.]")
MAX_TITLE_LENGTH = 40
MAX_WORD_LENGTH = 8


def refuse_other_figures(table: Table, batch: DataBatch) -> None:
	"""Raises FileRefusedError where the file says that its figures are of a part of the year, expected, increases, or
	averages."""
	stem = Path(batch.file_name or "").stem
	for title, is_name in (*_titles(table), (stem, True)):
		if words := _part_of_year(title, is_name):
			raise FileRefusedError(
				OTHER_YEAR,
				_(
					"“{0}” says that these are incomes of a part of the year ({1}), and they would count as those of the whole year. Send the figures of the whole year; where the words are wrong, delete them."
				).format(title, words),
			)
		if words := OTHER_FIGURES.search(title) or AVERAGES.search(title):
			_refuse_meaning(title, words[0])
	for section in table.sections:
		for cell in around_header(section)[1]:
			if isinstance(cell, str) and (words := PER_PERSON_BELOW_HEADER.search(cells.text(cell))):
				_refuse_meaning(cells.text(cell), words[0])


def reasons(table: Table, batch: DataBatch, replaced: int) -> Iterator[str]:
	"""A sentence where the file is named as a supplement and replaces statements, of which there are `replaced`."""
	if batch.is_correction or not replaced:
		return
	for title, _is_name in (*_titles(table), (Path(batch.file_name or "").stem, True)):
		if found := SUPPLEMENT.search(title):
			yield _(
				"“{0}” says “{1}”, and the figures of {2} households would be replaced, not added to. If they are the whole year’s figures, let the file pass; if they come on top, send the sums."
			).format(title, found[0], replaced)
			return
	for header, word in _words_of_rows(table):
		yield _(
			"Rows say “{0}” under {1}, a column that is not read, and the figures of {2} households would be replaced, not added to. If they are the whole year’s figures, let the file pass; if they come on top, send the sums."
		).format(word, header, replaced)
		return


def _words_of_rows(table: Table) -> Iterator[tuple[str, str]]:
	"""Columns that say of rows that they are supplements, each with an example."""
	for section in table.sections:
		for place, header in enumerate(section.headers):
			if place in section.positions.values() or not KIND_OF_ROW.fullmatch(header):
				continue
			rows = islice(
				section.sheet.rows(), section.header_row + 1, section.header_row + 1 + ROWS_EXAMINED
			)
			for row in rows:
				written = cells.text(cell_at(row, place))
				if len(written) <= MAX_WORD_LENGTH and SUPPLEMENT.match(written):
					yield section.name_of_column(place), written
					break


def _refuse_meaning(title: str, words: str) -> None:
	raise FileRefusedError(
		AMBIGUOUS_COLUMN,
		_(
			"“{0}” says that these figures are not what a household earned in the year ({1}). Send the household’s incomes of the whole year, not averages, expected figures or increases; where the words are wrong, delete them."
		).format(title, words),
	)


def _titles(table: Table) -> Iterator[tuple[str, bool]]:
	"""The short lines above the tables, and the names of their sheets; whether it is a name."""
	for section in table.sections:
		for row in around_header(section)[0]:
			for cell in row:
				title = cells.text(cell) if isinstance(cell, str) else ""
				if title and len(title) <= MAX_TITLE_LENGTH and not NOTE.match(title):
					yield title, False
		if not section.sheet.is_text:
			yield section.sheet.name, True


def _part_of_year(title: str, is_name: bool) -> str | None:
	"""The words of the title, or of a sheet's or file's name, that limit its figures to a part of the year."""
	plain = income_years.with_digits(title)
	if found := PART_OF_YEAR.search(plain):
		return found[0]
	for found in MONTHS.finditer(plain):
		first, last, until, end = found.groups()
		if (until and end != LAST_MONTH) or (not until and (first.lstrip("0"), last) != WHOLE_YEAR):
			return found[0]
	if MONTHS.search(plain) or OTHER_DAY.search(plain) or not (is_name or "收入" in plain):
		return None
	found = ONE_MONTH.search(plain)
	# 2025年收入（2026年1月）: the month of sending.
	of_year = income_years.years_in_name(plain)
	if found and not (of_year and not of_year & set(income_years.YEAR.findall(found[0].replace("年", " ")))):
		return found[0]
	return None
