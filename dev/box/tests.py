"""Runs the app's tests with pytest on their own sites, which are served like any other."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from typing import IO

from box import environment, services, site, snapshot
from box.folder import APP, INSIDE, REPOSITORY, Bench
from box.steps import StepError

CONFIG = {"allow_tests": True, "pause_scheduler": 1, "admin_password": site.PASSWORD}
# Pytest's exit codes after which the site is clean: all passed, none found. A failed test may have left rows
# behind, and an interrupted one has.
CLEAN_EXIT_CODES = (0, 5)
# Each has its own site, web server, worker and browser: some 1.5 GB.
MAX_PROCESSES = 4
# How many tests a run lists with their durations.
SLOWEST_TESTS = 25
APP_TESTS = REPOSITORY / APP / "tests"
UNIT_TESTS = APP_TESTS / "unit"


def refuse_other_sites(bench: Bench, name: str) -> None:
	made = (
		bench.site_config(name) and (bench.stamps / f"site-{name}").exists()
	)  # an unfinished one is created again
	if made and not bench.site_config(name).get("allow_tests"):
		raise StepError(f"{name} is no site for tests; another name in SITE=… makes one.")


def chosen_tests(chosen: str) -> list[str]:
	"""The words of TESTS as arguments of pytest: folders and files of the app's tests, before any option, get
	their path."""
	words = shlex.split(chosen)
	options = next((index for index, word in enumerate(words) if word.startswith("-")), len(words))
	return [with_path(word) for word in words[:options]] + words[options:]


def with_path(word: str) -> str:
	return f"{APP}/tests/{word}" if (APP_TESTS / word.split("::")[0]).exists() else word


def need_no_site(chosen: str) -> bool:
	"""Whether all chosen files and folders are below `unit`."""
	paths = [(REPOSITORY / word.split("::")[0]).resolve() for word in chosen_tests(chosen)]
	existing = [path for path in paths if path.exists()]
	return bool(existing) and all(UNIT_TESTS in (path, *path.parents) for path in existing)


def sites(name: str, chosen: str) -> list[str]:
	"""The site, and for a run of all tests one more for each further process (PROCESSES)."""
	return [name, *(f"{number}.{name}" for number in range(2, (1 if chosen else processes()) + 1))]


def processes() -> int:
	return int(os.environ.get("PROCESSES") or min(os.cpu_count() or 1, MAX_PROCESSES))


def install_tools(bench: Bench) -> None:
	for group in ("browser", "snapshot"):
		services.install_system_packages(group)


def run(bench: Bench, names: list[str], chosen: str, lock: IO) -> int:
	"""Run all tests, or those in `chosen` (see `chosen_tests`), in one process per site; returns the exit
	code."""
	environment.install_test_packages(bench)
	tests = chosen_tests(chosen) or [f"{APP}/tests", "dev/tests"]
	snapshot.mark_started(bench, names[0])
	arguments = [*parallel(len(names)), *tests]
	code = run_pytest(bench, "pytest_site", arguments, pass_fds=[lock.fileno()], SITES=" ".join(names))
	if code in CLEAN_EXIT_CODES:
		snapshot.mark_finished(bench, names[0])
	return code


def run_without_site(bench: Bench, chosen: str) -> int:
	"""Run the chosen tests in parallel, or in one process if there are options; returns the exit code."""
	tests = chosen_tests(chosen)
	has_options = any(word.startswith("-") for word in tests)
	return run_pytest(bench, "pytest_unit", [*parallel(1 if has_options else processes()), *tests])


def parallel(processes: int) -> list[str]:
	"""The options of pytest for `processes` processes.

	Tests of a file stay in one process because its classes commit data; the plugin sets the order.
	"""
	options = [f"--numprocesses={processes}", "--dist=loadfile", "--no-loadscope-reorder"]
	return options if processes > 1 else []


def run_pytest(
	bench: Bench, plugin: str, arguments: list[str], pass_fds: Sequence[int] = (), **variables
) -> int:
	"""Run pytest with a plugin of `inside` and further environment variables; returns the exit code."""
	return subprocess.run(
		[
			*(bench.python, "-m", "pytest", "-p", plugin),
			*("-o", f"cache_dir={bench.root / 'pytest-cache'}"),
			f"--durations={SLOWEST_TESTS}",
			*arguments,
		],
		cwd=REPOSITORY,
		env=os.environ
		| {"SITES_PATH": str(bench.sites), "PYTHONPATH": f"{INSIDE}:{REPOSITORY / 'dev'}"}
		| variables,
		pass_fds=pass_fds,
	).returncode
