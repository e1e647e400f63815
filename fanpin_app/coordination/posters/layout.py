"""Rows of boxes for what posters show (bands, cards, tables, flows), and their place on sheets. Lengths are in mm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from fanpin_app.coordination.posters.drawing import (
	BODY_WIDTH,
	GOLD,
	INK,
	MARGIN,
	RED,
	SHEET_HEIGHT,
	WHITE,
	Box,
	Line,
	Placed,
	Row,
	Sheet,
	box,
	height_of_title,
)
from fanpin_app.coordination.posters.text import wrap

TITLE, SUBTITLE = 12.0, 5.5
FOOTER = 11.0
GAP = 4.0
LABEL_WIDTH = 52.0
# Five characters in a line.
LARGEST_LABEL = 9.0
PADDING_OF_CELLS = 1.2
# Between boxes or rows that an arrow connects.
ARROW_GAP = 9.0
LEAST_ROOM = 60.0
# Letters become smaller until a poster fits on one sheet, down to this share; what is longer has several sheets.
SCALES = (1.6, 1.4, 1.2, 1.1, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
SCALE_OF_SEVERAL_SHEETS = 0.7


@dataclass(frozen=True)
class Sizes:
	"""Sizes of letters for one scale."""

	scale: float = 1.0

	@property
	def band(self) -> float:
		return 7.5 * self.scale

	@property
	def heading(self) -> float:
		return 7.0 * self.scale

	@property
	def label(self) -> float:
		return min(self.heading, LARGEST_LABEL)

	@property
	def body(self) -> float:
		return 5.2 * self.scale


@dataclass(frozen=True)
class Card:
	"""A heading, and lines of text below it. `fill`: the colour of its box."""

	heading: str
	texts: tuple[str, ...] = ()
	fill: str = WHITE
	centred: bool = True


Rows = Callable[[Sizes], list[Row]]


def sheets(title: str, subtitle: str, footer: str, rows: Rows) -> list[Sheet]:
	"""The sheets of a poster: one if its rows fit in letters that can be read from afar, else several."""
	lines = _title_lines(title, subtitle)
	placed = _on_one_sheet(rows, lines) or _paginate(rows(Sizes(SCALE_OF_SEVERAL_SHEETS)), lines)
	total = len(placed)
	return [
		Sheet(lines, tuple(of_sheet), f"{footer}　{number} / {total}" if total > 1 else footer)
		for number, of_sheet in enumerate(placed, 1)
	]


def band(text: str, sizes: Sizes, fill: str = RED) -> Row:
	"""A heading of the rows that follow."""
	return Row((box(MARGIN, BODY_WIDTH, [(text, sizes.band, True)], fill),), gap=GAP, with_next=True)


def cards(found: Sequence[Card], columns: int, sizes: Sizes) -> list[Row]:
	"""The cards in rows of at most `columns`, each row centred."""
	width = (BODY_WIDTH - GAP * (columns - 1)) / columns
	rows = []
	for start in range(0, len(found), columns):
		some = found[start : start + columns]
		left = MARGIN + (BODY_WIDTH - len(some) * width - (len(some) - 1) * GAP) / 2
		boxes = (_card(card, left + number * (width + GAP), width, sizes) for number, card in enumerate(some))
		rows.append(Row(tuple(boxes)))
	return rows


def tier(label: str, found: Sequence[Card], columns: int, sizes: Sizes) -> list[Row]:
	"""Cards in rows of at most `columns`, with a label at the left of the first row."""
	left = MARGIN + LABEL_WIDTH + GAP
	width = (BODY_WIDTH - LABEL_WIDTH - GAP * columns) / columns
	rows = []
	for start in range(0, len(found), columns):
		some = found[start : start + columns]
		boxes = [_card(card, left + number * (width + GAP), width, sizes) for number, card in enumerate(some)]
		if start == 0:
			boxes.insert(0, box(MARGIN, LABEL_WIDTH, [(label, sizes.label, True)], RED))
		rows.append(Row(tuple(boxes)))
	return rows


def table(
	columns: Sequence[tuple[str, float]],
	rows: Iterable[Sequence[str]],
	sizes: Sizes,
	fills: Sequence[str] = (),
) -> list[Row]:
	"""A table with a header on each sheet. `columns`: label and share of the width; `fills`: a colour for the first cell
	of each row."""
	total = sum(share for _label, share in columns)
	widths = [BODY_WIDTH * share / total for _label, share in columns]
	header = _cells([label for label, _share in columns], widths, sizes, bold=True)
	header = replace(
		header,
		boxes=tuple(replace(each, fill=GOLD, ink=INK) for each in header.boxes),
		with_next=True,
	)
	body = []
	for number, cells in enumerate(rows):
		first_fill = fills[number] if fills else None
		body.append(replace(_cells(cells, widths, sizes, first_fill=first_fill), header=header))
	if body:
		body[-1] = replace(body[-1], gap=GAP * 2)
	return [header, *body]


def flow(steps: Sequence[Card], columns: int, sizes: Sizes) -> list[Row]:
	"""Steps with arrows from each to the next: left to right, then below from right to left, and so on."""
	width = (BODY_WIDTH - ARROW_GAP * (columns - 1)) / columns
	rows = []
	for start in range(0, len(steps), columns):
		some = steps[start : start + columns]
		is_backwards = (start // columns) % 2 == 1
		boxes = []
		for number, step in enumerate(some):
			column = columns - 1 - number if is_backwards else number
			boxes.append(_card(step, MARGIN + column * (width + ARROW_GAP), width, sizes))
		arrows = tuple((number, number + 1) for number in range(len(some) - 1))
		has_next = start + columns < len(steps)
		down = boxes[-1].middle if has_next else None
		rows.append(Row(tuple(boxes), gap=ARROW_GAP if has_next else GAP * 2, arrows=arrows, down=down))
	return rows


def lane(steps: Sequence[Card], sizes: Sizes) -> Row:
	"""Steps in one row, with arrows from each to the next."""
	[row] = flow(steps, len(steps), sizes)
	return row


def _card(card: Card, x: float, width: float, sizes: Sizes) -> Box:
	texts = [(card.heading, sizes.heading, True), *((text, sizes.body, False) for text in card.texts)]
	return box(x, width, texts, card.fill, centred=card.centred)


def _cells(
	cells: Sequence[str],
	widths: Sequence[float],
	sizes: Sizes,
	bold: bool = False,
	first_fill: str | None = None,
) -> Row:
	boxes, x = [], MARGIN
	for number, (text, width) in enumerate(zip(cells, widths, strict=True)):
		fill = first_fill if first_fill and number == 0 else WHITE
		is_bold = bold or bool(first_fill and number == 0)
		boxes.append(box(x, width, [(text, sizes.body, is_bold)], fill, padding=PADDING_OF_CELLS))
		x += width
	return Row(tuple(boxes), gap=0.0)


def _title_lines(title: str, subtitle: str) -> tuple[Line, ...]:
	lines = [Line(line, TITLE, True) for line in wrap(title, BODY_WIDTH, TITLE)]
	return (*lines, *(Line(line, SUBTITLE) for line in wrap(subtitle, BODY_WIDTH, SUBTITLE)))


def _on_one_sheet(rows: Rows, title: Sequence[Line]) -> list[list[Placed]] | None:
	"""The rows in the largest letters in which they fit on one sheet; None if they do in none."""
	# Of a long list, only the smallest are tried.
	if len(_paginate(rows(Sizes(SCALES[-1])), title)) > 1:
		return None
	return next(found for scale in SCALES if len(found := _paginate(rows(Sizes(scale)), title)) == 1)


def _paginate(rows: Sequence[Row], title: Sequence[Line]) -> list[list[Placed]]:
	"""The rows on sheets. A row that is higher than a sheet goes on on the next."""
	top, bottom = height_of_title(title) + 7, SHEET_HEIGHT - FOOTER
	found: list[list[Placed]] = [[]]
	waiting, y = list(rows), top
	while waiting:
		row = waiting.pop(0)
		if found[-1] and _begins_sheet(_needed(row, waiting), bottom - y, bottom - top):
			found.append([])
			y = top
			if row.header:
				found[-1].append(Placed(row.header, y))
				y += row.header.height
		if y + row.height > bottom:
			row, rest = row.split(bottom - y)
			if rest:
				waiting.insert(0, rest)
		found[-1].append(Placed(row, y))
		y += row.height + row.gap
	return found


def _begins_sheet(needed: float, room: float, whole: float) -> bool:
	"""Whether rows of this height go to a new sheet: what fits on none is split where it is, unless little room is left."""
	return needed > room and (needed <= whole or room < LEAST_ROOM)


def _needed(row: Row, following: Sequence[Row]) -> float:
	"""The height of the row, and of the next one if both belong together."""
	if row.with_next and following:
		return row.height + row.gap + _needed(following[0], following[1:])
	return row.height
