"""Frappe's worker for all queues, with the app's modules loaded.

A worker forks a process for each job. Each would load the app again, which takes longer than most jobs.

Runs in the folder `sites`.
"""

from __future__ import annotations

import importlib
import warnings
from contextlib import suppress
from pathlib import Path

with warnings.catch_warnings():
	warnings.simplefilter("ignore")  # from older packages that Frappe pins
	import frappe.database.mariadb.database  # noqa: F401 -- each job connects
	from frappe.utils.background_jobs import start_worker

import fanpin_app
from fanpin_app.security.queries import function_guards

QUEUES = "short,default,long"
# Folders of the app whose modules no job uses.
EXCLUDED = {"tests", "patches"}


def load_app() -> None:
	"""Import the app's modules, and those of the functions that it guards: its hook before each job needs them."""
	for module in app_modules():
		importlib.import_module(module)
	for module in function_guards.guarded_modules():
		with suppress(ImportError):  # this version of Frappe may lack it
			importlib.import_module(module)


def app_modules() -> list[str]:
	folder = Path(fanpin_app.__file__).parent
	paths = [path.relative_to(folder).with_suffix("").parts for path in sorted(folder.rglob("*.py"))]
	return [
		".".join((folder.name, *(part for part in parts if part != "__init__")))
		for parts in paths
		if parts[0] not in EXCLUDED
	]


if __name__ == "__main__":
	load_app()
	start_worker(queue=QUEUES)
