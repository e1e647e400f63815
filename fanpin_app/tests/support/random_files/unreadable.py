"""Makes a whole file unreadable: a missing, repeated or divided column, or a heading that revokes the rows below it."""

from random import Random

from fanpin_app.tests.support.random_files.cell_values import Cell
from fanpin_app.tests.support.random_files.contents import Table
from fanpin_app.tests.support.random_files.layout import Line, Sheet

AMBIGUOUS = frozenset({"ambiguous_column"})
REVOKING = ("作废：", "（二）注销人员名单", "以下待核实", "三、上年同期", "已退费")
DIVIDED = (("次数", "金额"), ("上月", "本月"), ("2025年", "2026年"), ("（次）", "（元）"), ("县内", "县外"))


def make_unreadable(sheets: list[Sheet], table: Table, rng: Random) -> tuple[frozenset[str], str]:
	"""Changes one of the sheets; returns the allowed reasons to refuse the file, none where it was left as it is, and
	what was done."""
	with_table = [each for each in sheets if each.has_table]
	sheet = rng.choice(with_table)
	headers = [line for line in sheet.lines if line.is_header]
	if len(headers) > 1 or len(with_table) > 1:
		return frozenset(), ""
	needed = [place for place, cell in enumerate(headers[0].cells) if _is_needed(cell, table)]
	how = rng.choice(("missing", "repeated", "divided", "revoked"))
	if how == "missing":
		headers[0].cells[rng.choice(needed)] = "别的"
		return frozenset({"missing_column", "unknown_feed"}), "a column is missing"
	if how == "repeated":
		_add_column(sheet, len(headers[0].cells), headers[0].cells[rng.choice(needed)])
		return AMBIGUOUS, "a column repeated"
	if how == "divided":
		_divide(sheet, rng.choice(needed), rng.choice(DIVIDED))
		return AMBIGUOUS, "a column divided"
	data = [number for number, line in enumerate(sheet.lines) if line.row is not None and not line.reasons]
	if not data:
		return frozenset(), ""
	_add_line(sheet, rng.choice(data), Line([rng.choice(REVOKING)]))
	return AMBIGUOUS, "rows revoked"


def _divide(sheet: Sheet, place: int, names: tuple[str, str]) -> None:
	"""Two columns below one header, with names of their own in a second row."""
	_add_column(sheet, place + 1, None)
	number = next(number for number, line in enumerate(sheet.lines) if line.is_header)
	_add_line(sheet, number + 1, Line([*[None] * place, *names]))


def _add_column(sheet: Sheet, place: int, header: Cell) -> None:
	for line in sheet.lines:
		line.cells += [None] * (place - len(line.cells))
		line.cells.insert(place, header if line.is_header else 1 if line.row is not None else None)
	sheet.merged = [
		(top, left + (left >= place), bottom, right + (right >= place))
		for top, left, bottom, right in sheet.merged
	]


def _add_line(sheet: Sheet, number: int, line: Line) -> None:
	sheet.lines.insert(number, line)
	sheet.merged = [
		(top + (top >= number), left, bottom + (bottom >= number), right)
		for top, left, bottom, right in sheet.merged
	]


def _is_needed(cell: Cell, table: Table) -> bool:
	plain = "".join(str(cell or "").replace("\u200b", "").split())
	kinds = ("name",) if table.feed != "household_register" else ("name", "count")
	return any(
		plain.startswith(header)
		for each in table.fields
		if each.kind not in kinds and not (each.kind == "word" and each.headers[0] == "健康状况")
		for header in each.headers
	)
