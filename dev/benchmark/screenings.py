"""Measures Screening Runs of the whole city: the first, the next, with two workers, and after a batch."""

from __future__ import annotations

from pathlib import Path

import frappe

from benchmark import child_process, city, files, imports
from benchmark.people import AS_OF
from fanpin_app.early_warning.screening import engine

BATCH_ROWS = 10_000


def measure(say) -> dict:
	"""A first run writes all findings and alerts; the next one compares and writes nothing."""
	first, seconds, peak, data_seconds = _run(workers=1)
	say(
		f"First run, one worker: {seconds:.1f} s, {first.findings:,} findings, {first.alerts_raised:,} alerts"
	)
	say(f"Data defects, one worker: {data_seconds:.1f} s, {first.defects:,} defects")
	again, seconds_again, peak_again, data_again = _run(workers=1, fresh=False)
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
	"""Screen the households affected by a file of 10,000 rows, then roll the file back."""
	rows = min(BATCH_ROWS, frappe.db.count("Household Member") // 2)
	file = files.write_medical(folder / imports.FILE, rows, seed=2)
	frappe.db.rollback()
	batch = child_process.run("imports.load", path=str(file)).result
	frappe.db.rollback()
	run = engine.create_run(AS_OF, trigger="Batch", batch=batch)
	frappe.db.commit()
	work = child_process.run("screenings.do_parts", run=run.name, parts=[part.name for part in run.parts])
	frappe.db.rollback()
	run.reload()
	child_process.run("imports.roll_back", batch=batch)
	if run.status != engine.FINISHED:
		raise RuntimeError(f"{run.name}: {run.status}, {run.error or ''}")
	say(f"After a batch of {rows:,} rows: {work.seconds:.1f} s, {run.findings_new} new findings")
	return {
		"touched_rows": rows,
		"touched_seconds": round(work.seconds, 2),
		"touched_peak_rss_mb": work.peak_rss_mb,
	}


def _run(workers: int, fresh: bool = True):
	"""The finished run, the seconds for alerts, the peak memory, and the seconds for data defects."""
	if fresh:
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
	"""Seconds from the first worker's begin to the last one's end, and the peak memory."""
	parts = [part.name for part in run.parts if part.step == step]
	shares = [parts[worker::workers] for worker in range(workers)]
	work = child_process.run_parallel(
		[("screenings.do_parts", {"run": run.name, "parts": share}) for share in shares if share]
	)
	return child_process.seconds_of(work), max(each.peak_rss_mb for each in work)


def do_parts(run: str, parts: list[str]) -> None:
	for part in parts:
		engine.run_part(run, part)
