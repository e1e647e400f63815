"""A Frappe worker that can be killed. It forks a work horse for each job, which runs it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
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
		self._suspended: list[psutil.Process] = []

	@property
	def is_alive(self) -> bool:
		return self._process.poll() is None

	def is_idle(self) -> bool:
		"""Whether the queues are empty and no horse is running."""
		return len(self._processes()) == 1 and not any(len(queue) for queue in get_queues())

	def suspend(self) -> None:
		"""Suspend worker and work horse; a horse may end meanwhile."""
		self._suspended = self._processes()
		for process in self._suspended:
			with suppress(psutil.NoSuchProcess):
				process.suspend()

	def resume(self) -> None:
		for process in self._suspended:
			with suppress(psutil.NoSuchProcess):
				process.resume()

	def kill(self, victim: str) -> None:
		"""Kill -9 the suspended worker, its horse or both, and resume what is not killed."""
		worker, *horses = self._suspended
		for process in {WORKER: [worker], HORSE: horses, WORKER_AND_HORSE: [*horses, worker]}[victim]:
			process.kill()
		for process in self._suspended:
			if process.is_running():
				process.resume()
		if victim != HORSE:
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


def wait_until(done: Callable[[], bool], seconds: float, condition: str) -> None:
	"""Raises RuntimeError, naming `condition`, when the time is over."""
	end = time.monotonic() + seconds
	while not done():
		if time.monotonic() > end:
			raise RuntimeError(f"Waited {seconds:.0f} s in vain until {condition}.")
		time.sleep(0.05)
