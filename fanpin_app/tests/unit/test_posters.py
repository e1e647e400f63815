"""Posters: every text is on a sheet, and no box overlaps another or leaves its sheet, however much is configured."""

import re
from itertools import combinations
from unittest import TestCase
from xml.etree import ElementTree

import frappe
from hypothesis import given, settings
from hypothesis import strategies as st

from fanpin_app.coordination.posters import drawing
from fanpin_app.coordination.posters.drawing import SHEET_HEIGHT, SHEET_WIDTH, Sheet
from fanpin_app.coordination.posters.layout import Card, Sizes, band, cards, flow, lane, sheets, table, tier
from fanpin_app.coordination.posters.text import width_of, wrap

SPACES = re.compile(r"\s+")
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>&\"'<svg onload=x>"
# Rounding of the coordinates in the SVG.
TOLERANCE = 0.02

texts = st.text(
	st.one_of(
		st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")),
		st.sampled_from("领导小组监测预警核查帮扶，。、（）"),
	),
	max_size=120,
)
names = texts.filter(lambda text: text.strip())
some_cards = st.lists(st.builds(Card, names, st.lists(texts, max_size=3).map(tuple)), min_size=1, max_size=40)


def without_spaces(text: str) -> str:
	return SPACES.sub("", text)


def printed(found: list[Sheet]) -> str:
	"""All text of the SVG documents, without spaces."""
	roots = [ElementTree.fromstring(sheet.svg()) for sheet in found]
	return without_spaces("".join(node.text or "" for root in roots for node in root.iter(f"{SVG}text")))


def rectangles(sheet: Sheet) -> list[tuple[float, float, float, float]]:
	"""Left, top, right and bottom edge of every box, as drawn."""
	found = []
	for group in ElementTree.fromstring(sheet.svg()).iter(f"{SVG}g"):
		rect = group.find(f"{SVG}rect")
		x, y, width, height = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
		found.append((x, y, x + width, y + height))
	return found


class PosterTestCase(TestCase):
	def check(self, found: list[Sheet], expected: list[str]) -> None:
		self.check_places(found)
		text = printed(found)
		missing = [each for each in expected if without_spaces(each) not in text]
		self.assertEqual(missing, [])

	def check_places(self, found: list[Sheet]) -> None:
		for sheet in found:
			boxes = rectangles(sheet)
			for left, top, right, bottom in boxes:
				self.assertTrue(0 <= left < right <= SHEET_WIDTH and 0 < top < bottom <= SHEET_HEIGHT)
			overlaps = [(one, other) for one, other in combinations(boxes, 2) if self.overlap(one, other)]
			self.assertEqual(overlaps, [])
			self.check_lines(sheet)

	def overlap(self, one: tuple, other: tuple) -> bool:
		left, top = max(one[0], other[0]), max(one[1], other[1])
		right, bottom = min(one[2], other[2]), min(one[3], other[3])
		return right - left > TOLERANCE and bottom - top > TOLERANCE

	def check_lines(self, sheet: Sheet) -> None:
		"""No line is wider or higher than its box."""
		for box, _y, height in sheet.boxes:
			self.assertLessEqual(box.height, height + TOLERANCE)
			for line in box.lines:
				self.assertLessEqual(
					width_of(line.text, line.size), max(box.width - 2 * box.padding, line.size)
				)


class TestLayouts(PosterTestCase):
	@settings(max_examples=40, deadline=None)
	@given(some_cards, st.integers(1, 6))
	def test_cards(self, found, columns):
		drawn = sheets("标题", "", "截至今日", lambda sizes: cards(found, columns, sizes))
		self.check_places(drawn)
		self.check_boxes(drawn, found)

	@settings(max_examples=40, deadline=None)
	@given(names, some_cards, st.integers(1, 5))
	def test_tiers(self, label, found, columns):
		drawn = sheets("标题", "", "", lambda sizes: tier(label, found, columns, sizes))
		self.check_places(drawn)
		self.check_boxes(drawn, [Card(label), *found])

	@settings(max_examples=40, deadline=None)
	@given(some_cards, st.integers(1, 5))
	def test_flows(self, found, columns):
		drawn = sheets(
			"标题", "副标题", "", lambda sizes: [band("环节", sizes), *flow(found, columns, sizes)]
		)
		self.check_places(drawn)
		self.check_boxes(drawn, found)

	@settings(max_examples=40, deadline=None)
	@given(st.lists(st.lists(names, min_size=4, max_size=4), max_size=60), names)
	def test_tables(self, rows, title):
		columns = [("序号", 1.0), ("含义", 3.0), ("时限", 1.0), ("依据", 2.0)]
		drawn = sheets(title, "", "", lambda sizes: table(columns, rows, sizes))
		self.check_places(drawn)
		self.check_boxes(drawn, [Card(cell) for row in rows for cell in row])

	def check_boxes(self, drawn: list[Sheet], found: list[Card]) -> None:
		"""Every text is in the lines of boxes, in order: those that go on on the next sheet follow each other there."""
		lines = "".join(line.text for sheet in drawn for box, _y, _h in sheet.boxes for line in box.lines)
		characters = sorted(without_spaces(lines))
		for card in found:
			for text in (card.heading, *card.texts):
				for character in without_spaces(text):
					self.assertIn(character, characters)
		total = sum(len(without_spaces(text)) for card in found for text in (card.heading, *card.texts))
		self.assertGreaterEqual(len(characters), total)

	def test_every_text_of_an_ordinary_poster_is_printed_in_one_piece(self):
		found = [Card(f"第{number}步", (f"由镇级办理，{number} 天内完成",)) for number in range(1, 13)]
		self.check(
			sheets("监测流程图", "榕江镇", "截至 2026-11-30", lambda sizes: flow(found, 4, sizes)),
			["监测流程图", "榕江镇", "截至 2026-11-30", *(text for card in found for text in card.texts)],
		)

	def test_a_poster_that_fits_has_one_sheet_and_a_long_list_has_several(self):
		columns = [("序号", 1.0), ("户主", 3.0)]
		sheets_of = [
			len(
				sheets(
					"名单",
					"",
					"",
					lambda sizes, number=number: table(
						columns, [(str(n), "林**") for n in range(number)], sizes
					),
				)
			)
			for number in (3, 400)
		]
		self.assertEqual(sheets_of[0], 1)
		self.assertGreater(sheets_of[1], 3)

	def test_the_header_of_a_table_is_on_every_sheet(self):
		rows = [(str(number), "林**") for number in range(200)]
		for sheet in sheets("名单", "", "", lambda sizes: table([("序号", 1.0), ("户主", 3.0)], rows, sizes)):
			self.assertEqual([line.text for line in sheet.boxes[1][0].lines], ["户主"])

	def test_a_text_higher_than_a_sheet_goes_on_on_the_next(self):
		text = "一二三四五六七八九十" * 600
		drawn = sheets("长文", "", "", lambda sizes: cards([Card(text)], 4, sizes))
		self.assertGreater(len(drawn), 1)
		self.check_places(drawn)
		lines = "".join(line.text for sheet in drawn for box, _y, _h in sheet.boxes for line in box.lines)
		self.assertEqual(lines, text)

	def test_each_step_of_a_flow_has_an_arrow_to_the_next(self):
		steps = [Card(str(number)) for number in range(7)]
		[sheet] = sheets("流程", "", "", lambda sizes: flow(steps, 3, sizes))
		self.assertEqual(sheet.svg().count("<polygon"), 6)


