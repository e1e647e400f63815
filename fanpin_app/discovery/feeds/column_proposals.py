"""Which unknown header of a file is which column of a feed: proposed from the header's words and the cells below it.
A person confirms it."""

from collections.abc import Sequence
from dataclasses import dataclass

from fanpin_app.discovery.feeds.definitions import FIGURES, Column, Feed, spelling
from fanpin_app.discovery.feeds.describe import data_type_of, mostly
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.refusals.errors import FileRefusedError
from fanpin_app.discovery.tables.examples import Example, examples_of
from fanpin_app.discovery.tables.recognition import feed_of, positions_of
from fanpin_app.discovery.tables.rows import meaning

# This many cells show what is written in a column.
CELLS_EXAMINED = 30
# The least share of common characters in two headers, where only the type supports the pair besides.
MIN_WORDS_SHARED = 1 / 3
# A header with such a word is never proposed for a column without it: it is about somebody or something else.
OTHER_MEANINGS = (
	*("户主", "配偶", "监护人", "家长", "经办", "代办"),
	*("上年", "去年", "上月", "上期", "累计", "统筹", "报销", "减免", "应付"),
)
SAME_KIND = ({"Amount", "Number"}, {"Name", "Text"})
NAMED_IN_FILE = 3


@dataclass(frozen=True)
class UnknownColumn:
	"""A column of the file whose header the feed does not know; `data_type` is inferred from its cells."""

	header: str
	sheet: str
	written: list[Cell]
	data_type: str


@dataclass(frozen=True)
class Comparison:
	"""The feed's columns missing from the file, the file's columns unknown to the feed, and the pairs that are
	probably the same (header in the file → header in the feed)."""

	feed: Feed
	missing: list[Column]
	unknown: list[UnknownColumn]
	proposed: dict[str, str]

	@property
	def fit(self) -> int:
		"""The number of known or proposed columns, less the required ones that are neither."""
		lost = [column for column in self.missing if column.header not in self.proposed.values()]
		return len(self.feed.columns) - len(lost) - sum(column.required for column in lost)


def not_recognised(sheets: Sequence[Sheet], feeds: Sequence[Feed]) -> list[Sheet]:
	"""The sheets that by themselves belong to none of the feeds."""
	return [sheet for sheet in sheets if not _is_recognised(sheet, feeds)]


def compare(sheets: Sequence[Sheet], feed: Feed) -> Comparison:
	"""Compare the sheets with the feed."""
	examples = list(examples_of(sheets))
	missing = _missing(examples, feed)
	unknown = _unknown(examples, feed)
	return Comparison(feed, missing, unknown, _proposed(missing, unknown))


def likeliest(comparisons: Sequence[Comparison], file_name: str) -> list[Comparison]:
	"""The comparisons, the likeliest feed first."""

	def likeness(comparison: Comparison) -> int:
		named = comparison.feed.feed_name in file_name
		return comparison.fit + (NAMED_IN_FILE if named else 0)

	return sorted(comparisons, key=likeness, reverse=True)


def other_meaning(header: str, column: Column) -> str | None:
	"""The word, if any, by which the header is about somebody or something other than the column."""
	written = spelling(header)
	words = (
		word for word in OTHER_MEANINGS if (word in written) != any(word in each for each in column.spellings)
	)
	return next(words, None)


def kind_of(data_type: str) -> str:
	"""The type, the same for those written alike: names and texts, amounts and numbers."""
	return next((min(kind) for kind in SAME_KIND if data_type in kind), data_type)


def _is_recognised(sheet: Sheet, feeds: Sequence[Feed]) -> bool:
	try:
		feed_of([sheet], feeds)
	except FileRefusedError:
		return False
	return True


def _missing(examples: Sequence[Example], feed: Feed) -> list[Column]:
	"""The missing columns, required ones first."""
	found = [
		positions_of([spelling(header) for header in each.headers_in(feed.spellings)], feed)
		for each in examples
	]
	missing = [
		column for column in feed.columns if any(column.header not in positions for positions in found)
	]
	return sorted(missing, key=lambda column: not column.required)


def _unknown(examples: Sequence[Example], feed: Feed) -> list[UnknownColumn]:
	unknown: dict[str, UnknownColumn] = {}
	for example in examples:
		for position, header in enumerate(example.headers_in(feed.spellings)):
			if header and spelling(header) not in feed.spellings and header not in unknown:
				written = example.column(position)[:CELLS_EXAMINED]
				unknown[header] = UnknownColumn(
					header, example.sheet.name, written, data_type_of(header, written)
				)
	return list(unknown.values())


def _proposed(missing: Sequence[Column], unknown: Sequence[UnknownColumn]) -> dict[str, str]:
	"""The likeliest pairs, each column once for each sheet; of equally likely ones, the first in feed and file order."""
	likely = [
		(-_likeness(column, other), place, other_place)
		for place, column in enumerate(missing)
		for other_place, other in enumerate(unknown)
		if _may_match(column, other)
		and (_is_evident(column, other) or _is_only_pair(column, other, missing, unknown))
	]
	proposed, taken = {}, set()
	for _likeness_below_zero, place, other_place in sorted(likely):
		column, other = missing[place], unknown[other_place]
		if other.header not in proposed and (column.header, other.sheet) not in taken:
			proposed[other.header] = column.header
			taken.add((column.header, other.sheet))
	return proposed


def _is_only_pair(
	column: Column, other: UnknownColumn, missing: Sequence[Column], unknown: Sequence[UnknownColumn]
) -> bool:
	"""Whether this is the only missing column and the only unknown column of its kind. For money that proves nothing."""
	kind = kind_of(column.data_type)
	if column.data_type in FIGURES and not _words_shared(column, other):
		return False
	return (
		kind_of(other.data_type) == kind
		and sum(kind_of(each.data_type) == kind for each in missing) == 1
		and sum(kind_of(each.data_type) == kind for each in unknown if each.sheet == other.sheet) == 1
	)


def _may_match(column: Column, other: UnknownColumn) -> bool:
	"""Whether the cells fit the column's type, and the headers are about the same thing."""
	return mostly(lambda cell: meaning(cell, column), other.written) and not other_meaning(
		other.header, column
	)


def _is_evident(column: Column, other: UnknownColumn) -> bool:
	# If every word is in the column's value map, that is no coincidence.
	return bool(column.value_map) or _words_shared(column, other) >= MIN_WORDS_SHARED


def _likeness(column: Column, other: UnknownColumn) -> float:
	"""Half by type, half by words, at most 1."""
	same = column.value_map or kind_of(column.data_type) == kind_of(other.data_type)
	return (1 if same else 0.4) / 2 + _words_shared(column, other) / 2


def _words_shared(column: Column, other: UnknownColumn) -> float:
	"""The share of common characters in both headers: 0 to 1."""
	written = set(spelling(other.header))
	return max(2 * len(written & set(each)) / (len(written) + len(set(each))) for each in column.spellings)
