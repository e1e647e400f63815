"""A Frappe worker of our own, and its end. It forks a work horse for each job, which does the work."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from frappe.utils.background_jobs import get_queues, get_workers

COMMAND = ("-m", "frappe.utils.bench_helper", "frappe", "worker", "--queue", "short,default,long")
SECONDS_TO_START = 60
WORKER_AND_HORSE, HORSE, WORKER = "worker and horse", "horse", "worker"


class Worker:
	def __init__(self, log: Path) -> None:
		with log.open("a") as output:
			self._process = subprocess.Popen(
				[sys.executable, *COMMAND], stdin=subprocess.DEVNULL, stdout=output, stderr=output
			)
		wait_until(self._is_registered, SECONDS_TO_START, "the worker is ready")
		self._frozen: list[psutil.Process] = []

	@property
	def is_alive(self) -> bool:
		return self._process.poll() is None

	def is_idle(self) -> bool:
		"""Whether nothing waits in the queues, and no horse of ours is at work."""
		return len(self._processes()) == 1 and not any(len(queue) for queue in get_queues())

	def freeze(self) -> None:
		"""Stop worker and work horse where they are."""
		self._frozen = self._processes()
		for process in self._frozen:
			process.suspend()

	def thaw(self) -> None:
		for process in self._frozen:
			process.resume()

	def kill(self, whom: str) -> None:
		"""Kill -9 of those who are frozen: the worker, its horse or both. Who is spared goes on."""
		worker, *horses = self._frozen
		for process in {WORKER: [worker], HORSE: horses, WORKER_AND_HORSE: [*horses, worker]}[whom]:
			process.kill()
		for process in self._frozen:
			if process.is_running():
				process.resume()
		if whom != HORSE:
			self._process.wait()

	def end(self) -> None:
		if self.is_alive:
			for process in self._processes():
				process.kill()
			self._process.wait()

	def _processes(self) -> list[psutil.Process]:
		worker = psutil.Process(self._process.pid)
		return [worker, *worker.children(recursive=True)]

	def _is_registered(self) -> bool:
		if not self.is_alive:
			raise RuntimeError("The worker did not start.")
		return any(worker.pid == self._process.pid for worker in get_workers())


def wait_until(done: Callable[[], bool], seconds: float, what: str) -> None:
	"""RuntimeError where it takes longer."""
	end = time.monotonic() + seconds
	while not done():
		if time.monotonic() > end:
			raise RuntimeError(f"After {seconds:.0f} s it is not so that {what}.")
		time.sleep(0.05)
