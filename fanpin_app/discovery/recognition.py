"""Which Data Feed a file belongs to, by its headers; where none fits, which of its headers no feed knows."""

from collections.abc import Iterator, Sequence
from itertools import islice

from frappe import _

from fanpin_app.discovery.examples import examples_of
from fanpin_app.discovery.feeds import Feed, spelling
from fanpin_app.discovery.header_rows import HEADER_SEARCH_ROWS, HeaderRow, possible_headers
from fanpin_app.discovery.refusal import MISSING_COLUMN, UNKNOWN_FEED, FileRefused
from fanpin_app.discovery.workbook import Sheet

# A file that shares so many columns with a feed is that feed's, even when a column that it needs is missing.
ALIKE = 0.5
BETWEEN = "、"
MOST_HEADERS_NAMED = 30


def positions_of(headers: Sequence[str], feed: Feed) -> dict[str, int]:
	"""Where each of the feed's columns is among the headers."""
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
	"""The feed that most columns of the file fit, of those whose required columns are all there.

	Raises FileRefused: missing_column names the columns that the likeliest feed misses, unknown_feed where none is alike.
	"""
	best: tuple[int, Feed, list[str]] | None = None
	nearest: tuple[tuple[int, float], Feed, list[str]] | None = None
	for sheet in sheets:
		for header in headers_of(sheet):
			headers = [spelling(cell) for cell in header.cells]
			for feed in feeds:
				positions = positions_of(headers, feed)
				missing = missing_columns(feed, positions)
				if not missing and (best is None or len(positions) > best[0]):
					best = (len(positions), feed, headers)
				# Many feeds begin with a name and an ID number: how many columns fit says more than what share.
				likeness = (len(positions), len(positions) / len(feed.columns))
				if missing and (nearest is None or likeness > nearest[0]):
					nearest = (likeness, feed, missing)
	if best:
		_refuse_nearer(sheets, feeds, best[1], best[2])
		return best[1]
	if nearest and nearest[0][1] >= ALIKE:
		_refuse_missing(sheets, nearest[1], nearest[2])
	_refuse_unknown(sheets)


def headers_of(sheet: Sheet) -> Iterator[HeaderRow]:
	"""The rows of a sheet that may be its header."""
	return possible_headers(list(islice(sheet.rows(), HEADER_SEARCH_ROWS)))


def unknown_headers(sheets: Sequence[Sheet], feed: Feed | None) -> list[str]:
	"""The headers in the file that the feed does not know, as they are written."""
	known = {each for column in feed.columns for each in column.spellings} if feed else set()
	headers = [header for example in examples_of(sheets) for header in example.headers if header]
	return [header for header in dict.fromkeys(headers) if spelling(header) not in known]


def _refuse_nearer(sheets: Sequence[Sheet], feeds: Sequence[Feed], feed: Feed, headers: list[str]) -> None:
	"""Raises FileRefused (missing_column) where another feed knows more of the headers than the one that needs few:
	a file of pupils with one unknown header is no file of the unemployed."""
	known = len(positions_of(headers, feed))
	if known == len([header for header in headers if header]):
		return
	for other in feeds:
		positions = positions_of(headers, other)
		if len(positions) > known and len(positions) >= ALIKE * len(other.columns):
			_refuse_missing(sheets, other, missing_columns(other, positions))


def _refuse_missing(sheets: Sequence[Sheet], feed: Feed, missing: list[str]) -> None:
	unknown = unknown_headers(sheets, feed)
	if not unknown:
		raise FileRefused(
			MISSING_COLUMN,
			_("This looks like {0}, but the column {1} is missing. Add it, and send the file again.").format(
				feed.feed_name, BETWEEN.join(missing)
			),
		)
	raise FileRefused(
		MISSING_COLUMN,
		_(
			"This looks like {0}, but the column {1} is missing. The feed does not know these headers of the file: {2}. Correct them, or ask a Monitoring Administrator to match them with the columns of the feed."
		).format(feed.feed_name, BETWEEN.join(missing), _listed(unknown)),
	)


def _refuse_unknown(sheets: Sequence[Sheet]) -> None:
	headers = unknown_headers(sheets, None)
	if not headers:
		raise FileRefused(
			UNKNOWN_FEED,
			_(
				"No row of headers was found in the first {0} rows. Write the name of each column above it."
			).format(HEADER_SEARCH_ROWS),
		)
	raise FileRefused(
		UNKNOWN_FEED,
		_(
			"No Data Feed knows the headers of this file: {0}. Ask a Monitoring Administrator to match them with the columns of a feed, or to describe the file as a new feed."
		).format(_listed(headers)),
	)


def _listed(headers: Sequence[str]) -> str:
	more = ["…"] if len(headers) > MOST_HEADERS_NAMED else []
	return BETWEEN.join([*headers[:MOST_HEADERS_NAMED], *more])
