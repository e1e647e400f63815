"""Runs all measurements and writes a table for people and a JSON file for programs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import frappe

from benchmark import imports, lists, machine, rules, screenings

ORDER = (
	("households", "households"),
	("people", "people"),
	("records", "agencies' records"),
	("import_rows_per_s", "rows of an agency's file a second"),
	("import_vs_data_import", "× Frappe's Data Import"),
	("import_peak_rss_mb", "MB at most, loading"),
	("register_members_per_s", "members of a register file a second"),
	("register_peak_rss_mb", "MB at most, loading the register"),
	("rules_seconds", "s for all rules, evidence in memory"),
	("rules_seconds_two_workers", "s for them by two workers"),
	("handwritten_sql_seconds", "s for the same by hand-written SQL"),
	("screen_vs_handwritten_sql", "× hand-written SQL"),
	("document_loop_seconds", "s for the same document by document"),
	("screen_vs_document_loop", "× faster than document by document"),
	("screen_seconds", "s for a first run, findings and alerts written"),
	("screen_households_per_s", "households a second in it"),
	("screen_again_seconds", "s for a run that finds nothing new"),
	("screen_seconds_two_workers", "s for a first run by two workers"),
	("screen_peak_rss_mb", "MB at most, a worker that screens"),
	("findings", "findings"),
	("alerts", "alerts"),
	("data_defects_seconds", "s for the data defects after it, tasks written"),
	("data_defects_again_seconds", "s for them again"),
	("data_defects", "data defects"),
	("touched_seconds", "s to screen what a batch touched"),
	("touched_rows", "rows of that batch"),
	("report_rows_per_s", "rows of a report a second"),
)


def measure(url: str, say: Callable[[str], None]) -> dict:
	"""All figures in ORDER, `list_p95_ms` by role, `rules` (seconds by compiler and by hand), `machine`."""
	figures = {
		"households": frappe.db.count("Household"),
		"people": frappe.db.count("Household Member"),
		"records": frappe.db.count("Indicator Record"),
		"machine": machine.describe(),
	}
	with tempfile.TemporaryDirectory() as folder:
		say("→ Loading files")
		figures |= imports.measure(Path(folder), say)
		figures |= imports.measure_register(Path(folder), say)
	say("→ Holding the rules against the city")
	figures |= rules.measure(say)
	say("→ Screening")
	figures |= screenings.measure(say)
	say("→ Opening lists")
	figures |= lists.measure(url, say)
	figures |= lists.measure_report(url, say)
	say("→ Screening after a batch")
	with tempfile.TemporaryDirectory() as folder:
		figures |= screenings.measure_batch(Path(folder), say)
	return figures


def table(figures: dict) -> str:
	lines = [f"{figures[name]:>14,}  {meaning}" for name, meaning in ORDER if name in figures]
	lines += [
		f"{ms:>14,}  ms, 95 of 100 list requests: {role}" for role, ms in figures["list_p95_ms"].items()
	]
	lines += [f"{value!s:>14}  {name}" for name, value in figures["machine"].items()]
	return "\n".join(lines)


def write(figures: dict, path: Path) -> None:
	path.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
