"""Runs the app's tests with pytest on their own sites, which are served like any other."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import IO

from box import environment, services, site, snapshot
from box.folder import APP, INSIDE, REPOSITORY, Bench
from box.steps import StepFailed

CONFIG = {"allow_tests": True, "pause_scheduler": 1, "admin_password": site.PASSWORD}
# Pytest's exit codes after which the site is clean: all passed, none found. A failed test may have left rows
# behind, and an interrupted one has.
CLEAN_EXIT_CODES = (0, 5)
# Each has its own site, web server, worker and browser: some 1.5 GB.
MAX_PROCESSES = 4


def refuse_other_sites(bench: Bench, name: str) -> None:
	made = (
		bench.site_config(name) and (bench.stamps / f"site-{name}").exists()
	)  # an unfinished one is created again
	if made and not bench.site_config(name).get("allow_tests"):
		raise StepFailed(f"{name} is no site for tests; another name in SITE=… makes one.")


def sites(name: str, chosen: str) -> list[str]:
	"""The site, and for a run of all tests one more for each further process (PROCESSES)."""
	count = 1 if chosen else int(os.environ.get("PROCESSES") or min(os.cpu_count() or 1, MAX_PROCESSES))
	return [name, *(f"{number}.{name}" for number in range(2, count + 1))]


def install_tools(bench: Bench) -> None:
	for group in ("browser", "snapshot"):
		services.install_system_packages(group)


def run(bench: Bench, names: list[str], chosen: str, lock: IO) -> int:
	"""Run all tests, or those in `chosen` (arguments of pytest), in one process per site; returns the exit
	code."""
	environment.install_test_packages(bench)
	tests = shlex.split(chosen) or [f"{APP}/tests", "dev/tests"]
	# Tests of a file stay in one process because its classes commit data; the plugin sets the order.
	parallel = [f"--numprocesses={len(names)}", "--dist=loadfile", "--no-loadscope-reorder"]
	snapshot.mark_started(bench, names[0])
	code = subprocess.run(
		[
			bench.python,
			"-m",
			"pytest",
			"-p",
			"pytest_site",
			"-o",
			f"cache_dir={bench.root / 'pytest-cache'}",
			*(parallel if len(names) > 1 else ()),
			*tests,
		],
		cwd=REPOSITORY,
		env=os.environ
		| {
			"SITES": " ".join(names),
			"SITES_PATH": str(bench.sites),
			"PYTHONPATH": f"{INSIDE}:{REPOSITORY / 'dev'}",
		},
		pass_fds=[lock.fileno()],
	).returncode
	if code in CLEAN_EXIT_CODES:
		snapshot.mark_finished(bench, names[0])
	return code
