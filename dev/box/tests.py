"""The app's tests, run by pytest on a site of their own that is served like any other."""

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


def refuse_other_sites(bench: Bench, name: str) -> None:
	made = (
		bench.site_config(name) and (bench.stamps / f"site-{name}").exists()
	)  # a broken-off one is made anew
	if made and not bench.site_config(name).get("allow_tests"):
		raise StepFailed(f"{name} is no site for tests; another name in SITE=… makes one.")


def install_tools(bench: Bench) -> None:
	for group in ("browser", "snapshot"):
		services.install_system_packages(group)


def run(bench: Bench, name: str, chosen: str, lock: IO) -> int:
	"""Runs all tests, or those that `chosen` names as one would for pytest; its exit code."""
	environment.install_test_packages(bench)
	tests = shlex.split(chosen) or [f"{APP}/tests", "dev/tests"]
	snapshot.note_begin(bench, name)
	code = subprocess.run(
		[
			bench.python,
			"-m",
			"pytest",
			"-p",
			"pytest_site",
			"-o",
			f"cache_dir={bench.root / 'pytest-cache'}",
			*tests,
		],
		cwd=REPOSITORY,
		env=os.environ
		| {"SITE": name, "SITES_PATH": str(bench.sites), "PYTHONPATH": f"{INSIDE}:{REPOSITORY / 'dev'}"},
		pass_fds=[lock.fileno()],
	).returncode
	if code in TIDY:
		snapshot.note_end(bench, name)
	return code
