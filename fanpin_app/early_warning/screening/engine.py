"""A Screening Run: all rules over a region, town by town, each town a part that any worker can take: first all towns'
warnings, then their data defects.

A part is done in one transaction, and doing it again adds nothing, so a run that was killed goes on with
`resume`, and a part that is finished is never done again. Parts of one town wait for each other, whatever their runs.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Coalesce, Sum
from frappe.utils import getdate, now_datetime
from pypika.functions import Substring

from fanpin_app.database import job_lock
from fanpin_app.discovery import places
from fanpin_app.early_warning.data_defects import detection
from fanpin_app.early_warning.data_defects.tasks import place_of
from fanpin_app.early_warning.rescreening import affected_households
from fanpin_app.early_warning.response.officers import TIERS
from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rules import subjects
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.screening import findings
from fanpin_app.early_warning.screening.alert_sync import AlertScreening
from fanpin_app.permissions import scope

WARNINGS, DATA_QUALITY = "Warnings", "Data Quality"
STEPS = (WARNINGS, DATA_QUALITY)
RISK = "Risk"  # the kind of rules that warn
QUEUED, RUNNING, FINISHED, FAILED = "Queued", "Running", "Finished", "Failed"
TOWN_DIGITS = scope.SIGNIFICANT_DIGITS["Town"]
RUN_PART = "fanpin_app.early_warning.screening.engine.run_part"
PART_TIMEOUT = 3600  # seconds; a town of 20,000 households takes well under a minute
SUMMED = (
	"findings",
	"findings_new",
	"findings_ended",
	"alerts_raised",
	"alerts_raised_level",
	"alerts_ended",
	*detection.FIGURES,
)


def new_run(
	as_of: date | str,
	region: str | None = None,
	trigger: str = "Manual",
	batch: str | None = None,
	towns: Sequence[str] = (),
) -> Document:
	"""A queued run over the region (default: everywhere) with its parts, over the households that a batch tells of, or
	over the towns of those that it told of before it was taken back."""
	run = frappe.get_doc(doctype="Screening Run", as_of=as_of, region=region, trigger=trigger, batch=batch)
	run.flags.by_system, run.flags.towns = bool(batch), towns
	return run.insert(ignore_permissions=True)


def plan_parts(run: Document) -> None:
	"""A part for each step and town that has households, or what else rules warn about, in the run's region; for a batch
	one part, which warns, and for one that was taken back a part for each of its towns."""
	if run.batch:
		towns = run.flags.towns or [None]
		run.set("parts", [{"step": WARNINGS, "region": town, "status": QUEUED} for town in towns])
		return
	prefix = scope.prefix_of(run.region) if run.region else scope.WHOLE
	codes = [run.region] if len(prefix) > TOWN_DIGITS else _towns_to_screen(prefix)
	parts = [{"step": step, "region": code, "status": QUEUED} for step in STEPS for code in codes]
	run.set("parts", parts)


def enqueue(run: Document) -> None:
	"""Give the parts that are not finished to the workers, those that failed too."""
	_begin(run)
	go_on(run)


def go_on(run: Document) -> None:
	"""Give the parts that are neither finished nor failed to the workers, but those that wait for one or have one."""
	unfinished = [part.name for part in run.parts if part.status in (QUEUED, RUNNING)]
	for part in unfinished:
		if job_lock.is_orphaned(job_of(part)):
			job_lock.enqueue(RUN_PART, job_of(part), timeout=PART_TIMEOUT, run=run.name, part=part)
	if not unfinished:
		_close_when_done(run.name)


def run_here(run: Document) -> Document:
	"""Do the parts that are not finished in this process, and return the run as it is then."""
	_begin(run)
	for part in run.parts:
		run_part(run.name, part.name, patience=PART_TIMEOUT)
	run.reload()
	return run


def run_part(run: str, part: str, patience: int = 0) -> None:
	"""Screen one part of a run. A finished one is left alone, and one that somebody is at for longer than `patience`
	seconds. A failure is written on the part, others go on."""
	with job_lock.exclusive_lock(job_of(part), patience) as alone:
		if alone:
			_run_part(run, part)


def job_of(part: str) -> str:
	return f"fanpin-screening-{part}"


def _run_part(run: str, part: str) -> None:
	frames = _frames(run, part)
	# A batch that was taken back meanwhile is about nobody.
	towns = affected_households.towns_of(frames) or frappe.get_all(
		"Screening Part", filters={"name": part, "region": ("is", "set")}, pluck="region"
	)
	frappe.db.set_value("Screening Part", {"name": part, "status": ("!=", FINISHED)}, "status", RUNNING)
	_keep()
	_wait_for_the_towns(towns)
	if frappe.db.get_value("Screening Part", part, "status") == FINISHED:
		return
	frappe.db.set_value("Screening Part", part, _outcome(frames, run, part))
	_keep()
	_close_when_done(run)
	_keep()


def screen(frame: Frame, run: str | None = None) -> dict[str, int]:
	"""Hold all rules in force that warn against the frame; settle findings, then alerts. Returns the figures of findings
	and alerts that SUMMED names, and `alerts_refused`."""
	looked_at = subjects.of_frame(frame)
	if frame.households is None:
		places.bring_records_home(frame.prefix)
	in_force = _in_force(frame.as_of, RISK)
	active = findings.active(frame)
	told = findings.end_those_of_other_rules([rule.name for rule in in_force], active, frame, run)
	for rule in in_force:
		if subjects.of_rule(rule) in looked_at:
			hits = compile_rule(rule, frame).hits()
			told += findings.settle(rule, hits, active.get(rule.name, {}), frame, run)
	raised = [asdict(AlertScreening(frame, run, subject).settle()) for subject in looked_at]
	return asdict(told) | {name: sum(tally[name] for tally in raised) for name in raised[0]}


def check_data(frame: Frame, run: str | None = None, tiers: Sequence[str] = TIERS) -> dict[str, int]:
	"""Hold all rules in force that look for data defects of these tiers against the frame. Returns the figures that
	`data_defects.detection` names."""
	return dict(detection.check(_in_force(frame.as_of, detection.KIND), frame, run, tiers))


def screen_household(household: str, as_of: date | str) -> dict[str, int]:
	"""Hold all rules in force against one household, here and now; the figures are those of a run.

	Data defects that are above the reach of who asks wait for a run over regions: that one was found for this household
	alone would say that its member is registered elsewhere too.
	"""
	region = frappe.db.get_value("Household", household, "region")
	frame = Frame(scope.WHOLE, getdate(as_of), households=(household,))
	_keep()
	_wait_for_the_towns([region])
	tiers = [tier for tier in TIERS if scope.covers(place_of(region, tier), doctype=detection.DOCTYPE)]
	return screen(frame) | check_data(frame, tiers=tiers)


def _in_force(as_of: date, kind: str) -> list[Document]:
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
	for subject in subjects.every().values():
		about = subject.table
		town = Substring(about.region, 1, TOWN_DIGITS)
		query = frappe.qb.from_(about).select(town).distinct().where(about.region.like(f"{prefix}%"))
		towns.update(query.run(pluck=True))
	return towns_around(towns)


def towns_around(codes: Iterable[str]) -> list[str]:
	return sorted({scope.code_at("Town", code) for code in codes})


def _begin(run: Document) -> None:
	run.db_set({"status": RUNNING, "started_at": run.started_at or now_datetime(), "error": None})
	for part in run.parts:
		if part.status == FAILED:
			part.db_set("status", QUEUED)


def _frames(run: str, part: str) -> list[Frame]:
	"""What a part looks at: its region, or the households that the run's batch tells of, some thousands at a time."""
	as_of, batch = frappe.db.get_value("Screening Run", run, ["as_of", "batch"])
	if region := frappe.db.get_value("Screening Part", part, "region"):
		return [Frame(scope.prefix_of(region), getdate(as_of))]
	return affected_households.frames(batch, getdate(as_of))


