"""The commands of the Makefile: python -m box demo|test|site|benchmark|kills|stop|clean|bench."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from contextlib import contextmanager

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
from box.folder import REPOSITORY, Bench, every_bench, this_bench
from box.steps import StepFailed, end_running_commands, one_after_another, report_failure, say, together

DEMO_SITE = "fanpin.localhost"
TEST_SITE = "test.fanpin.localhost"
# What Python and the tools of the tests leave beside the files that they read.
CACHES = ("__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis", "*.egg-info")


def make_demo() -> int:
	bench, name, port = this_bench(), asked_for("SITE", DEMO_SITE), asked_port(8000)
	with only_one_in(bench):
		serve.refuse_taken_port(bench, name, port)
		prepare(bench, name)
		address = serve.serve(bench, name, port)
		demo.fill(bench, name, address, asked_for("SAMPLES"))
	demo.show(bench, name, address)
	return 0


def make_site() -> int:
	bench, name, port = this_bench(), asked_for("SITE", DEMO_SITE), asked_port()
	with only_one_in(bench):
		serve.refuse_taken_port(bench, name, port)
		prepare(bench, name)
		address = serve.serve(bench, name, port)
	say(f"{name} is at {address} (Administrator, password {site.PASSWORD}); dev/bench --site {name} console")
	return 0


def run_tests() -> int:
	bench, name, port, chosen = this_bench(), asked_for("SITE", TEST_SITE), asked_port(), asked_for("TESTS")
	names = tests.sites(name, chosen)
	with snapshot.only_run_on(bench, name) as lock:
		with only_one_in(bench):
			tests.refuse_other_sites(bench, name)
			serve.refuse_taken_port(bench, name, port)
			if snapshot.was_broken_off(bench, name):
				services.start(bench)
				snapshot.put_back(bench, name)
			prepare(bench, name, lambda: tests.install_tools(bench), **tests.CONFIG)
			snapshot.keep(bench, name)
			for clone in names[1:]:
				snapshot.provide_clone(bench, name, clone)
				serve.serve(bench, clone, port=0, workers=len(names))
			serve.serve(bench, name, port, workers=len(names))
		return tests.run(bench, names, chosen, lock)


def make_benchmark() -> int:
	bench, households = this_bench(), benchmark.households_in(asked_for("HOUSEHOLDS", "100000"))
	name, port = asked_for("SITE", benchmark.site_of(households)), asked_port()
	with only_one_in(bench):
		benchmark.refuse_other_sites(bench, name)
		serve.refuse_taken_port(bench, name, port)
		prepare(bench, name, **benchmark.CONFIG)
		address = serve.serve(bench, name, port)
		benchmark.build_city(bench, name, households)
	benchmark.measure(bench, name, address)
	say(f"The figures are in {os.path.relpath(bench.root / benchmark.FIGURES)}")
	return 0


def kill_workers() -> int:
	bench, name = this_bench(), asked_for("SITE", kills.SITE)
	with only_one_in(bench):
		benchmark.refuse_other_sites(bench, name)
		prepare(bench, name, **kills.CONFIG)
	kills.run(bench, name, asked_for("SEED", kills.SEED))
	return 0


def stop() -> int:
	for bench in every_bench():
		for name in processes.stop_all(bench):
			say(f"stopped {name}")
	return 0


def clean() -> int:
	stop()
	for bench in every_bench():
		shutil.rmtree(bench.sockets, ignore_errors=True)
		shutil.rmtree(bench.root)
	for pattern in CACHES:
		for folder in REPOSITORY.rglob(pattern):
			shutil.rmtree(folder)
	return 0


def run_frappe_command() -> int:
	"""Becomes the Frappe command of the arguments, with the services running."""
	bench = this_bench()
	if not (bench.stamps / "python-packages").exists():
		raise StepFailed("There is no bench yet: make demo, make test or make site makes one.")
	if not services.are_running(bench):
		with only_one_in(bench):
			services.start(bench)
	keep_what_python_compiles(bench)
	command = [str(part) for part in [*site.frappe(bench), *sys.argv[2:]]]
	os.chdir(bench.sites)
	os.execv(command[0], command)


def prepare(bench: Bench, name: str, *also, **config) -> None:
	"""Has all of the bench and the site; what does not wait for each other is done at the same time."""
	keep_what_python_compiles(bench)
	environment.create(bench)
	tree.provide(bench)
	together(
		lambda: assets.build(bench),
		one_after_another(
			lambda: together(
				lambda: environment.install_packages(bench),
				one_after_another(
					lambda: services.install_system_packages("services"), lambda: services.start(bench)
				),
			),
			lambda: site.provide(bench, name, **config),
		),
		*also,
	)


def keep_what_python_compiles(bench: Bench) -> None:
	"""In the bench's folder, so that no process compiles what another did, and nothing lies beside the sources."""
	os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
	os.environ["PYTHONPYCACHEPREFIX"] = str(bench.root / "pycache")


@contextmanager
def only_one_in(bench: Bench):
	"""One command at a time makes or changes the bench; a second one waits."""
	bench.make_folders()
	with (bench.root / "lock").open("w") as lock:
		try:
			fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			say("→ Waiting for another command that is at work in this bench")
			fcntl.flock(lock, fcntl.LOCK_EX)
		yield


def asked_for(variable: str, otherwise: str = "") -> str:
	return os.environ.get(variable) or otherwise


def asked_port(otherwise: int = 0) -> int:
	port = asked_for("PORT", str(otherwise))
	if not port.isdigit() or int(port) > 65535:
		raise StepFailed(f"PORT={port} is no port.")
	return int(port)


COMMANDS = {
	"demo": make_demo,
	"test": run_tests,
	"site": make_site,
	"benchmark": make_benchmark,
	"kills": kill_workers,
	"stop": stop,
	"clean": clean,
	"bench": run_frappe_command,
}


def main() -> int:
	os.environ.pop("PYTHONPATH", None)  # it leads here, and is nothing for the programs of the bench
	try:
		return COMMANDS[sys.argv[1]]()
	except StepFailed as failure:
		report_failure(failure)
		return 1
	except KeyboardInterrupt:
		end_running_commands()
		return 130


if __name__ == "__main__":
	sys.exit(main())
