"""What a poster consists of: rows of boxes with text, arrows between them, and sheets of paper as SVG. Lengths are in mm.

All text is escaped where it becomes SVG, and colours are checked: both come from settings that administrators write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from fanpin_app.coordination.posters.text import wrap

# A3, landscape.
SHEET_WIDTH, SHEET_HEIGHT = 420.0, 297.0
MARGIN = 14.0
BODY_WIDTH = SHEET_WIDTH - 2 * MARGIN
PADDING = 2.5
LEADING = 1.4
FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
INK, WHITE, RED, GOLD = "#1F272E", "#FFFFFF", "#B3261E", "#F6D365"
PAPER, BORDER, PALE, ARROW = "#FFFDF7", "#C9A66B", "#FBF3E2", "#8A5A00"
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)


@dataclass(frozen=True)
class Line:
	text: str
	size: float
	bold: bool = False


@dataclass(frozen=True)
class Box:
	"""A rectangle with lines of text; `x` is its left edge on the sheet, and its row gives its height."""

	x: float
	width: float
	lines: tuple[Line, ...]
	fill: str = WHITE
	ink: str = INK
	centred: bool = True
	padding: float = PADDING

	@property
	def height(self) -> float:
		return 2 * self.padding + sum(line.size * LEADING for line in self.lines)

	@property
	def middle(self) -> float:
		return self.x + self.width / 2


@dataclass(frozen=True)
class Row:
	"""Boxes beside each other, all as high as the highest.

	`gap`: the space below; `arrows`: pairs of boxes (by position) with an arrow from the first to the second; `down`: where
	an arrow leads to the next row; `header`: a row that is repeated where this one begins a sheet; `with_next`: the next
	row is on the same sheet.
	"""

	boxes: tuple[Box, ...]
	gap: float = 4.0
	arrows: tuple[tuple[int, int], ...] = ()
	down: float | None = None
	header: Row | None = None
	with_next: bool = False

	@property
	def height(self) -> float:
		return max(box.height for box in self.boxes)

	def split(self, height: float) -> tuple[Row, Row | None]:
		"""The part with the lines that fit into this height, one at least, and the rest."""
		parts = [_split_box(box, height) for box in self.boxes]
		first = replace(self, boxes=tuple(part for part, _rest in parts))
		if not any(rest for _part, rest in parts):
			return first, None
		rest = tuple(replace(box, lines=lines) for box, (_part, lines) in zip(self.boxes, parts, strict=True))
		return replace(first, down=None), replace(self, boxes=rest, arrows=())


def box(
	x: float,
	width: float,
	texts: Iterable[tuple[str, float, bool]],
	fill: str = WHITE,
	ink: str | None = None,
	centred: bool = True,
	padding: float = PADDING,
) -> Box:
	"""A box with wrapped texts, each given with its size and whether it is bold."""
	lines = tuple(
		Line(line, size, bold) for text, size, bold in texts for line in wrap(text, width - 2 * padding, size)
	)
	fill = checked_colour(fill)
	return Box(x, width, lines, fill, ink or ink_on(fill), centred, padding)


def checked_colour(colour: str | None) -> str:
	"""The colour as it is written in settings, pale if it is none."""
	return colour if colour and COLOUR.fullmatch(colour) else PALE


def ink_on(fill: str) -> str:
	"""The colour of text on this colour: white on dark, ink on light."""
	red, green, blue = (int(fill[start : start + 2], 16) for start in (1, 3, 5))
	return WHITE if 0.299 * red + 0.587 * green + 0.114 * blue < 150 else INK


@dataclass(frozen=True)
class Placed:
	"""A row with its upper edge on a sheet."""

	row: Row
	y: float


@dataclass(frozen=True)
class Sheet:
	"""One sheet of a poster: the rows of its title band, and those of its body."""

	title: tuple[Line, ...]
	rows: tuple[Placed, ...]
	footer: str

	@property
	def boxes(self) -> list[tuple[Box, float, float]]:
		"""Every box with its upper edge and its height."""
		return [(box, placed.y, placed.row.height) for placed in self.rows for box in placed.row.boxes]

	def svg(self) -> str:
		"""The sheet as an SVG document of its size."""
		return "".join(
			(
				f'<svg xmlns="http://www.w3.org/2000/svg" width="{SHEET_WIDTH:g}mm" height="{SHEET_HEIGHT:g}mm"',
				f' viewBox="0 0 {SHEET_WIDTH:g} {SHEET_HEIGHT:g}" font-family="{FONTS}">',
				_rectangle(0, 0, SHEET_WIDTH, SHEET_HEIGHT, PAPER),
				_title(self.title),
				*(_row(placed, follower) for placed, follower in _with_followers(self.rows)),
				_text(self.footer, SHEET_WIDTH / 2, SHEET_HEIGHT - 5, 3.6, INK),
				"</svg>",
			)
		)


def height_of_title(title: Sequence[Line]) -> float:
	return 8 + sum(line.size * LEADING for line in title)


def _split_box(box: Box, height: float) -> tuple[Box, tuple[Line, ...]]:
	kept, used = 0, 2 * box.padding
	for line in box.lines:
		used += line.size * LEADING
		if used > height and kept:
			break
		kept += 1
	return replace(box, lines=box.lines[:kept]), box.lines[kept:]


def _with_followers(rows: Sequence[Placed]) -> Iterable[tuple[Placed, Placed | None]]:
	return zip(rows, [*rows[1:], None], strict=True)


def _title(lines: Sequence[Line]) -> str:
	height = height_of_title(lines)
	parts = [
		_rectangle(0, 0, SHEET_WIDTH, height, RED),
		_rectangle(0, height, SHEET_WIDTH, 1.2, GOLD),
	]
	y = 4.0
	for line in lines:
		y += line.size * LEADING
		parts.append(_text(line.text, SHEET_WIDTH / 2, y - 0.35 * line.size, line.size, WHITE, line.bold))
	return "".join(parts)


def _row(placed: Placed, follower: Placed | None) -> str:
	row, height = placed.row, placed.row.height
	parts = [_box(box, placed.y, height) for box in row.boxes]
	middle = placed.y + height / 2
	for start, end in row.arrows:
		one, other = row.boxes[start], row.boxes[end]
		if one.x < other.x:
			parts.append(_arrow(one.x + one.width, middle, other.x, middle))
		else:
			parts.append(_arrow(one.x, middle, other.x + other.width, middle))
	if follower and row.down is not None:
		parts.append(_arrow(row.down, placed.y + height, row.down, follower.y))
	return "".join(parts)


def _box(box: Box, y: float, height: float) -> str:
	parts = [_rectangle(box.x, y, box.width, height, box.fill, BORDER)]
	used = sum(line.size * LEADING for line in box.lines)
	baseline = y + ((height - used) / 2 if box.centred else box.padding)
	for line in box.lines:
		baseline += line.size * LEADING
		x, anchor = (box.middle, "middle") if box.centred else (box.x + box.padding, "start")
		parts.append(_text(line.text, x, baseline - 0.35 * line.size, line.size, box.ink, line.bold, anchor))
	return f"<g>{''.join(parts)}</g>"


def _rectangle(x: float, y: float, width: float, height: float, fill: str, stroke: str | None = None) -> str:
	border = f' stroke="{stroke}" stroke-width="0.4" rx="1"' if stroke else ""
	return f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}"{border}/>'


def _text(
	text: str, x: float, y: float, size: float, ink: str, bold: bool = False, anchor: str = "middle"
) -> str:
	weight = ' font-weight="700"' if bold else ""
	return (
		f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" fill="{ink}" text-anchor="{anchor}"{weight}>'
		f"{escape(_printable(text))}</text>"
	)


def _printable(text: str) -> str:
	"""The text without control characters, which XML does not permit, and with plain spaces."""
	return "".join(
		character if character.isprintable() else " " if character.isspace() else "" for character in text
	)


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
	"""An arrow along an axis, with its head at the second point."""
	head = 2.4
	dx, dy = (x2 > x1) - (x2 < x1), (y2 > y1) - (y2 < y1)
	end_x, end_y = x2 - dx * head, y2 - dy * head
	left = (end_x - dy * head / 2, end_y + dx * head / 2)
	right = (end_x + dy * head / 2, end_y - dx * head / 2)
	points = " ".join(f"{x:.2f},{y:.2f}" for x, y in ((x2, y2), left, right))
	return (
		f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{end_x:.2f}" y2="{end_y:.2f}" stroke="{ARROW}" stroke-width="0.9"/>'
		f'<polygon points="{points}" fill="{ARROW}"/>'
	)
