"""The bench's virtual environment: the Python packages of Frappe and the app, listed in dev/requirements."""

from __future__ import annotations

import platform
import shutil
import sys
from pathlib import Path

from box import checkout
from box.folder import REPOSITORY, Bench
from box.steps import run, step

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
LOCK = REQUIREMENTS / "frappe.txt"
BUILD_TOOLS = ("setuptools", "wheel", "cffi", "pycparser")


def create(bench: Bench) -> None:
	"""Create a virtual environment with the running Python; again if that Python has changed."""
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
	if bench.checkout:
		requirements = checkout.requirements(bench, bench.checkout)
		install(bench, "python-packages", "Installing the Python packages", requirements)
	else:
		install_locked(bench, "python-packages", "Installing the Python packages", LOCK)


def install_test_packages(bench: Bench) -> None:
	description = "Installing the Python packages for tests"
	if bench.checkout:  # its own list may require other than the locked versions
		install(bench, "test-packages", description, REQUIREMENTS / "test.in")
	else:
		install_locked(bench, "test-packages", description, REQUIREMENTS / "test.txt")


def install(bench: Bench, name: str, description: str, requirements: Path) -> None:
	step(
		bench,
		name,
		description,
		[requirements],
		lambda log: run([*pip(bench), "install", "--no-compile", "-r", requirements], log),
	)


def install_locked(bench: Bench, name: str, description: str, lock: Path) -> None:
	"""Install a complete list of packages; source packages are built with locked tools, not the newest."""
	install = [*pip(bench), "install", "--no-compile", "--no-deps"]
	step(
		bench,
		name,
		description,
		[lock],
		lambda log: (
			run([*install, "-c", LOCK, *BUILD_TOOLS], log),
			run([*install, "--no-build-isolation", "-r", lock], log),
		),
	)


def pip(bench: Bench) -> list:
	return [bench.python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
