"""The commands of the Makefile: python -m box demo|test|lint|site|benchmark|kills|stop|clean|bench."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from contextlib import contextmanager

from lint import linters

from box import (
	assets,
	benchmark,
	demo,
	environment,
	kills,
	processes,
	serve,
	services,
	site,
	snapshot,
	tests,
	tree,
)
from box.folder import REPOSITORY, Bench, all_benches, this_bench
from box.steps import StepError, end_running_commands, in_parallel, in_sequence, report_failure, say

DEMO_SITE = "fanpin.localhost"
TEST_SITE = "test.fanpin.localhost"
# Files that Python and the test tools create beside the sources.
CACHES = ("__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis", "*.egg-info")


def make_demo() -> int:
	bench, name, port = this_bench(), setting("SITE", DEMO_SITE), port_setting(8000)
	with bench_lock(bench):
		serve.refuse_taken_port(bench, name, port)
		prepare(bench, name, install_browser)
		address = serve.serve(bench, name, port)
		demo.fill(bench, name, address, setting("SAMPLES"))
	demo.show(bench, name, address)
	return 0


def make_site() -> int:
	bench, name, port = this_bench(), setting("SITE", DEMO_SITE), port_setting()
	with bench_lock(bench):
		serve.refuse_taken_port(bench, name, port)
		prepare(bench, name, install_browser)
		address = serve.serve(bench, name, port)
	say(f"{name} is at {address} (Administrator, password {site.PASSWORD}); dev/bench --site {name} console")
	return 0


def run_tests() -> int:
	bench, name, port, chosen = this_bench(), setting("SITE", TEST_SITE), port_setting(), setting("TESTS")
	if tests.need_no_site(chosen):
		with bench_lock(bench):
			prepare_python(bench)
		return tests.run_without_site(bench, chosen)
	names = tests.sites(name, chosen)
	with snapshot.run_lock(bench, name) as lock:
		with bench_lock(bench):
			tests.refuse_other_sites(bench, name)
			serve.refuse_taken_port(bench, name, port)
			if snapshot.was_interrupted(bench, name):
				services.start(bench)
				snapshot.restore_kept_copy(bench, name)
			prepare(bench, name, lambda: tests.install_tools(bench), **tests.CONFIG)
			snapshot.keep_copy(bench, name)
			for clone in names[1:]:
				snapshot.provide_clone(bench, name, clone)
				serve.serve(bench, clone, port=0, workers=len(names))
			serve.serve(bench, name, port, workers=len(names))
		return tests.run(bench, names, chosen, lock)


def lint_sources() -> int:
	bench = this_bench()
	with bench_lock(bench):
		set_pycache_folder(bench)
		linters.install(bench)
	return linters.run(bench)


def make_benchmark() -> int:
	bench, households = this_bench(), benchmark.parse_households(setting("HOUSEHOLDS", "100000"))
	name, port = setting("SITE", benchmark.site_name(households)), port_setting()
	with bench_lock(bench):
		benchmark.refuse_other_sites(bench, name)
		serve.refuse_taken_port(bench, name, port)
		prepare(bench, name, **benchmark.CONFIG)
		address = serve.serve(bench, name, port)
		benchmark.build_city(bench, name, households)
	benchmark.measure(bench, name, address)
	say(f"The figures are in {os.path.relpath(bench.root / benchmark.FIGURES)}")
	return 0


def kill_workers() -> int:
	bench, name = this_bench(), setting("SITE", kills.SITE)
	with bench_lock(bench):
		benchmark.refuse_other_sites(bench, name)
		prepare(bench, name, **kills.CONFIG)
	kills.run(bench, name, setting("SEED", kills.SEED))
	return 0


def stop() -> int:
	for bench in all_benches():
		for name in processes.stop_all(bench):
			say(f"stopped {name}")
	return 0


def clean() -> int:
	stop()
	for bench in all_benches():
		shutil.rmtree(bench.sockets, ignore_errors=True)
		shutil.rmtree(bench.root)
	for pattern in CACHES:
		for folder in REPOSITORY.rglob(pattern):
			shutil.rmtree(folder)
	return 0


def run_frappe_command() -> int:
	"""Replace this process with a Frappe command, with the services running."""
	bench = this_bench()
	if not (bench.stamps / "python-packages").exists():
		raise StepError("There is no bench yet: make demo, make test or make site makes one.")
	if not services.are_running(bench):
		with bench_lock(bench):
			services.start(bench)
	set_pycache_folder(bench)
	command = [str(part) for part in [*site.frappe(bench), *sys.argv[2:]]]
	os.chdir(bench.sites)
	os.execv(command[0], command)


def prepare(bench: Bench, name: str, *also, **config) -> None:
	"""Prepare the bench and the site; independent steps run in parallel."""
	set_pycache_folder(bench)
	environment.create(bench)
	tree.provide(bench)
	in_parallel(
		lambda: assets.build(bench),
		in_sequence(
			lambda: in_parallel(
				lambda: environment.install_packages(bench),
				in_sequence(
					lambda: services.install_system_packages("services"), lambda: services.start(bench)
				),
			),
			lambda: site.provide(bench, name, **config),
		),
		*also,
	)


def install_browser() -> None:
	"""Chromium makes the app's PDFs."""
	services.install_system_packages("browser")


def prepare_python(bench: Bench) -> None:
	"""Prepare what tests without a site need: Frappe and the Python packages."""
	set_pycache_folder(bench)
	environment.create(bench)
	tree.provide(bench)
	environment.install_packages(bench)
	environment.install_test_packages(bench)


def set_pycache_folder(bench: Bench) -> None:
	"""Store bytecode in the bench's folder, so that processes share it and nothing is written beside the
	sources."""
	os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
	os.environ["PYTHONPYCACHEPREFIX"] = str(bench.root / "pycache")


@contextmanager
def bench_lock(bench: Bench):
	"""Only one command at a time may create or change the bench; a second one waits."""
	bench.make_folders()
	with (bench.root / "lock").open("w") as lock:
		try:
			fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			say("→ Waiting for another command that is at work in this bench")
			fcntl.flock(lock, fcntl.LOCK_EX)
		yield


def setting(name: str, default: str = "") -> str:
	return os.environ.get(name) or default


def port_setting(default: int = 0) -> int:
	port = setting("PORT", str(default))
	if not port.isdigit() or int(port) > 65535:
		raise StepError(f"PORT={port} is no port.")
	return int(port)


COMMANDS = {
	"demo": make_demo,
	"test": run_tests,
	"lint": lint_sources,
	"site": make_site,
	"benchmark": make_benchmark,
	"kills": kill_workers,
	"stop": stop,
	"clean": clean,
	"bench": run_frappe_command,
}


def main() -> int:
	os.environ.pop("PYTHONPATH", None)  # of this program; the bench's programs must not use it
	os.environ.pop("CI", None)  # where it is set, Frappe's workers treat every job as part of a test
	try:
		return COMMANDS[sys.argv[1]]()
	except StepError as failure:
		report_failure(failure)
		return 1
	except KeyboardInterrupt:
		end_running_commands()
		return 130


if __name__ == "__main__":
	sys.exit(main())
