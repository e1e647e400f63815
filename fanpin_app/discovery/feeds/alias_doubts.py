"""What may go wrong in later months when headers of a file become other spellings of a feed's columns.

Spellings by which correct files of any feed would be refused or taken for another feed's are refused; where they only may
be a mistake, a person is asked. Words that name columns of several feeds are too general.
"""

from collections.abc import Iterator, Mapping, Sequence

import frappe
from frappe import _
from frappe.utils import escape_html

from fanpin_app.discovery.feeds.column_proposals import kind_of, other_meaning
from fanpin_app.discovery.feeds.definitions import Column, Feed, spelling
from fanpin_app.discovery.plausibility.column_drift import LIST_SEPARATOR
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.refusals.errors import FileRefusedError
from fanpin_app.discovery.tables.recognition import (
	feed_of,
	headers_of,
	known_headers,
	positions_of,
	spellings_of,
)
from fanpin_app.discovery.tables.section_rows import ambiguous_column

# New spellings are checked against the headers of this many files of each feed.
FILES_EXAMINED = 5
# Columns that only identify a row's subject are similar in all feeds.
IDENTIFYING_ROLES = ("Match Key", "Description")


def refuse_captured(before: Feed, after: Feed, feeds: Sequence[Feed], matches: Mapping[str, str]) -> None:
	"""Raises `frappe.ValidationError` where files of this or another feed would no longer be recognised as such.

	`before` and `after` are the feed without and with the new spellings, `feeds` all enabled ones.
	"""
	others = [each for each in feeds if each.name != after.name]
	# Of equally fitting feeds the first one is taken, and the feed saved last comes first.
	now, then = [*others, before], [after, *others]
	for other in others:
		for headers in (*_own_headers(other), *_headers_of_files(other)):
			if _known_as(now, headers) == other.name != _known_as(then, headers):
				_refuse(_fitting(headers, matches), matches, other)
	for headers in _headers_of_files(after):
		if ambiguous_column(headers, after) and not ambiguous_column(headers, before):
			_refuse(_fitting(headers, matches), matches, after)


def doubts(
	before: Feed, after: Feed, feeds: Sequence[Feed], matches: Mapping[str, str], sheets: Sequence[Sheet]
) -> list[str]:
	"""What a person should confirm before the spellings are stored, one sentence each."""
	columns = {column.header: column for column in before.columns}
	found = [
		each
		for header, column in matches.items()
		for each in _word_doubts(header, columns[column], before, feeds)
	]
	found += filter(None, (_unknown_headers_doubt(sheet, after) for sheet in sheets))
	return list(dict.fromkeys(found))


def _word_doubts(header: str, column: Column, feed: Feed, feeds: Sequence[Feed]) -> Iterator[str]:
	if word := other_meaning(header, column):
		yield _("“{0}” and “{1}” may not be the same: only one of them says “{2}”.").format(
			header, column.header, word
		)
	for other in [feed, *(each for each in feeds if each.name != feed.name)]:
		named = [each.header for each in other.columns if _is_named_so(header, each, column, other is feed)]
		if named:
			yield _("“{0}” is a word for columns of {1} as well: {2}. It may be too general for {3}.").format(
				header, other.feed_name, LIST_SEPARATOR.join(named), column.header
			)
			return


def _is_named_so(header: str, other: Column, column: Column, same_feed: bool) -> bool:
	"""Whether the header is a word for another column with different content."""
	if other.header == column.header and same_feed:
		return False
	if not any(spelling(header) in each for each in other.spellings):
		return False
	alike = other.role == column.role and kind_of(other.data_type) == kind_of(column.data_type)
	return same_feed or not (alike and column.role in IDENTIFYING_ROLES)


def _unknown_headers_doubt(sheet: Sheet, feed: Feed) -> str | None:
	"""The doubt about a sheet of the feed most of whose headers the feed does not know."""
	for header in headers_of(sheet):
		headers = [each for each in spellings_of(header, feed) if each]
		known = known_headers(headers, feed)
		required = sum(column.required for column in feed.columns)
		if len(positions_of(headers, feed)) >= required and len(known) * 2 <= len(headers):
			return _("{0} of the {1} headers stay unknown: {2}. Perhaps this is no file of {3}.").format(
				len(headers) - len(known),
				len(headers),
				LIST_SEPARATOR.join(each for each in headers if each not in known),
				feed.feed_name,
			)
	return None


def _own_headers(feed: Feed) -> Iterator[list[str]]:
	"""Headers that the feed's files may have: all columns, the required ones, and those with each of their spellings."""
	required = [column for column in feed.columns if column.required]
	yield [column.header for column in feed.columns]
	yield [column.header for column in required]
	for column in required:
		for written in sorted(column.spellings - {column.header}):
			yield [written if each is column else each.header for each in required]


def _headers_of_files(feed: Feed) -> list[list[str]]:
	loaded = {"feed": feed.name, "status": "Loaded", "headers": ("is", "set")}
	stored = frappe.get_all(
		"Data Batch", filters=loaded, order_by="creation desc", limit=FILES_EXAMINED, pluck="headers"
	)
	return [headers.split(LIST_SEPARATOR) for headers in dict.fromkeys(stored)]


def _known_as(feeds: Sequence[Feed], headers: list[str]) -> str | None:
	try:
		return feed_of([Sheet("", lambda: iter([list(headers)]))], feeds).name
	except FileRefusedError:
		return None


def _fitting(headers: Sequence[str], matches: Mapping[str, str]) -> list[str]:
	return [each for each in matches if spelling(each) in headers] or list(matches)


def _refuse(headers: Sequence[str], matches: Mapping[str, str], feed: Feed) -> None:
	frappe.throw(
		_(
			"“{0}” cannot be kept as another header of {1}: right files of {2} would be taken for another or refused. Rename the header in this file, and send it again."
		).format(
			escape_html(LIST_SEPARATOR.join(headers)),
			escape_html(LIST_SEPARATOR.join(dict.fromkeys(matches[each] for each in headers))),
			escape_html(feed.feed_name),
		)
	)
