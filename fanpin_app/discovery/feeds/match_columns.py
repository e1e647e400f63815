"""For a file refused for its headers: a user who may change the feed says which header is which of its columns.

Confirmed headers are stored as other spellings of the feed's columns, so that next month's file is recognised, and the
file is loaded again. It can still be refused for other reasons.
"""

import re
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.utils import escape_html, getdate

from fanpin_app.discovery.feeds.alias_doubts import doubts, refuse_captured
from fanpin_app.discovery.feeds.column_proposals import compare, likeliest, not_recognised
from fanpin_app.discovery.feeds.definitions import as_value, enabled_feeds, plain_header, spelling
from fanpin_app.discovery.loading.period import find_period
from fanpin_app.discovery.readers import cells, workbook
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.refusals.errors import MISSING_COLUMN, UNKNOWN_FEED, FileRefusedError
from fanpin_app.discovery.tables.search import find_table
from fanpin_app.registry.households import id_numbers
from fanpin_app.registry.households.members import masked_id_number

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch
	from fanpin_app.discovery.doctype.data_feed.data_feed import DataFeed

REFUSED_FOR_HEADERS = (MISSING_COLUMN, UNKNOWN_FEED)
UNIT_IN_NAME = re.compile(r"[十百千万亿]+元|万$")
SAMPLES = 3
MAX_SAMPLE_LENGTH = 20


def propose(batch: str, feed: str | None = None) -> dict[str, Any]:
	"""How the headers of the refused file and the feed (default: the likeliest) differ, with proposed matches.

	Returns `feed`, `feeds` (value and label of all enabled ones, the likeliest first), `missing` (columns of the feed:
	header, required) and `unknown` (headers of the file, each with its sheet, samples, and as `proposed` the header of a
	missing column or None). Nothing is written. Raises `frappe.PermissionError` for users who may not change feeds.
	"""
	doc = frappe.get_doc("Data Batch", batch)
	_check_may_match(doc, feed or doc.feed)
	sheets, feeds = _sheets(doc), enabled_feeds()
	left = not_recognised(sheets, feeds)
	comparisons = likeliest([compare(left, each) for each in feeds], doc.file_name or "")
	wanted = feed or doc.feed
	chosen = next((each for each in comparisons if each.feed.name == wanted), comparisons[0])
	return {
		"feed": chosen.feed.name,
		"feeds": [{"value": each.feed.name, "label": each.feed.feed_name} for each in comparisons],
		"missing": [{"header": column.header, "required": int(column.required)} for column in chosen.missing],
		"unknown": [
			{
				"header": each.header,
				"sheet": each.sheet,
				"samples": [_shown(cell) for cell in each.written[:SAMPLES]],
				"proposed": chosen.proposed.get(each.header),
			}
			for each in chosen.unknown
		],
	}


def keep(
	batch: str,
	feed: str,
	matches: str | dict[str, str],
	period: str | None = None,
	confirmed: bool = False,
) -> list[str]:
	"""Store headers of the refused file as other spellings of the feed's columns, and load the file again.

	`matches`: header in the file → header of the feed's column; empty where the file fits the feed as it is.
	`period`: the month or year of the file, where neither its name nor its days say. Returns the doubts about the
	matches, one sentence each; then nothing is stored until they are sent again as `confirmed`. Raises
	`frappe.PermissionError` for users who may not change the feed, and `frappe.ValidationError`, with nothing stored,
	where this file or correct files of any feed would be refused or taken for another feed's.
	"""
	doc = frappe.get_doc("Data Batch", batch, for_update=True)
	_check_may_match(doc, feed)
	changed, sheets = frappe.get_doc("Data Feed", feed), _sheets(doc)
	chosen: dict[str, str] = frappe.parse_json(matches)
	before, feeds = as_value(changed), enabled_feeds()
	_add_spellings(changed, chosen, sheets)
	after = as_value(changed)
	try:
		find_table(sheets, [after])
	except FileRefusedError as refused:
		frappe.throw(escape_html(refused.message))
	refuse_captured(before, after, feeds, chosen)
	if not confirmed and (doubtful := doubts(before, after, feeds, chosen, sheets)):
		return doubtful
	changed.save()
	doc.feed = feed
	_read_period(doc, period)
	doc.load_again()
	return []


def _read_period(batch: "DataBatch", given: str | None) -> None:
	"""With its columns known, the file's days can show its month. Raises `frappe.ValidationError`, asking for it, where
	they do not."""
	found = given or find_period(batch.path_of_file(), batch.file_name or "", batch.feed)
	if found != batch.period:
		batch.correct_period(found, _("Read from the file after its columns were matched."))


def _check_may_match(batch: "DataBatch", feed: str | None) -> None:
	batch.check_permission("write")
	if not frappe.has_permission("Data Feed", "write", feed):
		frappe.throw(
			_("The columns of a feed are matched by a Monitoring Administrator."), frappe.PermissionError
		)
	if batch.status != "Refused" or batch.refusal not in REFUSED_FOR_HEADERS:
		frappe.throw(_("Columns are matched only for a file that was refused for its headers."))


def _sheets(batch: "DataBatch") -> list[Sheet]:
	try:
		return list(workbook.read(batch.path_of_file()))
	except FileRefusedError as refused:
		frappe.throw(escape_html(refused.message))


def _add_spellings(feed: "DataFeed", matches: dict[str, str], sheets: list[Sheet]) -> None:
	unknown = {each.header for each in compare(sheets, as_value(feed)).unknown}
	columns = {column.header: column for column in feed.columns}
	for header, column in matches.items():
		if header not in unknown or column not in columns:
			frappe.throw(_("The feed has changed meanwhile. Open Match Columns again."))
		row = columns[column]
		if row.data_type == "Amount" and UNIT_IN_NAME.search(spelling(header)):
			frappe.throw(
				_(
					"The header {0} names its unit without brackets. Write it as in 住院自付(万元), and send the file again."
				).format(escape_html(header))
			)
		row.aliases = "\n".join(filter(None, [row.aliases, plain_header(header)]))


def _shown(cell: Cell) -> str:
	"""A cell as shown to people; ID numbers are masked."""
	written = cells.text(cell)
	number = id_numbers.normalize(written)
	if id_numbers.is_valid(number):
		return masked_id_number(number, getdate())
	return written if len(written) <= MAX_SAMPLE_LENGTH else f"{written[:MAX_SAMPLE_LENGTH]}…"
