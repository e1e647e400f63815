"""Frappe's source tree for the bench: restored from the pinned wheel, or copied from an official checkout."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path, PurePosixPath

from box.environment import REQUIREMENTS, pip
from box.folder import Bench, version_of
from box.steps import StepError, run, step

WHEEL = REQUIREMENTS / "wheel.txt"

# The wheel's names and Frappe's, the longer ones first.
NAMES = (
	(b"criscostack", b"frappe"),
	(b"Criscostack", b"Frappe"),
	(b"CRISCOSTACK", b"FRAPPE"),
	(b"Criscoerp", b"ERPNext"),
	(b"CriscoERP", b"ERPNext"),
	(b"criscoerp", b"erpnext"),
	(b"Crisco", b"Frappe"),
	(b"CRISCO", b"FRAPPE"),
	(b"crisco", b"frappe"),
)
# Words of other languages hold these letters, so they are undone everywhere but in translations.
BENCH_NAMES = ((b"brik", b"bench"), (b"Brik", b"Bench"))

# Frappe 15.55's own correction: newer pydantics, which newer Pythons need, take no class as configuration. Without
# it every whitelisted method with typed arguments fails.
CORRECTED = Path("frappe/utils/typing_validations.py")
PYDANTIC_CONFIG = (
	"class FrappePydanticConfig:\n\tarbitrary_types_allowed = True\n",
	"from pydantic import ConfigDict\n\nFrappePydanticConfig = ConfigDict(arbitrary_types_allowed=True)\n",
)


def provide(bench: Bench) -> None:
	"""Puts the `frappe` package into the bench's apps/frappe."""
	if checkout := bench.checkout:
		step(
			bench,
			"frappe-tree",
			f"Copying Frappe {version_of(checkout)} from {checkout}",
			[checkout / "frappe"],
			lambda log: copy_checkout(bench, checkout),
		)
	else:
		step(
			bench,
			"frappe-tree",
			"Restoring Frappe from its wheel",
			[WHEEL, Path(__file__)],
			lambda log: restore_wheel(bench, log),
		)


def copy_checkout(bench: Bench, checkout: Path) -> None:
	package = bench.frappe / "frappe"
	shutil.rmtree(package, ignore_errors=True)
	shutil.copytree(
		checkout / "frappe", package, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
	)


def restore_wheel(bench: Bench, log: Path) -> None:
	shutil.rmtree(bench.downloads, ignore_errors=True)
	run([*pip(bench), "download", "--no-deps", "--require-hashes", "-r", WHEEL, "-d", bench.downloads], log)
	wheels = list(bench.downloads.glob("*.whl"))
	if len(wheels) != 1:
		raise StepError("The download of Frappe's wheel gave no single file.", log)
	shutil.rmtree(bench.frappe / "frappe", ignore_errors=True)
	unpack_with_names_undone(wheels[0], bench.frappe)
	correct(bench.frappe / CORRECTED, *PYDANTIC_CONFIG)


def unpack_with_names_undone(wheel: Path, target: Path) -> None:
	"""Unpacks the wheel's package (not its metadata) with Frappe's own names in paths and texts."""
	with zipfile.ZipFile(wheel) as archive:
		for name in archive.namelist():
			if name.endswith("/") or PurePosixPath(name).parts[0].endswith(".dist-info"):
				continue
			path = target / undo(name.encode(), NAMES + BENCH_NAMES).decode()
			path.parent.mkdir(parents=True, exist_ok=True)
			path.write_bytes(with_names_undone(name, archive.read(name)))


def with_names_undone(name: str, content: bytes) -> bytes:
	if b"\0" in content:  # a picture, a font, a sound: no text
		return content
	return undo(content, NAMES if "/translations/" in name else NAMES + BENCH_NAMES)


def undo(text: bytes, names: tuple[tuple[bytes, bytes], ...]) -> bytes:
	for theirs, ours in names:
		text = text.replace(theirs, ours)
	return text


def correct(file: Path, wrong: str, right: str) -> None:
	text = file.read_text(encoding="utf-8")
	if wrong not in text:
		raise StepError(f"{file.name} is not as expected: the wheel's Frappe has changed.")
	file.write_text(text.replace(wrong, right), encoding="utf-8")
