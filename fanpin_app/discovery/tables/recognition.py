"""Which Data Feed a file belongs to, by its headers; where none fits, which of its headers are unknown."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NoReturn

from frappe import _

from fanpin_app.discovery.feeds.definitions import Feed, spelling
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.refusals.errors import MISSING_COLUMN, UNKNOWN_FEED, FileRefusedError
from fanpin_app.discovery.tables.examples import examples_of
from fanpin_app.discovery.tables.header_rows import HEADER_SEARCH_ROWS, HeaderRow, possible_headers

# A file that shares this part of a feed's columns belongs to it, even if a required column is missing.
MIN_SIMILARITY = 0.5
LIST_SEPARATOR = "、"
MAX_HEADERS_NAMED = 30
# Where the names are in a transposed table, perhaps behind numbers of its rows.
PLACES_OF_NAMES, MIN_NAMES = 2, 3
# Between what belongs into columns, in a row that was pasted into one cell.
SEPARATED, MIN_SEPARATORS = re.compile(r"[,;|\t]"), 3


def positions_of(headers: Sequence[str], feed: Feed) -> dict[str, int]:
	"""The position of each of the feed's columns among the headers."""
	found: dict[str, int] = {}
	for column in feed.columns:
		for position, header in enumerate(headers):
			if header in column.spellings and position not in found.values():
				found[column.header] = position
				break
	return found


def missing_columns(feed: Feed, positions: dict[str, int]) -> list[str]:
	return [column.header for column in feed.columns if column.required and column.header not in positions]


def feed_of(sheets: Sequence[Sheet], feeds: Sequence[Feed]) -> Feed:
	"""The feed of which the file has the most columns, among those whose required columns are all there.

	Raises FileRefusedError: missing_column names the columns missing from the likeliest feed, unknown_feed where none
	is similar.
	"""
	best: tuple[int, Feed, list[str], Sheet] | None = None
	nearest: tuple[tuple[int, float], Feed, list[str]] | None = None
	for sheet in sheets:
		for header in headers_of(sheet):
			written = [spelling(cell) for cell in header.cells]
			for feed in feeds:
				headers = spellings_of(header, feed) if header.pairs else written
				positions = positions_of(headers, feed)
				missing = missing_columns(feed, positions)
				if not missing and (best is None or len(positions) > best[0]):
					best = (len(positions), feed, headers, sheet)
				# Many feeds begin with a name and an ID number: the number of fitting columns says more than their share.
				likeness = (len(positions), len(positions) / len(feed.columns))
				if missing and (nearest is None or likeness > nearest[0]):
					if _is_distinguished(sheet, feeds, feed, headers):
						nearest = (likeness, feed, missing)
	if best:
		_known, feed, headers, sheet = best
		_refuse_nearer(sheets, feeds, feed, headers)
		_refuse_unnamed(sheet, feeds, feed, headers)
		return feed
	if nearest and nearest[0][1] >= MIN_SIMILARITY:
		_refuse_missing(sheets, nearest[1], nearest[2])
	_refuse_transposed(sheets, feeds)
	_refuse_unknown(sheets)


def _is_distinguished(sheet: Sheet, feeds: Sequence[Feed], feed: Feed, headers: list[str]) -> bool:
	"""Whether a header or a name is specific to this feed: a name and an ID number are in all kinds of files."""
	elsewhere = _spellings_of_others(feed, feeds)
	if known_headers(headers, feed) - elsewhere:
		return True
	return _is_named_by(_words_of_name(feed, elsewhere), sheet, [header for header in headers if header])


def headers_of(sheet: Sheet) -> Iterator[HeaderRow]:
	"""The possible header rows of a sheet."""
	return possible_headers(list(islice(sheet.rows(), HEADER_SEARCH_ROWS)))


def spellings_of(header: HeaderRow, feed: Feed) -> list[str]:
	"""The names of a header's columns as the feed understands them."""
	return [spelling(cell) for cell in header.understood(feed.spellings).cells]


def unknown_headers(sheets: Sequence[Sheet], feed: Feed | None) -> list[str]:
	"""The file's headers that the feed does not know, as written."""
	known = feed.spellings if feed else frozenset()
	headers = [header for example in examples_of(sheets) for header in example.headers_in(known) if header]
	return [header for header in dict.fromkeys(headers) if spelling(header) not in known]


def _refuse_nearer(sheets: Sequence[Sheet], feeds: Sequence[Feed], feed: Feed, headers: list[str]) -> None:
	"""Raises FileRefusedError (missing_column) where another feed knows more of the headers than one that requires few
	columns: a file of pupils with one unknown header is no file of the unemployed. Where the other feed knows less
	than half of the headers, it needs to know just as many, including one that this feed does not know."""
	known, written = known_headers(headers, feed), [header for header in headers if header]
	if len(known) == len(written):
		return
	for other in feeds:
		positions = positions_of(headers, other)
		as_near = len(positions) == len(known) and _leaves_most(known, written)
		nearer = len(positions) > len(known) or (as_near and known_headers(headers, other) - known)
		if nearer and other is not feed and len(positions) >= MIN_SIMILARITY * len(other.columns):
			_refuse_missing(sheets, other, missing_columns(other, positions))


