"""Measures the desk's lists for each role, and reports for the city, with a browser's HTTP requests."""

from __future__ import annotations

import json
import time

import frappe

from benchmark.officers import Desk, create_officers

ROUNDS = 12
WARM_UP = 1
PAGE = 20
MAX_COUNTED = 1000
REPORT = "Monitored Household List"
# DocType and filters.
LISTS = (
	("Household", ()),
	("Household", (("household_kind", "=", "Formerly Poor"),)),
	("Household", (("monitored", "=", 1),)),
	("Risk Alert", ()),
	("Risk Alert", (("status", "=", "Open"),)),
	("Risk Alert", (("level", "=", "Red"), ("status", "=", "Open"))),
	("Monitoring Case", (("status", "=", "Open"),)),
	("Household Visit", ()),
	("Income Statement", ()),
	("Indicator Record", ()),
	("Risk Finding", ()),
	("Data Batch", ()),
)
COMMON_FIELDS = (
	"name",
	"owner",
	"creation",
	"modified",
	"modified_by",
	"_user_tags",
	"_comments",
	"_assign",
	"_liked_by",
	"docstatus",
	"idx",
)


def measure(url: str, say) -> dict:
	"""The 95th percentile of each role's requests (a page of a list, or its count) in milliseconds."""
	p95 = {}
	slowest = {}
	for role, user in create_officers().items():
		desk = Desk(url, user)
		times = {}
		for doctype, filters in LISTS:
			if frappe.has_permission(doctype, "read", user=user):
				times |= _times_of_list(desk, doctype, filters)
		p95[role] = round(percentile([each for taken in times.values() for each in taken], 95), 1)
		worst = max(times, key=lambda what: percentile(times[what], 50))
		slowest[role] = f"{worst} {percentile(times[worst], 50):.0f} ms"
		say(f"{role}: p95 {p95[role]:.0f} ms; slowest {slowest[role]}")
	return {"list_p95_ms": p95, "slowest_list": slowest}


def measure_report(url: str, say) -> dict:
	desk = Desk(url, create_officers()["City Officer"])
	taken, rows = [], 0
	for _ in range(3):
		started = time.perf_counter()
		answer = desk.call("frappe.desk.query_report.run", report_name=REPORT, filters="{}")
		taken.append(time.perf_counter() - started)
		rows = len(answer.json()["message"]["result"])
	seconds = percentile(taken, 50)
	say(f"{REPORT}: {rows:,} rows in {seconds:.1f} s")
	return {"report_rows": rows, "report_rows_per_s": round(rows / seconds)}


def percentile(values: list[float], per_cent: int) -> float:
	"""The smallest value that `per_cent` per cent of the values do not exceed."""
	ordered = sorted(values)
	return ordered[max(0, -(-len(ordered) * per_cent // 100) - 1)]


def _times_of_list(desk: Desk, doctype: str, filters: tuple) -> dict[str, list[float]]:
	meta = frappe.get_meta(doctype)
	shown = [field.fieldname for field in meta.fields if field.in_list_view]
	title = [meta.title_field] if meta.title_field else []
	fields = [f"`tab{doctype}`.`{name}`" for name in dict.fromkeys([*COMMON_FIELDS, *shown, *title])]
	asked = {
		"doctype": doctype,
		"filters": json.dumps([[doctype, *each] for each in filters]),
	}
	page = asked | {
		"fields": json.dumps(fields),
		"order_by": f"`tab{doctype}`.`{meta.sort_field}` {meta.sort_order.lower()}",
		"start": 0,
		"page_length": PAGE,
		"view": "List",
		"group_by": "",
		"with_comment_count": 1,
	}
	count = asked | {"fields": "[]", "distinct": "false", "limit": MAX_COUNTED + 1}
	words = f"{doctype} {dict((name, value) for name, _, value in filters) or ''}".strip()
	calls = {
		f"{words}, first page": ("frappe.desk.reportview.get", page),
		f"{words}, fifth page": ("frappe.desk.reportview.get", page | {"start": 4 * PAGE}),
		f"{words}, count": ("frappe.desk.reportview.get_count", count),
	}
	taken: dict[str, list[float]] = {what: [] for what in calls}
	for round_ in range(ROUNDS + WARM_UP):
		for what, (method, arguments) in calls.items():
			started = time.perf_counter()
			desk.call(method, **arguments)
			if round_ >= WARM_UP:
				taken[what].append((time.perf_counter() - started) * 1000)
	return taken
