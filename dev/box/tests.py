"""The app's tests, run by pytest on sites of their own that are served like any other."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import IO

from box import environment, services, site, snapshot
from box.folder import APP, INSIDE, REPOSITORY, Bench
from box.steps import StepFailed

CONFIG = {"allow_tests": True, "pause_scheduler": 1, "admin_password": site.PASSWORD}
# Pytest's exit codes of a run in which each test has tidied up: all passed, none was found. What failed may have left
# rows behind, and what was interrupted has.
TIDY = (0, 5)
# Each has a site, a web server, a worker and a browser of its own: some 1.5 GB.
MOST_PROCESSES = 4


def refuse_other_sites(bench: Bench, name: str) -> None:
	made = (
		bench.site_config(name) and (bench.stamps / f"site-{name}").exists()
	)  # a broken-off one is made anew
	if made and not bench.site_config(name).get("allow_tests"):
		raise StepFailed(f"{name} is no site for tests; another name in SITE=… makes one.")


def sites(name: str, chosen: str) -> list[str]:
	"""The site that is asked for, and for a run of all tests one more for each further process (PROCESSES)."""
	count = 1 if chosen else int(os.environ.get("PROCESSES") or min(os.cpu_count() or 1, MOST_PROCESSES))
	return [name, *(f"{number}.{name}" for number in range(2, count + 1))]


def install_tools(bench: Bench) -> None:
	for group in ("browser", "snapshot"):
		services.install_system_packages(group)


def run(bench: Bench, names: list[str], chosen: str, lock: IO) -> int:
	"""Runs all tests, or those that `chosen` names as one would for pytest, in a process for each site; the exit code."""
	environment.install_test_packages(bench)
	tests = shlex.split(chosen) or [f"{APP}/tests", "dev/tests"]
	# A file's tests stay together, for what its classes commit; the order is that of the plugin.
	parallel = [f"--numprocesses={len(names)}", "--dist=loadfile", "--no-loadscope-reorder"]
	snapshot.note_begin(bench, names[0])
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
	if code in TIDY:
		snapshot.note_end(bench, names[0])
	return code
