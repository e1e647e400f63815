"""Builds the made-up city and runs the benchmark in it. One site for each size of city."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from box.folder import REPOSITORY, Bench
from box.steps import StepError, run, step

# Scheduled jobs must not run during a measurement.
CONFIG = {"fanpin_benchmark": 1, "pause_scheduler": 1}
FIGURES = "bench.json"


def parse_households(asked: str) -> int:
	if not asked.isdigit() or not int(asked):
		raise StepError(f"HOUSEHOLDS={asked} is no number of households.")
	return int(asked)


def site_name(households: int) -> str:
	return f"bench-{households}.fanpin.localhost"


def refuse_other_sites(bench: Bench, name: str) -> None:
	made = bench.site_config(name) and (bench.stamps / f"site-{name}").exists()
	if made and not bench.site_config(name).get("fanpin_benchmark"):
		raise StepError(f"{name} was not made for measuring; another name in SITE=… makes one.")


def build_city(bench: Bench, name: str, households: int) -> None:
	"""Fill the site, unless it already has the same city."""
	step(
		bench,
		f"site-{name}-city",
		f"Building a city of {households:,} households",
		[households, *city_sources()],
		lambda log: run(
			command(bench, "city", "--site", name, "--households", households),
			log,
			cwd=bench.sites,
			env=environment(),
		),
	)


def measure(bench: Bench, name: str, address: str) -> None:
	measured = subprocess.run(
		command(bench, "measure", "--site", name, "--url", address, "--json", bench.root / FIGURES),
		cwd=bench.sites,
		env=environment(),
	)
	if measured.returncode:
		raise StepError("Measuring failed; the error is shown above.")


def command(bench: Bench, *arguments) -> list[str]:
	return [str(part) for part in [bench.python, "-m", "benchmark", *arguments]]


def environment() -> dict[str, str]:
	"""Environment variables for programs that use the made-up city."""
	return os.environ | {"PYTHONPATH": str(REPOSITORY / "dev")}


def city_sources() -> list[Path]:
	folder = REPOSITORY / "dev" / "benchmark"
	return [folder / f"{module}.py" for module in ("city", "people", "facts", "officers")]
