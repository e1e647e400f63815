"""The bench's virtual environment: Frappe's and the app's Python packages, by the lists in dev/requirements."""

from __future__ import annotations

import platform
import shutil
import sys
from pathlib import Path

from box import checkout
from box.folder import REPOSITORY, Bench
from box.steps import run, step

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"


def create(bench: Bench) -> None:
	"""A virtual environment of the Python that runs this; made anew when that Python changed."""
	step(
		bench,
		"environment",
		f"Making a virtual environment with Python {platform.python_version()}",
		[platform.python_version(), sys.base_prefix, str(bench.root)],
		lambda log: make_environment(bench, log),
		makes=bench.python,
	)


def make_environment(bench: Bench, log: Path) -> None:
	shutil.rmtree(bench.env, ignore_errors=True)
	for name in ("python-packages", "test-packages"):
		(bench.stamps / name).unlink(missing_ok=True)
	run([sys.executable, "-m", "venv", bench.env], log)
	site_packages = next((bench.env / "lib").glob("python3*")) / "site-packages"
	(site_packages / "bench.pth").write_text(f"{bench.frappe}\n{REPOSITORY}\n")


def install_packages(bench: Bench) -> None:
	requirements = checkout.requirements(bench) if bench.checkout else REQUIREMENTS / "frappe.txt"
	install(bench, "python-packages", "Installing the Python packages", requirements)


def install_test_packages(bench: Bench) -> None:
	# The locked versions go with those of frappe.txt; a checkout's own list is open to others.
	requirements = REQUIREMENTS / ("test.in" if bench.checkout else "test.txt")
	install(bench, "test-packages", "Installing the Python packages for tests", requirements)


def install(bench: Bench, name: str, does: str, requirements: Path) -> None:
	step(
		bench,
		name,
		does,
		[requirements],
		lambda log: run([*pip(bench), "install", "--no-compile", "-r", requirements], log),
	)


def pip(bench: Bench) -> list:
	return [bench.python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
