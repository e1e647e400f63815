"""Files that were read and look implausible as a whole: held, with the reasons, until somebody lets them pass.

A checker takes a `ReadFile` and yields a sentence for each reason, with two figures: what the file has, and what was
expected. To add one, name it in CHECKERS. It runs after all rows were read; what it needs to count while they are read is
kept by the target or the account. Nothing is written where any checker gives a reason.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import frappe
from frappe.model.document import Document

from fanpin_app.discovery.loading.load_report import Account
from fanpin_app.discovery.refusals.errors import FileWaits
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets import Target

HELD = "Held"
FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# By so much of itself a figure of a reason may differ from the one that was shown when the file was let pass.
MOST_DIFFERING = 0.25
CHECKERS = (
	"fanpin_app.discovery.plausibility.repeated_tables.reasons",
	"fanpin_app.discovery.plausibility.same_content.reasons",
	"fanpin_app.discovery.loading.period.reasons",
	"fanpin_app.discovery.plausibility.month_comparison.reasons",
	"fanpin_app.discovery.plausibility.name_check.reasons",
	"fanpin_app.discovery.targets.moves.reasons",
	"fanpin_app.discovery.replacements.undone_records.reasons",
	"fanpin_app.discovery.plausibility.empty_figures.reasons",
	"fanpin_app.discovery.replacements.older_files.reasons",
)


@dataclass(frozen=True)
class ReadFile:
	"""A file whose rows have all been read: the batch, its table, how many rows were accepted and refused, and the target
	that read them."""

	batch: Document
	table: Table
	account: Account
	target: Target

	@cached_property
	def feed(self) -> Document:
		"""The feed with what its administrators set, such as from when a file is held."""
		return frappe.get_cached_doc("Data Feed", self.table.feed.name)

	@property
	def rows_accepted(self) -> int:
		return self.account.rows_read - self.account.refusals.total()


def check(file: ReadFile, write: bool) -> None:
	"""Raises FileWaits (Held) where a checker gives a reason, unless somebody let the file pass.

	A file that is only compared says the reasons on its batch: whoever applies it has read them.
	"""
	if not file.rows_accepted or file.batch.passed_by or file.batch.applied_by:
		return
	file.batch.held_because = None
	reasons = [reason for name in CHECKERS for reason in frappe.get_attr(name)(file)]
	if not reasons:
		return
	shown = _reasons_let_pass(file.batch)
	if write and not all(any(_is_covered(reason, each) for each in shown) for reason in reasons):
		raise FileWaits(HELD, held_because="\n".join(reasons))
	file.batch.held_because = "\n".join(reasons)


def _reasons_let_pass(batch: Document) -> list[str]:
	"""The reasons that were shown to whoever let the file pass whose refused rows the batch corrects."""
	while batch.is_correction:
		batch = frappe.get_doc("Data Batch", batch.replaces)
		if batch.passed_by:
			return (batch.held_because or "").splitlines()
	return []


def _is_covered(reason: str, shown: str) -> bool:
	"""Whether a reason is the one that was shown, with figures that are much the same: corrected rows change them a little."""
	if FIGURE.sub("", reason) != FIGURE.sub("", shown):
		return False
	pairs = zip(map(_figure, FIGURE.findall(reason)), map(_figure, FIGURE.findall(shown)), strict=True)
	return all(abs(now - then) <= MOST_DIFFERING * abs(then) for now, then in pairs)


def _figure(written: str) -> float:
	return float(written.replace(",", ""))