def _wait_for_the_towns(codes: list[str]) -> None:
	"""Lock the towns' rows. It is the transaction's first statement: what is read later is what others have left."""
	if not codes:
		return
	region = frappe.qb.DocType("Administrative Region")
	locking = frappe.qb.from_(region).select(region.name).where(region.name.isin(towns_around(codes)))
	locking.orderby(region.name).for_update().run()


def _outcome(frames: list[Frame], run: str, part: str) -> dict:
	started = time.monotonic()
	frappe.db.savepoint("part")
	try:
		figures: Counter[str] = Counter()
		step = frappe.db.get_value("Screening Part", part, "step")
		for frame in frames:
			figures.update(check_data(frame, run) if step == DATA_QUALITY else screen(frame, run))
		refused = figures.pop("alerts_refused", 0)
		outcome = {"status": FAILED if refused else FINISHED, "error": _refusal(refused), **figures}
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
	"""The part that finishes last sums up the run. The run's row is locked, so there is one last."""
	row, part = frappe.qb.DocType("Screening Run"), frappe.qb.DocType("Screening Part")
	frappe.qb.from_(row).select(row.name).where(row.name == run).for_update().run()
	statuses = frappe.get_all("Screening Part", filters={"parent": run}, pluck="status")
	if QUEUED in statuses or RUNNING in statuses:
		return
	sums = [Coalesce(Sum(part[name]), 0).as_(name) for name in SUMMED]
	figures = frappe.qb.from_(part).select(*sums).where(part.parent == run).run(as_dict=True)[0]
	outcome = {"status": FINISHED, "finished_at": now_datetime()}
	if failed := statuses.count(FAILED):
		outcome["status"] = FAILED
		outcome["error"] = _("{0} parts failed; resume the run when the cause is gone.").format(failed)
	frappe.db.set_value("Screening Run", run, figures | outcome)


def _keep() -> None:
	"""Commit what stands so far. Tests keep their transaction, to take it back."""
	if not frappe.flags.in_test:
		frappe.db.commit()
