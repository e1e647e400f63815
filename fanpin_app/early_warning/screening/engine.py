"""Screening Runs: evaluate all rules over a region, town by town. Each town is a part that any worker can process:
first the warnings of all towns, then their data defects.

A part is one transaction and idempotent, so a run that was killed continues with `resume`; finished parts are not
repeated. Parts of one town wait for each other, also across runs.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce, Sum
from frappe.utils import getdate, now_datetime
from pypika.functions import Substring

from fanpin_app.database import job_lock
from fanpin_app.discovery import places
from fanpin_app.early_warning.data_defects import detection
from fanpin_app.early_warning.data_defects.tasks import responsible_region
from fanpin_app.early_warning.rescreening import affected_households
from fanpin_app.early_warning.response.officers import TIERS
from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rules import subjects
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import findings
from fanpin_app.early_warning.screening.alert_sync import AlertSync
from fanpin_app.permissions import scope

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule
	from fanpin_app.early_warning.doctype.screening_run.screening_run import ScreeningRun

WARNINGS, DATA_QUALITY = "Warnings", "Data Quality"
STEPS = (WARNINGS, DATA_QUALITY)
RISK = "Risk"  # the kind of rules that warn
QUEUED, RUNNING, FINISHED, FAILED = "Queued", "Running", "Finished", "Failed"
TOWN_DIGITS = scope.SIGNIFICANT_DIGITS["Town"]
RUN_PART = "fanpin_app.early_warning.screening.engine.run_part"
PART_TIMEOUT = 3600  # seconds; a town of 20,000 households takes well under a minute
SUMMED_FIELDS = (
	"findings",
	"findings_new",
	"findings_ended",
	"alerts_raised",
	"alerts_raised_level",
	"alerts_ended",
	*detection.COUNTED_FIELDS,
)


def create_run(
	as_of: date | str,
	region: str | None = None,
	trigger: str = "Manual",
	batch: str | None = None,
	towns: Sequence[str] = (),
) -> ScreeningRun:
	"""Create a queued run with its parts: over the region (default: everywhere), over the households that a batch
	affects, or over `towns`, those of a batch that was rolled back."""
	run = frappe.get_doc(doctype="Screening Run", as_of=as_of, region=region, trigger=trigger, batch=batch)
	run.flags.by_system, run.flags.towns = bool(batch), towns
	return run.insert(ignore_permissions=True)


def plan_parts(run: ScreeningRun) -> None:
	"""Set the run's parts: one for each step and each town in its region that has households or other subjects. For a
	batch one part of warnings; for a batch that was rolled back one for each of its towns."""
	if run.batch:
		towns = run.flags.towns or [None]
		run.set("parts", [{"step": WARNINGS, "region": town, "status": QUEUED} for town in towns])
		return
	prefix = scope.prefix_of(run.region) if run.region else scope.WHOLE
	codes = [run.region] if len(prefix) > TOWN_DIGITS else _towns_to_screen(prefix)
	parts = [{"step": step, "region": code, "status": QUEUED} for step in STEPS for code in codes]
	run.set("parts", parts)


def enqueue(run: ScreeningRun) -> None:
	"""Start the run: enqueue all parts that are not finished, including failed ones."""
	_mark_running(run)
	resume(run)


def resume(run: ScreeningRun) -> None:
	"""Enqueue the parts that are neither finished nor failed, except those that are queued or being processed."""
	unfinished = [part.name for part in run.parts if part.status in (QUEUED, RUNNING)]
	for part in unfinished:
		if job_lock.is_orphaned(job_id(part)):
			job_lock.enqueue(RUN_PART, job_id(part), timeout=PART_TIMEOUT, run=run.name, part=part)
	if not unfinished:
		_close_when_done(run.name)


def run_synchronously(run: ScreeningRun) -> ScreeningRun:
	"""Process all parts that are not finished in this process, and return the reloaded run."""
	_mark_running(run)
	for part in run.parts:
		run_part(run.name, part.name, wait_seconds=PART_TIMEOUT)
	run.reload()
	return run


def run_part(run: str, part: str, wait_seconds: int = 0) -> None:
	"""Screen one part of a run. Skips parts that are finished, or that another process still holds after `wait_seconds`.
	A failure is recorded in the part; other parts are not affected."""
	with job_lock.exclusive_lock(job_id(part), wait_seconds) as acquired:
		if acquired:
			_run_part(run, part)


def job_id(part: str) -> str:
	return f"fanpin-screening-{part}"


def _run_part(run: str, part: str) -> None:
	contexts = _contexts_of_part(run, part)
	# A batch that was rolled back in the meantime has no households.
	towns = affected_households.regions_of(contexts) or frappe.get_all(
		"Screening Part", filters={"name": part, "region": ("is", "set")}, pluck="region"
	)
	frappe.db.set_value("Screening Part", {"name": part, "status": ("!=", FINISHED)}, "status", RUNNING)
	_commit()
	_lock_towns(towns)
	if frappe.db.get_value("Screening Part", part, "status") == FINISHED:
		return
	frappe.db.set_value("Screening Part", part, _outcome(contexts, run, part))
	_commit()
	_close_when_done(run)
	_commit()


def screen(context: RuleContext, run: str | None = None) -> dict[str, int]:
	"""Evaluate all risk rules in force for the context, then sync findings and alerts. Returns the counts of findings and
	alerts named in SUMMED_FIELDS, and `alerts_refused`."""
	screened = subjects.for_context(context)
	if context.households is None:
		places.update_record_regions(context.prefix)
	in_force = _rules_in_force(context.as_of, RISK)
	active = findings.active_findings(context)
	finding_counts = findings.end_findings_of_other_rules(
		[rule.name for rule in in_force], active, context, run
	)
	for rule in in_force:
		if subjects.for_rule(rule) in screened:
			hits = compile_rule(rule, context).hits()
			finding_counts += findings.sync(rule, hits, active.get(rule.name, {}), context, run)
	alert_counts = [asdict(AlertSync(context, run, subject).sync()) for subject in screened]
	return asdict(finding_counts) | {
		name: sum(each[name] for each in alert_counts) for name in alert_counts[0]
	}


def check_data(context: RuleContext, run: str | None = None, tiers: Sequence[str] = TIERS) -> dict[str, int]:
	"""Evaluate all rules in force for data defects of these tiers. Returns the counts named in
	`data_defects.detection.COUNTED_FIELDS`."""
	return dict(detection.sync_defects(_rules_in_force(context.as_of, detection.KIND), context, run, tiers))


def screen_household(household: str, as_of: date | str) -> dict[str, int]:
	"""Evaluate all rules in force for one household, synchronously. Returns the same counts as a run.

	Data defects of tiers outside the user's regions are left to a run over regions: a new defect of this household alone
	would reveal that one of its members is also registered elsewhere.
	"""
	region = frappe.db.get_value("Household", household, "region")
	context = RuleContext(scope.WHOLE, getdate(as_of), households=(household,))
	_commit()
	_lock_towns([region])
	tiers = [
		tier for tier in TIERS if scope.covers(responsible_region(region, tier), doctype=detection.DOCTYPE)
	]
	return screen(context) | check_data(context, tiers=tiers)


def _rules_in_force(as_of: date, kind: str) -> list[RiskRule]:
	return [frappe.get_cached_doc("Risk Rule", name) for name in rules_in_force(as_of, kind)]


def rules_in_force(as_of: date, kind: str = RISK) -> list[str]:
	rule = frappe.qb.DocType("Risk Rule")
	return (
		frappe.qb.from_(rule)
		.select(rule.name)
		.where(rule.enabled == 1)
		.where(rule.kind == kind)
		.where(rule.effective_from.isnull() | (rule.effective_from <= as_of))
		.where(rule.effective_to.isnull() | (rule.effective_to >= as_of))
		.orderby(rule.name)
		.run(pluck=True)
	)


def _towns_to_screen(prefix: str) -> list[str]:
	towns = set()
	for subject in subjects.by_name().values():
		subject_table = subject.table
		town = Substring(subject_table.region, 1, TOWN_DIGITS)
		query = (
			frappe.qb.from_(subject_table)
			.select(town)
			.distinct()
			.where(subject_table.region.like(f"{prefix}%"))
		)
		towns.update(query.run(pluck=True))
	return towns_of(towns)


def towns_of(codes: Iterable[str]) -> list[str]:
	return sorted({scope.code_at("Town", code) for code in codes})


def _mark_running(run: ScreeningRun) -> None:
	run.db_set({"status": RUNNING, "started_at": run.started_at or now_datetime(), "error": None})
	for part in run.parts:
		if part.status == FAILED:
			part.db_set("status", QUEUED)


def _contexts_of_part(run: str, part: str) -> list[RuleContext]:
	"""The contexts of a part: its region, or the households that the run's batch affects, in chunks of thousands."""
	as_of, batch = frappe.db.get_value("Screening Run", run, ["as_of", "batch"])
	if region := frappe.db.get_value("Screening Part", part, "region"):
		return [RuleContext(scope.prefix_of(region), getdate(as_of))]
	return affected_households.contexts_for_batch(batch, getdate(as_of))


