"""Frappe's worker for all queues, with the app's modules loaded.

A worker forks a process for each job. Each would load the app again, which takes longer than most jobs.

Runs in the folder `sites`.
"""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path

with warnings.catch_warnings():
	warnings.simplefilter("ignore")  # from older packages that Frappe pins
	from frappe.utils.background_jobs import start_worker

import fanpin_app

QUEUES = "short,default,long"
NEVER_IN_JOBS = {"tests", "patches"}


def load_app() -> None:
	"""Import all modules of the app that jobs may use."""
	folder = Path(fanpin_app.__file__).parent
	for path in sorted(folder.rglob("*.py")):
		parts = path.relative_to(folder.parent).with_suffix("").parts
		if NEVER_IN_JOBS.isdisjoint(parts) and all(part.isidentifier() for part in parts):
			importlib.import_module(".".join(part for part in parts if part != "__init__"))


if __name__ == "__main__":
	load_app()
	start_worker(queue=QUEUES)
