"""python -m fanpin_app.tests.resilience SITE LOG SEED, in the bench's folder of sites. Exit code 1 if an end state
differs after a kill."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import frappe
from frappe.utils.background_jobs import get_redis_conn

from fanpin_app.tests.resilience.scheduler import Scheduler
from fanpin_app.tests.resilience.state import EndState, Snapshot, end_state
from fanpin_app.tests.resilience.tasks import TASKS, Task
from fanpin_app.tests.resilience.town import build
from fanpin_app.tests.resilience.worker import HORSE, WORKER, WORKER_AND_HORSE, Worker, wait_until

# Shares of a task's running time between which its worker is killed.
FIRST, LAST = 0.05, 0.95
# Mostly worker and horse are killed together, as when a machine goes down.
VICTIMS = (*[WORKER_AND_HORSE] * 7, *[HORSE] * 2, WORKER)
# Includes the time until the scheduler finds the interrupted task and a worker continues it.
SECONDS_TO_COMPLETE = 600
SECONDS_BETWEEN_POLLS = 1
# The machine may have become faster, so that the task was over before the kill.
SHORTER = 0.8


class TaskRunner:
	"""Runs a task repeatedly from the same state, undisturbed or with its worker killed."""

	def __init__(self, task: Task, worker_log: Path) -> None:
		self.task, self.worker_log = task, worker_log
		task.prepare()
		self.snapshot = Snapshot()
		self.snapshot.take()
		self.worker = Worker(worker_log)

	def run_undisturbed(self) -> tuple[EndState, float]:
		"""The end state of an undisturbed run, and for how many seconds the worker was busy."""
		self._start()
		started = time.monotonic()
		wait_until(lambda: not self.task.is_unfinished(), SECONDS_TO_COMPLETE, "the task is finished")
		seconds = time.monotonic() - started
		self.complete()
		return end_state(), seconds

	def kill_after(self, seconds: float, victim: str) -> str | None:
		"""Kill `seconds` after a worker started. Returns the task's progress, None if it was no longer running
		and nothing was killed."""
		self._start()
		time.sleep(seconds)
		self.worker.suspend()
		if not self.task.is_running():
			self.worker.resume()
			self.complete()
			return None
		progress = self.task.progress()
		self.worker.kill(victim)
		return progress

	def complete(self) -> float:
		"""Wait until the site's scheduler and a worker have completed the task; returns the seconds it took."""
		self._ensure_worker()
		started = time.monotonic()
		while not self.task.is_complete():
			if time.monotonic() > started + SECONDS_TO_COMPLETE:
				raise RuntimeError(f"The task was never completed: {self.task.progress()}.")
			time.sleep(SECONDS_BETWEEN_POLLS)
		seconds = time.monotonic() - started
		wait_until(self.worker.is_idle, SECONDS_TO_COMPLETE, "the worker is idle")
		return seconds

	def close(self) -> None:
		self.worker.end()
		self.snapshot.restore()
		self.snapshot.drop()

	def _start(self) -> None:
		self.snapshot.restore()
		self._ensure_worker()
		self.task.start()
		wait_until(self.task.is_running, SECONDS_TO_COMPLETE, "the task is running")

	def _ensure_worker(self) -> None:
		if not self.worker.is_alive:
			self.worker = Worker(self.worker_log)


def kill_at_points(task: Task, worker_log: Path, rng: Random, say: Callable[[str], None]) -> int:
	"""Kill the task's worker at points spread over its running time; returns how many end states differed."""
	runner = TaskRunner(task, worker_log)
	try:
		first, _ = runner.run_undisturbed()
		expected, seconds = runner.run_undisturbed()
		if differences := expected.differences(first):
			raise RuntimeError(f"{task.name}, undisturbed twice: {'; '.join(differences)}")
		say(f"{task.name}: twice undisturbed, equal; runs for {seconds:.1f} s")
		victims, differed = rng.sample(VICTIMS, task.points), 0
		for point in range(task.points):
			share = FIRST + (LAST - FIRST) * (point + rng.random()) / task.points
			while (progress := runner.kill_after(share * seconds, victims[point])) is None:
				say(f"{task.name}: at {share:4.0%} it is over already; trying an earlier point")
				seconds *= SHORTER
			took = runner.complete()
			differences = end_state().differences(expected)
			differed += bool(differences)
			verdict = "; ".join(differences) or "equal"
			killed = f"{victims[point]} killed: {progress}"
			say(f"{task.name}: at {share:4.0%}, {killed}; complete {took:.0f} s later, {verdict}")
		return differed
	finally:
		runner.close()


def main(site: str, worker_log: str, seed: str) -> int:
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	get_redis_conn().flushdb()  # no other program uses this database
	rng = Random(seed)
	say(f"Building the city; SEED={seed} chooses the points")
	with tempfile.TemporaryDirectory() as folder:
		town = build(Path(folder))
	tasks = [kind(town) for kind in TASKS]
	scheduler = Scheduler(Path(worker_log))
	try:
		differed = sum(kill_at_points(task, Path(worker_log), rng, say) for task in tasks)
	finally:
		scheduler.end()
		frappe.destroy()
	say(f"{sum(task.points for task in tasks)} kills, {differed} end states that differ")
	return int(bool(differed))


def say(line: str) -> None:
	print(line, flush=True)


if __name__ == "__main__":
	sys.exit(main(*sys.argv[1:]))
