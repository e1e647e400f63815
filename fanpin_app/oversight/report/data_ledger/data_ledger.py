"""The monthly ledger: when each agency's file was due and arrived, and its contents. Missing files are rows too."""

import re
from datetime import date

import frappe
from frappe import _
from frappe.utils import cint, fmt_money, getdate

from fanpin_app.discovery.feeds.due_dates import WITHOUT_FILE, due_file, due_on, latest_months, month_before
from fanpin_app.discovery.loading.batch_access import overlap_condition
from fanpin_app.discovery.refusals.errors import UNMATCHED
from fanpin_app.oversight.columns import column

ON_TIME, LATE, MISSING, AWAITED = "On Time", "Came Late", "Not Arrived", "Not Yet Due"
# A file arrived but was not loaded.
NOT_LOADED = "Not Loaded"
MONTH = re.compile(r"20\d{2}(0[1-9]|1[0-2])", re.ASCII)
MAX_MONTHS = 36
NEEDS_ATTENTION = (LATE, MISSING, NOT_LOADED)


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows and summary for the feeds and files that the reader may read.

	Filters, all optional: `month` (202610; default: the last completed one), `months` (the number of months up to it;
	default 1), `agency`, `attention_only` (late, not arrived, not loaded, refused rows or changed columns). `delta`: the
	difference in rows from the previous month, empty if that is unknown.
	"""
	ledger = Ledger(frappe._dict(filters or {}), getdate())
	rows = ledger.rows()
	return ledger.columns(), rows, None, None, _summary(rows)


class Ledger:
	def __init__(self, filters: frappe._dict, today: date) -> None:
		self.filters, self.today = filters, today
		last = str(filters.month or latest_months(today, 1)[0])
		if not MONTH.fullmatch(last):
			frappe.throw(_("{0} is no month: write it as 202610.").format(last))
		number_of_months = min(max(cint(filters.months), 1), MAX_MONTHS)
		self.months = [month_before(last, back) for back in range(number_of_months)]

	def columns(self) -> list[dict]:
		return [
			column("agency", _("Agency"), "Link", 150, options="Sector Agency"),
			column("feed_name", _("Feed"), width=110),
			column("period", _("Period"), width=80),
			column("due_on", _("File Due On"), "Date", 100),
			column("arrived_on", _("Arrived On"), "Date", 100),
			column("state_label", _("Arrival"), width=80),
			column("days_late", _("Days Late"), "Int", 80),
			column("rows_read", _("Rows"), "Int", 80),
			column("delta", _("Against Last Month"), "Int", 90),
			column("rows_refused", _("Rows Refused"), "Int", 80),
			column("refused_share", _("Share Refused"), "Percent", 80, precision=1),
			column("unmatched", _("Unmatched"), "Int", 80),
			column("unmatched_share", _("Share Unmatched"), "Percent", 100, precision=1),
			column("values", _("Values (Against Last Month)"), width=220),
			column("new_columns", _("New Columns"), width=130),
			column("missing_columns", _("Missing Columns"), width=130),
			column("remarks", _("Remarks"), width=260),
			column("batch", _("Data Batch"), "Link", 130, options="Data Batch"),
		]

	def rows(self) -> list[dict]:
		feeds = self._feeds()
		files = _Files([feed.name for feed in feeds], [*self.months, month_before(self.months[-1])])
		rows = [
			row
			for period in self.months
			for feed in feeds
			if (row := self._row(feed, period, files)) is not None
		]
		if cint(self.filters.attention_only):
			rows = [row for row in rows if _needs_attention(row)]
		return rows

	def _feeds(self) -> list[frappe._dict]:
		filters = {"due_day": (">", 0)}
		if self.filters.agency:
			filters["agency"] = self.filters.agency
		return frappe.get_list(
			"Data Feed",
			filters=filters,
			fields=["name", "feed_name", "agency", "enabled", "due_day", "creation"],
			order_by="agency, name",
			limit_page_length=0,
		)

	def _row(self, feed: frappe._dict, period: str, files: "_Files") -> dict | None:
		loaded, unloaded = files.loaded(feed.name, period), files.unloaded(feed.name, period)
		if not loaded and not unloaded and not due_file(feed, period):
			return None
		due, arrived = due_on(period, feed.due_day), files.arrived_on(loaded)
		days_late = max(((arrived or self.today) - due).days, 0)
		if loaded:
			state = LATE if days_late else ON_TIME
		elif unloaded:
			state, arrived = NOT_LOADED, files.arrived_on(unloaded)
		else:
			state = MISSING if days_late else AWAITED
		row = {
			"agency": feed.agency,
			"feed": feed.name,
			"feed_name": feed.feed_name,
			"period": period,
			"due_on": due,
			"arrived_on": arrived,
			"state": state,
			"state_label": _(state),
			"days_late": days_late or None,
		}
		if loaded:
			return row | files.loaded_values(feed.name, period)
		return row | files.unloaded_values(unloaded[-1]) if unloaded else row


class _Files:
	"""Batches of the given feeds and months that concern the reader's regions, with their figures.

	For batches that also concern other regions only their arrival and totals are shown.
	"""

	def __init__(self, feeds: list[str], periods: list[str]) -> None:
		in_months = {"feed": ("in", feeds), "period": ("in", periods)}
		readable = set(frappe.get_list("Data Batch", filters=in_months, pluck="name", limit_page_length=0))
		batches = frappe.get_all(
			"Data Batch",
			filters={"name": ("in", sorted(readable | set(_batches_touching_reach(feeds, periods))))},
			fields=[
				"name",
				"feed",
				"period",
				"status",
				"creation",
				"replaces",
				"rows_read",
				"rows_refused",
				"new_columns",
				"missing_columns",
				"remarks",
				"message",
				"held_because",
			],
			order_by="name",
			limit_page_length=0,
		)
		for batch in batches:
			batch.shown = batch.name
			if batch.name not in readable:
				batch.update(dict.fromkeys(("shown", "remarks", "message", "held_because")))
		self._batches = {batch.name: batch for batch in batches}
		self._loaded: dict[tuple[str, str], list[frappe._dict]] = {}
		self._unloaded: dict[tuple[str, str], list[frappe._dict]] = {}
		for batch in batches:
			if batch.status == "Loaded":
				self._loaded.setdefault((batch.feed, batch.period), []).append(batch)
			elif batch.status not in WITHOUT_FILE:
				self._unloaded.setdefault((batch.feed, batch.period), []).append(batch)
		names = [batch.name for batch in batches]
		self._unmatched = _unmatched(names)
		self._totals = _totals(names)

	def loaded(self, feed: str, period: str) -> list[frappe._dict]:
		return self._loaded.get((feed, period), [])

	def unloaded(self, feed: str, period: str) -> list[frappe._dict]:
		"""Files that arrived but were not loaded."""
		return self._unloaded.get((feed, period), [])

	def unloaded_values(self, batch: frappe._dict) -> dict:
		"""Figures of a file that was not loaded: its values do not count, but its refusals are shown."""
		unmatched = self._unmatched.get(batch.name, 0)
		return {
			"rows_read": batch.rows_read,
			"rows_refused": batch.rows_refused,
			"refused_share": _share(batch.rows_refused, batch.rows_read),
			"unmatched": unmatched,
			"unmatched_share": _share(unmatched, batch.rows_read),
			"remarks": batch.held_because or batch.message,
			"batch": batch.shown,
		}

	def arrived_on(self, loaded: list[frappe._dict]) -> date | None:
		"""The day of the first file: a later correction does not make it late."""
		return min((getdate(self._original_of(batch).creation) for batch in loaded), default=None)

	def _original_of(self, batch: frappe._dict) -> frappe._dict:
		while batch.replaces in self._batches:
			batch = self._batches[batch.replaces]
		return batch

	def loaded_values(self, feed: str, period: str) -> dict:
		loaded, before = self.loaded(feed, period), self.loaded(feed, month_before(period))
		rows = sum(batch.rows_read for batch in loaded)
		refused = sum(batch.rows_refused for batch in loaded)
		unmatched = sum(self._unmatched.get(batch.name, 0) for batch in loaded)
		return {
			"rows_read": rows,
			"delta": rows - sum(batch.rows_read for batch in before) if before else None,
			"rows_refused": refused,
			"refused_share": _share(refused, rows),
			"unmatched": unmatched,
			"unmatched_share": _share(unmatched, rows),
			"values": self._values(loaded, before),
			"new_columns": "、".join(filter(None, (batch.new_columns for batch in loaded))),
			"missing_columns": "、".join(filter(None, (batch.missing_columns for batch in loaded))),
			"remarks": "\n".join(filter(None, (batch.remarks for batch in loaded))),
			"batch": loaded[-1].shown,
		}

	def _values(self, loaded: list[frappe._dict], before: list[frappe._dict]) -> str:
		totals, previous = self._sums(loaded), self._sums(before)
		texts = []
		for indicator, total in totals.items():
			change = f" ({total - previous[indicator]:+,.0f})" if indicator in previous else ""
			texts.append(f"{indicator} {fmt_money(total, precision=0)}{change}")
		return "；".join(texts)

	def _sums(self, batches: list[frappe._dict]) -> dict[str, float]:
		sums: dict[str, float] = {}
		for batch in batches:
			for indicator, total in self._totals.get(batch.name, []):
				sums[indicator] = sums.get(indicator, 0) + total
		return sums


def _share(part: int, rows: int) -> float | None:
	"""In percent; None if there are no rows."""
	return 100 * part / rows if rows else None


def _batches_touching_reach(feeds: list[str], periods: list[str]) -> list[str]:
	if not feeds:
		return []
	return frappe.db.sql_list(
		f"""select name from `tabData Batch`
		where feed in %(feeds)s and period in %(periods)s and {overlap_condition() or "1=1"}""",
		{"feeds": feeds, "periods": periods},
	)


def _unmatched(batches: list[str]) -> dict[str, int]:
	refusals = frappe.get_all(
		"Batch Refusal",
		filters={"parent": ("in", batches), "reason": ("in", UNMATCHED)},
		fields=["parent", "rows"],
		limit=0,
	)
	counts: dict[str, int] = {}
	for refusal in refusals:
		counts[refusal.parent] = counts.get(refusal.parent, 0) + refusal.rows
	return counts


def _totals(batches: list[str]) -> dict[str, list[tuple[str, float]]]:
	"""Label and sum of each batch's numeric indicators."""
	labels = dict(
		frappe.get_all(
			"Indicator", filters={"value_type": "Number"}, fields=["name", "indicator_name"], as_list=True
		)
	)
	totals: dict[str, list[tuple[str, float]]] = {}
	for row in frappe.get_all(
		"Batch Total",
		filters={"parent": ("in", batches)},
		fields=["parent", "indicator", "total"],
		order_by="idx",
		limit=0,
	):
		if row.indicator in labels:
			totals.setdefault(row.parent, []).append((labels[row.indicator], row.total))
	return totals


