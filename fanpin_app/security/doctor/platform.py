"""Known vulnerabilities of the running version of Frappe."""

import re
from dataclasses import dataclass

import frappe


@dataclass(frozen=True)
class Vulnerability:
	"""A published vulnerability, the first version of each release line without it, and the file that closes
	it here."""

	name: str
	what: str
	fixed_in: dict[int, str]
	closed_by: str | None = None


# `what` is a source string of zh.csv. Vulnerabilities of Frappe 15 and 16 that desk users or guests can
# exploit.
VULNERABILITIES = (
	Vulnerability(
		"CVE-2026-44208",
		"Any account writes comments of public pages on any document.",
		{15: "15.107.0", 16: "16.17.0"},
		closed_by="documents/discussions.py",
	),
	Vulnerability(
		"CVE-2026-31878",
		"A PDF of HTML that the client sends fetches addresses that only the server reaches.",
		{15: "15.100.0", 16: "16.6.0"},
		closed_by="printing/frappe_pdf.py",
	),
	Vulnerability(
		"API keys of disabled users",
		"The API key of a disabled user works.",
		{15: "15.105.0"},
		closed_by="accounts/account_check.py",
	),
)


def open_vulnerabilities(version: str | None = None) -> list[Vulnerability]:
	"""The vulnerabilities of the version (default: the running one)."""
	running = _parts(version or frappe.__version__)
	return [
		hole
		for hole in VULNERABILITIES
		if (fixed := hole.fixed_in.get(running[0])) and running < _parts(fixed)
	]


def _parts(version: str) -> tuple[int, ...]:
	return tuple(int(digits) for digits in re.findall(r"\d+", version)[:3])
