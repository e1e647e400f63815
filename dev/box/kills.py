"""Workers that are killed in the midst of their work, in a made-up city: what becomes of it in the end."""

from __future__ import annotations

import subprocess

from box import processes
from box.benchmark import environment
from box.folder import Bench
from box.steps import StepFailed

SITE = "kills.fanpin.localhost"
# The site's scheduler is at work, and looks each minute for what was left instead of every four.
CONFIG = {"fanpin_benchmark": 1, "pause_scheduler": 0, "scheduler_interval": 60}
# Of the moments at which workers are killed.
SEED = "2035"
# Workers of the bench take from the first of Redis's databases, those that are killed from this one.
QUEUE_OF_OURS = 9


def run(bench: Bench, name: str, seed: str) -> None:
	"""StepFailed where an end state differs from the undisturbed one."""
	port = bench.common_config()["redis_port"]
	for process in ("schedule", *processes.running(bench, "worker-")):  # which would take what ours are to do
		processes.stop(bench, process)
	killed = subprocess.run(
		[bench.python, "-m", "fanpin_app.tests.resilience", name, str(bench.logs / "kills.log"), seed],
		cwd=bench.sites,
		env=environment() | {"FRAPPE_REDIS_QUEUE": f"redis://127.0.0.1:{port}/{QUEUE_OF_OURS}"},
	)
	if killed.returncode:
		raise StepFailed("A kill left something behind, or nothing to compare with; it stands above.")
