"""Holds files that were read but look implausible as a whole, with the reasons, until somebody lets them pass.

A checker takes a `ReadFile` and yields a sentence for each reason, with two figures: the actual and the expected one. To
add a checker, name it in CHECKERS. It runs after all rows were read; what must be counted while they are read is kept by
the target or the report. Nothing is written where any checker yields a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import frappe

from fanpin_app.discovery.loading.load_report import LoadReport
from fanpin_app.discovery.refusals.errors import DecisionNeededError
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets import Target

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch
	from fanpin_app.discovery.doctype.data_feed.data_feed import DataFeed

HELD = "Held"
FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# By this share a reason's figures may differ from those shown when the file was let pass.
MAX_DIFFERENCE = 0.25
CHECKERS = (
	"fanpin_app.discovery.plausibility.repeated_tables.reasons",
	"fanpin_app.discovery.plausibility.same_content.reasons",
	"fanpin_app.discovery.plausibility.own_figures.stated_counts.reasons",
	"fanpin_app.discovery.plausibility.own_figures.shared_amounts.reasons",
	"fanpin_app.discovery.plausibility.own_figures.titles_of_states.reasons",
	"fanpin_app.discovery.targets.swapped_days.reasons",
	"fanpin_app.discovery.loading.period.reasons",
	"fanpin_app.discovery.plausibility.distant_days.reasons",
	"fanpin_app.discovery.plausibility.month_comparison.reasons",
	"fanpin_app.discovery.plausibility.changed_states.reasons",
	"fanpin_app.discovery.plausibility.name_check.reasons",
	"fanpin_app.discovery.plausibility.hold.reasons_of_target",
	"fanpin_app.discovery.targets.proposals.reasons",
	"fanpin_app.discovery.replacements.doubtful_reversals.reasons",
	"fanpin_app.discovery.replacements.older_files.reasons",
	"fanpin_app.discovery.replacements.file_names.reasons",
	"fanpin_app.discovery.replacements.files_of_one_run.reasons",
)


@dataclass(frozen=True)
class ReadFile:
	"""A file whose rows have all been read: the batch, its table, the load report, and the target that read them."""

	batch: DataBatch
	table: Table
	report: LoadReport
	target: Target

	@cached_property
	def feed(self) -> DataFeed:
		"""The feed with its administrators' settings, such as the thresholds for holding a file."""
		return frappe.get_cached_doc("Data Feed", self.table.feed.name)

	@property
	def rows_accepted(self) -> int:
		return self.report.rows_read - self.report.refusals.total()


def check(file: ReadFile, write: bool) -> None:
	"""Raises DecisionNeededError (Held) where a checker gives a reason, unless somebody let the file pass.

	For a file that is only compared, the reasons are written on its batch, for the person who applies it.
	"""
	if not file.rows_accepted or file.batch.passed_by or file.batch.applied_by:
		return
	file.batch.held_because = None
	reasons = [reason for name in CHECKERS for reason in frappe.get_attr(name)(file)]
	if not reasons:
		return
	shown = _reasons_let_pass(file.batch)
	if write and not all(any(_is_covered(reason, each) for each in shown) for reason in reasons):
		raise DecisionNeededError(HELD, held_because="\n".join(reasons))
	file.batch.held_because = "\n".join(reasons)


def reasons_of_target(file: ReadFile) -> Iterator[str]:
	return file.target.reasons(file.rows_accepted)


def _reasons_let_pass(batch: DataBatch) -> list[str]:
	"""For a batch of corrected rows: the reasons shown to the person who let the original file pass."""
	while batch.is_correction:
		batch = frappe.get_doc("Data Batch", batch.replaces)
		if batch.passed_by:
			return (batch.held_because or "").splitlines()
	return []


def _is_covered(reason: str, shown: str) -> bool:
	"""Whether a reason was shown before with similar figures, which corrected rows change slightly."""
	if FIGURE.sub("", reason) != FIGURE.sub("", shown):
		return False
	pairs = zip(map(_figure, FIGURE.findall(reason)), map(_figure, FIGURE.findall(shown)), strict=True)
	return all(abs(now - then) <= MAX_DIFFERENCE * abs(then) for now, then in pairs)


def _figure(written: str) -> float:
	return float(written.replace(",", ""))