class TestSafety(PosterTestCase):
	def test_texts_and_colours_cannot_become_markup(self):
		found = [Card(HOSTILE, (HOSTILE,), 'red"/><script>alert(1)</script>')]
		[sheet] = sheets(HOSTILE, HOSTILE, HOSTILE, lambda sizes: [lane(found, sizes)])
		tags = {node.tag for node in ElementTree.fromstring(sheet.svg()).iter()}
		self.assertEqual(tags, {f"{SVG}{tag}" for tag in ("svg", "rect", "text", "g")})
		self.assertNotIn("<script", sheet.svg())

	def test_control_characters_are_left_out(self):
		[sheet] = sheets("甲\x00乙\x1b", "", "", lambda sizes: cards([Card("丙\x07丁")], 1, sizes))
		self.assertIn("丙丁", printed([sheet]))

	def test_text_is_light_on_dark_colours_and_dark_on_light_ones(self):
		self.assertEqual(drawing.ink_on("#E03131"), drawing.WHITE)
		self.assertEqual(drawing.ink_on("#F0B429"), drawing.INK)


class TestWrapping(TestCase):
	@settings(max_examples=100, deadline=None)
	@given(texts, st.floats(8, 200), st.floats(2, 8))
	def test_nothing_is_lost_and_no_line_is_too_wide(self, text, width, size):
		lines = wrap(text, width, size)
		self.assertEqual(without_spaces("".join(lines)), without_spaces("".join(text.splitlines())))
		for line in lines:
			self.assertTrue(width_of(line, size) <= width + 1e-6 or len(line) == 1, line)

	def test_a_line_does_not_begin_with_a_closing_sign(self):
		self.assertEqual(wrap("一二三四，五六", 40, 10), ["一二三", "四，五六"])

	def test_a_line_does_not_end_with_an_opening_sign(self):
		self.assertEqual(wrap("一二三（四五）", 40, 10), ["一二三", "（四五）"])

	def test_a_latin_word_stays_in_one_line_if_it_fits(self):
		self.assertEqual(wrap("甲乙丙 ABC123", 60, 10), ["甲乙丙", "ABC123"])

	def test_no_text_has_no_lines(self):
		self.assertEqual(wrap("", 40, 10), [])


class TestLevels(PosterTestCase):
	"""The rows for configured levels, without a site."""

	def level(self, number: int) -> frappe._dict:
		return frappe._dict(
			name=f"第{number}级",
			colour="#1C7ED6",
			leading_tier=None,
			closing_tier=None,
			first_response_hours=24 * number,
			hours_count_as="",
			escalates=0,
			escalation_hours=0,
			visit_interval_days=0,
			meaning=f"含义{number}",
			basis=f"依据{number}",
		)

	def test_a_new_level_is_shown(self):
		from unittest.mock import patch

		from fanpin_app.coordination.posters import tiers

		for number in (1, 3, 7):
			levels = [self.level(each) for each in range(1, number + 1)]
			with patch.object(tiers, "_", lambda text: text):
				for draw in (
					lambda sizes, levels=levels: tiers.flow_rows(levels, sizes),
					lambda sizes, levels=levels: tiers.mechanism_rows(levels, [], sizes),
				):
					drawn = sheets("分级", "", "", draw)
					self.check(drawn, [text for level in levels for text in (level.name, level.meaning)])

	def test_letters_of_a_scale_are_smaller(self):
		self.assertLess(Sizes(0.5).body, Sizes().body)