def _refuse_unnamed(sheet: Sheet, feeds: Sequence[Feed], feed: Feed, headers: list[str]) -> None:
	"""Raises FileRefusedError (unknown_feed) where other feeds know every header that this feed knows, and no word of
	the feed's name is in the file's name, its title or a header: a number and a day are in files of many kinds."""
	known, written = known_headers(headers, feed), [header for header in headers if header]
	elsewhere = _spellings_of_others(feed, feeds)
	if not elsewhere or known - elsewhere:
		return
	words = _words_of_name(feed, elsewhere)
	if _is_named_by(words, sheet, written) or not (words or _leaves_most(known, written)):
		return
	if len(known) == len(written):
		raise FileRefusedError(
			UNKNOWN_FEED,
			_(
				"The headers of this file are those of {0}, and files of many kinds have them; it is not named like it. If it is one of {0}, write that into its name or its title, or choose the feed when you send it."
			).format(feed.feed_name),
		)
	raise FileRefusedError(
		UNKNOWN_FEED,
		_(
			"Of the headers of this file {0} knows only {1}, which other feeds have as well; it does not know {2}. If the file is one of {0}, write that into its name or its title, or choose the feed when you send it."
		).format(
			feed.feed_name,
			LIST_SEPARATOR.join(header for header in written if header in known),
			_listed([header for header in written if header not in known]),
		),
	)


def _spellings_of_others(feed: Feed, feeds: Sequence[Feed]) -> set[str]:
	return {
		each
		for other in feeds
		if other.name != feed.name
		for column in other.columns
		for each in column.spellings
	}


def known_headers(headers: Sequence[str], feed: Feed) -> set[str]:
	"""The headers that are columns of the feed."""
	return {headers[position] for position in positions_of(headers, feed).values()}


def _leaves_most(known: set[str], headers: Sequence[str]) -> bool:
	return len(known) * 2 <= len(headers)


def _words_of_name(feed: Feed, elsewhere: set[str]) -> set[str]:
	"""The pairs of characters in the feed's name that are in no header of another feed.

	Only whole words of two characters: 失业 and 登记, not 业登, which is in 就业登记 too.
	"""
	name = feed.feed_name
	words = {name[place : place + 2] for place in range(0, max(len(name) - 1, 1), 2)}
	return {word for word in words if not any(word in header for header in elsewhere)}


def _is_named_by(words: set[str], sheet: Sheet, headers: Sequence[str]) -> bool:
	"""Whether one of the words is in the file's name, in a header or above the table."""
	above = (text(cell) for row in islice(sheet.rows(), HEADER_SEARCH_ROWS) for cell in _title(row))
	named = " ".join((sheet.file_name, sheet.name, *headers, *above))
	return any(word in named for word in words)


def _title(row: Sequence[Cell]) -> list[Cell]:
	"""The cell of a row with a single cell, which is a title; empty for headers and data."""
	written = [cell for cell in row if not is_blank(cell)]
	return written if len(written) == 1 else []


def _refuse_missing(sheets: Sequence[Sheet], feed: Feed, missing: list[str]) -> None:
	unknown = unknown_headers(sheets, feed)
	if not unknown:
		raise FileRefusedError(
			MISSING_COLUMN,
			_("This looks like {0}, but the column {1} is missing. Add it, and send the file again.").format(
				feed.feed_name, LIST_SEPARATOR.join(missing)
			),
		)
	raise FileRefusedError(
		MISSING_COLUMN,
		_(
			"This looks like {0}, but the column {1} is missing. The feed does not know these headers of the file: {2}. Correct them, or ask a Monitoring Administrator to match them with the columns of the feed."
		).format(feed.feed_name, LIST_SEPARATOR.join(missing), _listed(unknown)),
	)


def _refuse_transposed(sheets: Sequence[Sheet], feeds: Sequence[Feed]) -> None:
	"""Raises FileRefusedError (unknown_feed) where the names of a feed's columns are below each other."""
	for sheet in sheets:
		first = list(islice(sheet.rows(), HEADER_SEARCH_ROWS))
		for place in range(PLACES_OF_NAMES):
			names = [spelling(row[place]) if place < len(row) else "" for row in first]
			for feed in feeds:
				found = positions_of(names, feed)
				if len(found) >= MIN_NAMES and not missing_columns(feed, found):
					raise FileRefusedError(
						UNKNOWN_FEED,
						_(
							"Sheet {0} has the names of the columns of {1} below each other, not side by side: rows and columns are swapped. Copy the table, paste it with Paste Special › Transpose in Excel or WPS, and send the file again."
						).format(sheet.name, feed.feed_name),
					)


def _refuse_unknown(sheets: Sequence[Sheet]) -> NoReturn:
	headers = unknown_headers(sheets, None)
	if not headers and (number := _row_in_one_cell(sheets)):
		raise FileRefusedError(
			UNKNOWN_FEED,
			_(
				"Row {0} of this file is written in one cell, with separators between what belongs into columns. Split it in Excel or WPS (Data › Text to Columns), check that ID numbers have 18 digits, and send the file again."
			).format(number),
		)
	if not headers:
		raise FileRefusedError(
			UNKNOWN_FEED,
			_(
				"No row of headers was found in the first {0} rows. Write the name of each column above it."
			).format(HEADER_SEARCH_ROWS),
		)
	raise FileRefusedError(
		UNKNOWN_FEED,
		_(
			"No Data Feed knows the headers of this file: {0}. Ask a Monitoring Administrator to match them with the columns of a feed, or to describe the file as a new feed."
		).format(_listed(headers)),
	)


def _row_in_one_cell(sheets: Sequence[Sheet]) -> int | None:
	"""The number of the first row whose only cell has the cells of a row, with separators between them."""
	for sheet in sheets:
		for number, row in enumerate(islice(sheet.rows(), HEADER_SEARCH_ROWS), start=1):
			if (cells := _title(row)) and len(SEPARATED.findall(text(cells[0]))) >= MIN_SEPARATORS:
				return number
	return None


def _listed(headers: Sequence[str]) -> str:
	more = ["…"] if len(headers) > MAX_HEADERS_NAMED else []
	return LIST_SEPARATOR.join([*headers[:MAX_HEADERS_NAMED], *more])
