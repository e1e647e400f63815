"""How long a Screening Run of the whole city takes: the first, the next, by two workers, and after a batch."""

from __future__ import annotations

from pathlib import Path

import frappe

from benchmark import alone, city, files, imports
from benchmark.people import AS_OF
from fanpin_app.early_warning.screening import engine

ROWS_OF_BATCH = 10_000


def measure(say) -> dict:
	"""A first run writes all findings and alerts; run again it compares and writes nothing."""
	first, seconds, peak, data_seconds = _run(workers=1)
	say(
		f"First run, one worker: {seconds:.1f} s, {first.findings:,} findings, {first.alerts_raised:,} alerts"
	)
	say(f"Data defects, one worker: {data_seconds:.1f} s, {first.defects:,} defects")
	again, seconds_again, peak_again, data_again = _run(workers=1, anew=False)
	say(f"Again: {seconds_again:.1f} s, {again.findings_new} new findings")
	by_two, seconds_by_two, peak_by_two, _data = _run(workers=2)
	say(f"First run, two workers: {seconds_by_two:.1f} s")
	if (by_two.findings, by_two.alerts_raised) != (first.findings, first.alerts_raised):
		raise RuntimeError("Two workers found other things than one.")
	households = frappe.db.count("Household")
	return {
		"screen_seconds": round(seconds, 2),
		"screen_households_per_s": round(households / seconds),
		"screen_again_seconds": round(seconds_again, 2),
		"screen_seconds_two_workers": round(seconds_by_two, 2),
		"screen_peak_rss_mb": max(peak, peak_again, peak_by_two),
		"findings": first.findings,
		"alerts": first.alerts_raised,
		"data_defects_seconds": round(data_seconds, 2),
		"data_defects_again_seconds": round(data_again, 2),
		"data_defects": first.defects,
	}


def measure_batch(folder: Path, say) -> dict:
	"""The households that a file of 10,000 rows tells of, screened after it. The file is taken back."""
	rows = min(ROWS_OF_BATCH, frappe.db.count("Household Member") // 2)
	file = files.write_medical(folder / imports.FILE, rows, seed=2)
	frappe.db.rollback()
	batch = alone.run("imports.load", path=str(file)).result
	frappe.db.rollback()
	run = engine.create_run(AS_OF, trigger="Batch", batch=batch)
	frappe.db.commit()
	work = alone.run("screenings.do_parts", run=run.name, parts=[part.name for part in run.parts])
	frappe.db.rollback()
	run.reload()
	alone.run("imports.take_back", batch=batch)
	if run.status != engine.FINISHED:
		raise RuntimeError(f"{run.name}: {run.status}, {run.error or ''}")
	say(f"After a batch of {rows:,} rows: {work.seconds:.1f} s, {run.findings_new} new findings")
	return {
		"touched_rows": rows,
		"touched_seconds": round(work.seconds, 2),
		"touched_peak_rss_mb": work.peak_rss_mb,
	}


def _run(workers: int, anew: bool = True):
	"""The finished run, the seconds of its warnings, the greatest memory, and the seconds of its data defects."""
	if anew:
		city.empty(city.SCREENED)
	run = engine.create_run(AS_OF)
	frappe.db.commit()
	(warnings, peak), (data, peak_of_data) = (_step(run, step, workers) for step in engine.STEPS)
	frappe.db.rollback()
	run.reload()
	if run.status != engine.FINISHED:
		raise RuntimeError(f"{run.name}: {run.status}, {run.error or ''}")
	return run, warnings, max(peak, peak_of_data), data


def _step(run, step: str, workers: int) -> tuple[float, float]:
	"""Seconds from the first worker's begin to the last one's end, and the greatest memory."""
	parts = [part.name for part in run.parts if part.step == step]
	shares = [parts[worker::workers] for worker in range(workers)]
	work = alone.together(
		[("screenings.do_parts", {"run": run.name, "parts": share}) for share in shares if share]
	)
	return alone.seconds_of(work), max(each.peak_rss_mb for each in work)


def do_parts(run: str, parts: list[str]) -> None:
	for part in parts:
		engine.run_part(run, part)
