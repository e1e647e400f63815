"""Requirements of an official Frappe checkout for Python and npm, as lists of the bench.

Packages with git addresses are installed from the registries instead.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from box.folder import REPOSITORY, Bench, version_of
from box.steps import StepError

# Frappe imports these without requiring them: its git dependencies do, but their released versions may not.
FORK_REQUIREMENTS = ("packaging",)
# Run by the bench's Python, whose pip can parse TOML and version ranges even if Python itself cannot.
READ_PROJECT = """
import json, platform, sys
from pip._vendor.packaging.specifiers import SpecifierSet
try:
	import tomllib
except ImportError:
	from pip._vendor import tomli as tomllib
with open(sys.argv[1], "rb") as file:
	project = tomllib.load(file)["project"]
project["fits"] = platform.python_version() in SpecifierSet(project.get("requires-python", ""))
print(json.dumps(project))
"""


def requirements(bench: Bench, checkout: Path) -> Path:
	"""Write the list of Python packages that the checkout and the app require."""
	frappe = read_project(bench, checkout)
	if not frappe["fits"]:
		raise StepError(
			f"Frappe {version_of(checkout)} runs on Python {frappe['requires-python']}, and this is another."
		)
	app = read_project(bench, REPOSITORY)
	wanted = [strip_git_address(each) for each in frappe["dependencies"]]
	wanted += app["dependencies"] + app["optional-dependencies"]["demo"]
	wanted += FORK_REQUIREMENTS
	wanted.append("setuptools<81")  # with pkg_resources, which older packages import
	return write_file(bench.root / "requirements.txt", "\n".join(wanted) + "\n")


def npm_manifest(bench: Bench, checkout: Path, ours: Path) -> Path:
	"""Write a package.json with our packages in tested versions, and the checkout's other packages."""
	manifest = json.loads(ours.read_text())
	theirs = json.loads((checkout / "package.json").read_text())["dependencies"]
	published = {name: version for name, version in theirs.items() if ":" not in version}
	manifest["dependencies"] = published | manifest["dependencies"]
	return write_file(bench.root / "package.json", json.dumps(manifest, indent=1))


def read_project(bench: Bench, folder: Path) -> dict:
	command = [bench.python, "-c", READ_PROJECT, folder / "pyproject.toml"]
	return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def strip_git_address(requirement: str) -> str:
	name, _, address = requirement.partition(" @ ")
	return name if address.startswith("git+") else requirement


def write_file(file: Path, text: str) -> Path:
	file.write_text(text)
	return file
