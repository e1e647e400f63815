"""The linters: ruff, pyright and biome must find nothing, prefly and frapast nothing but what docs/linters.md explains."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from box import assets, environment
from box.folder import APP, REPOSITORY, Bench
from box.steps import StepError, say, step
from box.steps import run as run_logged

NPM_PACKAGES = Path(__file__).resolve().parent
REQUIREMENTS = environment.REQUIREMENTS / "lint.txt"
EXPLAINED = REPOSITORY / "docs" / "linters.md"
# A row of the page's tables: a rule, the files in which it may find something, and why that is no fault.
ROW = re.compile(r"^\| `([\w-]+)` \| ([^|]*) \| [^|]+\|$", re.MULTILINE)
FILE = re.compile(r"`([^`]+)`")
# The next version of Frappe, for which prefly has rules.
TARGET = "v16"


class Finding(NamedTuple):
	"""`file` is relative to the package."""

	rule: str
	file: str
	line: int | None
	message: str


def install(bench: Bench) -> None:
	"""Install the linters in the bench, outside of its environment, whose versions are those of Frappe."""
	environment.create(bench)
	step(
		bench,
		"lint-python-packages",
		"Installing the linters for Python",
		[REQUIREMENTS, platform.python_version()],
		lambda log: run_logged(
			[
				*environment.pip(bench),
				"install",
				"--no-deps",
				"--upgrade",
				"--target",
				folder(bench, "python"),
				"-r",
				REQUIREMENTS,
			],
			log,
		),
		makes=folder(bench, "python"),
	)
	assets.install_node(bench)
	manifest, lock = NPM_PACKAGES / "package.json", NPM_PACKAGES / "package-lock.json"
	step(
		bench,
		"lint-npm-packages",
		"Installing the linters for scripts and types",
		[manifest, lock],
		lambda log: install_npm_packages(bench, manifest, lock, log),
		makes=folder(bench, "npm") / "node_modules",
	)


def install_npm_packages(bench: Bench, manifest: Path, lock: Path, log: Path) -> None:
	place = folder(bench, "npm")
	place.mkdir(parents=True, exist_ok=True)
	shutil.copy(manifest, place)
	shutil.copy(lock, place)
	assets.run_npm(bench, "ci", place, log)


def run(bench: Bench) -> int:
	"""Print what each linter finds; returns 1 if one found something, else 0."""
	ruff = folder(bench, "python") / "bin" / "ruff"
	node, npm_packages = assets.node_program(bench), folder(bench, "npm") / "node_modules"
	biome = npm_packages / "@biomejs" / "biome" / "bin" / "biome"
	pyright = npm_packages / "pyright" / "index.js"
	checks = {
		"ruff check": lambda: complaint(bench, [ruff, "check", "."]),
		"ruff format": lambda: complaint(bench, [ruff, "format", "--check", "."]),
		# No Python is found along an empty PATH: what it finds must not depend on the packages of this machine.
		"pyright": lambda: complaint(bench, [node, pyright], PATH=""),
		"biome": lambda: complaint(bench, [node, biome, "check", "--error-on-warnings", "--colors=off"]),
		"prefly, frapast": lambda: "\n".join(unexplained(found_in_package(bench), explained())),
	}
	with ThreadPoolExecutor() as pool:
		complaints = dict(zip(checks, pool.map(lambda check: check(), checks.values()), strict=True))
	for name, text in complaints.items():
		say(f"✗ {name}\n{text}" if text else f"✓ {name}")
	return int(any(complaints.values()))


def complaint(bench: Bench, command: list, **variables: str) -> str:
	"""The output of the command if it fails. `variables`: further ones of its environment."""
	done = called(bench, command, REPOSITORY, **variables)
	return (done.stdout + done.stderr).strip() or "failed" if done.returncode else ""


def found_in_package(bench: Bench) -> list[Finding]:
	"""What prefly and frapast find in a copy of the package: they would read the bench too."""
	with tempfile.TemporaryDirectory() as place:
		copy = Path(place) / APP
		shutil.copytree(REPOSITORY / APP, copy, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
		shutil.copy(REPOSITORY / "pyproject.toml", place)
		return [*found_by_prefly(bench, copy), *found_by_frapast(bench, copy)]


def found_by_prefly(bench: Bench, package: Path) -> list[Finding]:
	command = [bench.python, "-m", "preflight", "--path", package, "--target", TARGET, "--fail-on", "never"]
	return [
		Finding(each["rule"], each["file"].removeprefix(f"{APP}/"), each["line"], each["title"])
		for each in report(bench, [*command, "--format", "json"], package.parent)["findings"]
	]


def found_by_frapast(bench: Bench, package: Path) -> list[Finding]:
	# The folder above, because frapast finds an imported function by the path from there.
	command = [bench.python, "-m", "scanner", "scan", package.parent, "--format", "json"]
	return [
		Finding(each["rule_id"], each["file"].removeprefix(f"{APP}/"), each["line"], each["evidence"])
		for each in report(bench, command, package.parent)["candidates"]
	]


def report(bench: Bench, command: list, place: Path) -> dict:
	done = called(bench, command, place)
	try:
		return json.loads(done.stdout)
	except ValueError as error:
		raise StepError(f"{command[2]} reported nothing: {done.stderr.strip()}") from error


def called(bench: Bench, command: list, place: Path, **variables: str) -> subprocess.CompletedProcess:
	return subprocess.run(
		[str(part) for part in command],
		cwd=place,
		env=os.environ | {"PYTHONPATH": str(folder(bench, "python")), "NO_COLOR": "1"} | variables,
		capture_output=True,
		text=True,
	)


def explained() -> list[tuple[str, str]]:
	"""Pairs of a rule and a pattern of files in which what it finds is no fault."""
	rows = ROW.findall(EXPLAINED.read_text(encoding="utf-8"))
	return [(rule, file) for rule, files in rows for file in FILE.findall(files)]


def unexplained(found: Iterable[Finding], exceptions: list[tuple[str, str]]) -> list[str]:
	"""Lines for findings that no exception explains, and for exceptions that explain none."""
	lines, used = [], set()
	for finding in found:
		fitting = {each for each in exceptions if each[0] == finding.rule and fnmatch(finding.file, each[1])}
		used |= fitting
		if not fitting:
			lines.append(f"{APP}/{finding.file}:{finding.line or 1}: {finding.rule} {finding.message}")
	unused = [f"docs/linters.md: {rule} finds nothing in {file}" for rule, file in exceptions]
	return lines + [line for line, each in zip(unused, exceptions, strict=True) if each not in used]


def folder(bench: Bench, kind: str) -> Path:
	return bench.root / "lint" / kind