def _lock_towns(codes: list[str]) -> None:
	"""Lock the rows of the towns. Must be the transaction's first statement, so that its snapshot includes the commits of
	other workers."""
	if not codes:
		return
	region = frappe.qb.DocType("Administrative Region")
	locking = frappe.qb.from_(region).select(region.name).where(region.name.isin(towns_of(codes)))
	locking.orderby(region.name).for_update().run()


def _outcome(contexts: list[RuleContext], run: str, part: str) -> dict:
	started = time.monotonic()
	frappe.db.savepoint("part")
	try:
		counts: Counter[str] = Counter()
		step = frappe.db.get_value("Screening Part", part, "step")
		for context in contexts:
			counts.update(check_data(context, run) if step == DATA_QUALITY else screen(context, run))
		refused = counts.pop("alerts_refused", 0)
		outcome = {"status": FAILED if refused else FINISHED, "error": _refusal(refused), **counts}
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		raise frappe.RetryBackgroundJobError
	except Exception as error:
		frappe.db.rollback(save_point="part")
		frappe.log_error(title=f"Screening Part {part}")
		outcome = {"status": FAILED, "error": str(error)}
	return outcome | {"seconds": round(time.monotonic() - started, 2)}


def _refusal(alerts: int) -> str | None:
	if not alerts:
		return None
	return _("{0} alerts could not be written, all else was. The Error Log has the reasons.").format(alerts)


def _close_when_done(run: str) -> None:
	"""Sum up the run once its last part is done. The run's row is locked, so that exactly one part is the last."""
	row, part = frappe.qb.DocType("Screening Run"), frappe.qb.DocType("Screening Part")
	frappe.qb.from_(row).select(row.name).where(row.name == run).for_update().run()
	statuses = frappe.get_all("Screening Part", filters={"parent": run}, pluck="status")
	if QUEUED in statuses or RUNNING in statuses:
		return
	sums = [Coalesce(Sum(part[name]), 0).as_(name) for name in SUMMED_FIELDS]
	counts = frappe.qb.from_(part).select(*sums).where(part.parent == run).run(as_dict=True)[0]
	outcome = {"status": FINISHED, "finished_at": now_datetime()}
	if failed := statuses.count(FAILED):
		outcome["status"] = FAILED
		outcome["error"] = _("{0} parts failed; resume the run when the cause is gone.").format(failed)
	frappe.db.set_value("Screening Run", run, counts | outcome)


def _commit() -> None:
	"""Commit, except in tests, which roll back their transaction."""
	if not frappe.flags.in_test:
		frappe.db.commit()
