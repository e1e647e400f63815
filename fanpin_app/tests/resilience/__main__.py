"""python -m fanpin_app.tests.resilience SITE LOG SEED, in the bench's folder of sites: exit code 1 where a kill left something behind."""

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
from fanpin_app.tests.resilience.town import build
from fanpin_app.tests.resilience.work import WORKS, Work
from fanpin_app.tests.resilience.worker import HORSE, WORKER, WORKER_AND_HORSE, Worker, wait_until

FIRST, LAST = 0.05, 0.95
# At most of the points worker and horse are killed, as when a machine goes down.
WHOM = (*[WORKER_AND_HORSE] * 7, *[HORSE] * 2, WORKER)
# The scheduler finds what was left, and a worker goes on with it.
SECONDS_TO_FINISH = 600
SECONDS_BETWEEN_LOOKS = 1
# The machine may have become faster, so that the work was done when the moment came.
EARLIER = 0.8


class Executioner:
	"""Has a work done again and again, and its worker killed at another moment each time."""

	def __init__(self, work: Work, worker_log: Path) -> None:
		self.work, self.worker_log = work, worker_log
		work.prepare()
		self.snapshot = Snapshot()
		self.snapshot.take()
		self.worker = Worker(worker_log)

	def undisturbed(self) -> tuple[EndState, float]:
		"""What becomes of the work when nobody disturbs it, and for how many seconds a worker is at it."""
		self._begin()
		began = time.monotonic()
		wait_until(lambda: not self.work.is_unfinished(), SECONDS_TO_FINISH, "the work is done")
		seconds = time.monotonic() - began
		self.see_it_through()
		return end_state(), seconds

	def kill_after(self, seconds: float, whom: str) -> str | None:
		"""Kills so long after a worker began. Tells how far the work had come, None where nobody was at
		it any longer."""
		self._begin()
		time.sleep(seconds)
		self.worker.freeze()
		if not self.work.is_worked_on():
			self.worker.thaw()
			self.see_it_through()
			return None
		told = self.work.told()
		self.worker.kill(whom)
		return told

	def see_it_through(self) -> float:
		"""Leaves all else to the site's scheduler and a worker; returns the seconds until all was done."""
		self._have_a_worker()
		began = time.monotonic()
		while not self.work.is_settled():
			if time.monotonic() > began + SECONDS_TO_FINISH:
				raise RuntimeError(f"It was never done: {self.work.told()}.")
			time.sleep(SECONDS_BETWEEN_LOOKS)
		seconds = time.monotonic() - began
		wait_until(self.worker.is_idle, SECONDS_TO_FINISH, "the worker has nothing left to do")
		return seconds

	def end(self) -> None:
		self.worker.end()
		self.snapshot.bring_back()
		self.snapshot.forget()

	def _begin(self) -> None:
		self.snapshot.bring_back()
		self._have_a_worker()
		self.work.begin()
		wait_until(self.work.is_worked_on, SECONDS_TO_FINISH, "a worker is at it")

	def _have_a_worker(self) -> None:
		if not self.worker.is_alive:
			self.worker = Worker(self.worker_log)


def kill_at_points(work: Work, worker_log: Path, rng: Random, say: Callable[[str], None]) -> int:
	"""Kills the work's worker at moments spread over its time; returns how many end states differed."""
	executioner = Executioner(work, worker_log)
	try:
		first, _ = executioner.undisturbed()
		expected, seconds = executioner.undisturbed()
		if differences := expected.differences(first):
			raise RuntimeError(f"{work.name}, undisturbed twice: {'; '.join(differences)}")
		say(f"{work.name}: twice undisturbed, equal; a worker is at it for {seconds:.1f} s")
		whom, differed = rng.sample(WHOM, work.points), 0
		for point in range(work.points):
			share = FIRST + (LAST - FIRST) * (point + rng.random()) / work.points
			while (told := executioner.kill_after(share * seconds, whom[point])) is None:
				say(f"{work.name}: at {share:4.0%} nobody is at it; an earlier moment is chosen")
				seconds *= EARLIER
			took = executioner.see_it_through()
			differences = end_state().differences(expected)
			differed += bool(differences)
			verdict = "; ".join(differences) or "equal"
			say(
				f"{work.name}: at {share:4.0%}, {whom[point]} killed: {told}; done {took:.0f} s later, {verdict}"
			)
		return differed
	finally:
		executioner.end()


def main(site: str, worker_log: str, seed: str) -> int:
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	get_redis_conn().flushdb()  # ours alone
	rng = Random(seed)
	say(f"Building the city; the moments are those of SEED={seed}")
	with tempfile.TemporaryDirectory() as folder:
		town = build(Path(folder))
	works = [kind(town) for kind in WORKS]
	scheduler = Scheduler(Path(worker_log))
	try:
		differed = sum(kill_at_points(work, Path(worker_log), rng, say) for work in works)
	finally:
		scheduler.end()
		frappe.destroy()
	say(f"{sum(work.points for work in works)} kills, {differed} end states that differ")
	return int(bool(differed))


def say(line: str) -> None:
	print(line, flush=True)


if __name__ == "__main__":
	sys.exit(main(*sys.argv[1:]))
