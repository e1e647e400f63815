"""How long a Screening Run of the whole city takes: the first, the next, by two workers, and after a batch."""

from __future__ import annotations

import frappe

from fanpin_app.benchmark import alone, city
from fanpin_app.benchmark.people import AS_OF
from fanpin_app.early_warning import screening


def measure(say) -> dict:
	"""A first run writes all findings and alerts; run again it compares and writes nothing."""
	first, seconds, peak = _run(workers=1)
	say(
		f"First run, one worker: {seconds:.1f} s, {first.findings:,} findings, {first.alerts_raised:,} alerts"
	)
	again, seconds_again, peak_again = _run(workers=1, anew=False)
	say(f"Again: {seconds_again:.1f} s, {again.findings_new} new findings")
	by_two, seconds_by_two, peak_by_two = _run(workers=2)
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
	}


def _run(workers: int, anew: bool = True):
	"""The finished run, its seconds from the first worker's begin to the last one's end, the greatest memory."""
	if anew:
		city.empty(city.SCREENED)
	run = screening.new_run(AS_OF)
	frappe.db.commit()
	parts = [part.name for part in run.parts]
	shares = [parts[worker::workers] for worker in range(workers)]
	work = alone.together(
		[("screenings.do_parts", {"run": run.name, "parts": share}) for share in shares if share]
	)
	frappe.db.rollback()
	run.reload()
	if run.status != screening.FINISHED:
		raise RuntimeError(f"{run.name}: {run.status}, {run.error or ''}")
	seconds = max(each.ended for each in work) - min(each.began for each in work)
	return run, seconds, max(each.peak_rss_mb for each in work)


def do_parts(run: str, parts: list[str]) -> None:
	for part in parts:
		screening.run_part(run, part)