def _needs_attention(row: dict) -> bool:
	fields = ("rows_refused", "new_columns", "missing_columns")
	return row["state"] in NEEDS_ATTENTION or any(row.get(field) for field in fields)


def _summary(rows: list[dict]) -> list[dict]:
	def count(*states: str) -> int:
		return sum(row["state"] in states for row in rows)

	def total(field: str) -> int:
		return sum(row.get(field) or 0 for row in rows)

	return [
		{"label": _("Files Asked For"), "value": len(rows), "datatype": "Int"},
		{"label": _("On Time"), "value": count(ON_TIME), "datatype": "Int", "indicator": "Green"},
		{"label": _("Came Late"), "value": count(LATE), "datatype": "Int"},
		{"label": _("Not Arrived"), "value": count(MISSING), "datatype": "Int"}
		| ({"indicator": "Red"} if count(MISSING) else {}),
		{"label": _("Not Loaded"), "value": count(NOT_LOADED), "datatype": "Int"}
		| ({"indicator": "Red"} if count(NOT_LOADED) else {}),
		{"label": _("Rows"), "value": total("rows_read"), "datatype": "Int"},
		{"label": _("Rows Refused"), "value": total("rows_refused"), "datatype": "Int"},
		{"label": _("Unmatched"), "value": total("unmatched"), "datatype": "Int"},
	]
