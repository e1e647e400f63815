"""Kills workers during their work in a made-up city, and compares the end state with an undisturbed one."""

from __future__ import annotations

import subprocess

from box import processes
from box.benchmark import environment
from box.folder import Bench
from box.steps import StepError

SITE = "kills.fanpin.localhost"
# The site's scheduler runs, and checks for interrupted work every minute instead of every four.
CONFIG = {"fanpin_benchmark": 1, "pause_scheduler": 0, "scheduler_interval": 60}
# Seed of the moments at which workers are killed.
SEED = "2035"
# The bench's workers use the first Redis database, the killed ones this one.
KILLED_WORKERS_DATABASE = 9


def run(bench: Bench, name: str, seed: str) -> None:
	"""Raises StepError if an end state differs from the undisturbed one."""
	port = bench.common_config()["redis_port"]
	for process in ("schedule", *processes.running(bench, "worker-")):  # they would take the jobs
		processes.stop(bench, process)
	killed = subprocess.run(
		[bench.python, "-m", "fanpin_app.tests.resilience", name, str(bench.logs / "kills.log"), seed],
		cwd=bench.sites,
		env=environment() | {"FRAPPE_REDIS_QUEUE": f"redis://127.0.0.1:{port}/{KILLED_WORKERS_DATABASE}"},
	)
	if killed.returncode:
		raise StepError("An end state differs, or there is none to compare with; see above.")
