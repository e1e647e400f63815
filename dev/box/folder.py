"""The paths in the bench folder."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
APP = "fanpin_app"
# Modules for the bench's Python.
INSIDE = Path(__file__).resolve().parent / "inside"


@dataclass(frozen=True)
class Bench:
	"""A bench folder; `checkout` is the official Frappe that it uses, None for the pinned wheel."""

	root: Path
	checkout: Path | None = None

	@property
	def sites(self) -> Path:
		return self.root / "sites"

	@property
	def env(self) -> Path:
		return self.root / "env"

	@property
	def python(self) -> Path:
		return self.env / "bin" / "python"

	@property
	def frappe(self) -> Path:
		return self.root / "apps" / "frappe"

	@property
	def node_modules(self) -> Path:
		return self.frappe / "node_modules"

	@property
	def logs(self) -> Path:
		return self.root / "logs"

	@property
	def pids(self) -> Path:
		return self.root / "pids"

	@property
	def stamps(self) -> Path:
		return self.root / "stamps"

	@property
	def downloads(self) -> Path:
		return self.root / "downloads"

	@property
	def data(self) -> Path:
		return self.root / "data"

	@property
	def sockets(self) -> Path:
		"""A short path: that of a Unix socket may only have 107 bytes."""
		return Path("/tmp") / f"fanpin-{hashlib.sha256(str(self.root).encode()).hexdigest()[:10]}"

	def make_folders(self) -> None:
		"""Create the folders of a bench, with the app as a link."""
		for folder in (self.sites, self.logs, self.pids, self.stamps, self.downloads, self.data, self.frappe):
			folder.mkdir(parents=True, exist_ok=True)
		app = self.root / "apps" / APP
		if not app.is_symlink():
			app.symlink_to(os.path.relpath(REPOSITORY, app.parent))
		(self.sites / "apps.txt").write_text(f"frappe\n{APP}\n")

	def common_config(self) -> dict:
		return read_json(self.sites / "common_site_config.json")

	def site_config(self, site: str) -> dict:
		return read_json(self.sites / site / "site_config.json")

	def update_common_config(self, **values) -> None:
		update_json(self.sites / "common_site_config.json", values)

	def update_site_config(self, site: str, **values) -> None:
		update_json(self.sites / site / "site_config.json", values)


def this_bench() -> Bench:
	"""The bench for this environment: `.bench`, or with FRAPPE_PATH one named after that Frappe's version."""
	checkout = os.environ.get("FRAPPE_PATH")
	if not checkout:
		return Bench(REPOSITORY / ".bench")
	checkout = Path(checkout).expanduser().resolve()
	return Bench(REPOSITORY / f".bench-{version_of(checkout)}", checkout)


def all_benches() -> list[Bench]:
	return [Bench(folder) for folder in sorted(REPOSITORY.glob(".bench*")) if folder.is_dir()]


def version_of(checkout: Path) -> str:
	"""The version of the Frappe checkout. Raises SystemExit with a message if there is none."""
	module = checkout / "frappe" / "__init__.py"
	found = module.is_file() and re.search(r'^__version__ = "([^"]+)"', module.read_text(), re.MULTILINE)
	if not found:
		raise SystemExit(
			f"✗ FRAPPE_PATH={checkout} is not a checkout of Frappe: it has no frappe/__init__.py."
		)
	return found[1]


def read_json(path: Path) -> dict:
	return json.loads(path.read_text()) if path.exists() else {}


def update_json(path: Path, values: dict) -> None:
	"""Set the values, and write the file only if something differs; None removes a key."""
	before = read_json(path)
	after = {key: value for key, value in (before | values).items() if value is not None}
	if after != before:
		path.write_text(json.dumps(after, indent=1, sort_keys=True) + "\n")
