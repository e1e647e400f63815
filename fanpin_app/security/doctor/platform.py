"""Which version of the platform runs, and which holes of it are known."""

import re
from dataclasses import dataclass

import frappe


@dataclass(frozen=True)
class Hole:
	"""A published hole, the first version of each line without it, and where this app closes it (or nothing)."""

	name: str
	what: str
	fixed_in: dict[int, str]
	closed_by: str | None = None


# What is a source string of zh.csv. Holes of Frappe 15 and 16 that a user of the desk or a stranger can use.
HOLES = (
	Hole(
		"CVE-2026-44208",
		"Any account writes comments of public pages on any document.",
		{15: "15.107.0", 16: "16.17.0"},
		closed_by="documents/discussions.py",
	),
	Hole(
		"CVE-2026-31878",
		"A PDF of HTML that the client sends fetches addresses that only the server reaches.",
		{15: "15.100.0", 16: "16.6.0"},
		closed_by="files/pdf_requests.py",
	),
	Hole(
		"API keys of disabled users",
		"The API key of a disabled user works.",
		{15: "15.105.0"},
		closed_by="accounts/account_check.py",
	),
)


def open_holes(version: str | None = None) -> list[Hole]:
	"""The holes of the version (default: the one that runs)."""
	running = _parts(version or frappe.__version__)
	return [hole for hole in HOLES if (fixed := hole.fixed_in.get(running[0])) and running < _parts(fixed)]


def _parts(version: str) -> tuple[int, ...]:
	return tuple(int(digits) for digits in re.findall(r"\d+", version)[:3])
