"""Files that were read and look implausible as a whole: held, with the reasons, until somebody lets them pass.

A checker takes a `ReadFile` and yields a sentence for each reason, with two figures: what the file has, and what was
expected. To add one, name it in CHECKERS. It runs after all rows were read; what it needs to count while they are read is
kept by the target or the account. Nothing is written where any checker gives a reason.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import frappe
from frappe.model.document import Document

from fanpin_app.discovery.account import Account
from fanpin_app.discovery.refusal import FileWaits
from fanpin_app.discovery.tables import Table
from fanpin_app.discovery.targets import Target

HELD = "Held"
CHECKERS = (
	"fanpin_app.discovery.repeated_tables.reasons",
	"fanpin_app.discovery.same_content.reasons",
	"fanpin_app.discovery.period.reasons",
	"fanpin_app.discovery.unlike_last_month.reasons",
	"fanpin_app.discovery.unlike_names.reasons",
	"fanpin_app.discovery.targets.moves.reasons",
	"fanpin_app.discovery.undone.reasons",
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


Checker = Callable[[ReadFile], Iterable[str]]


def check(file: ReadFile, write: bool) -> None:
	"""Raises FileWaits (Held) where a checker gives a reason, unless somebody let the file pass.

	A file that is only compared says the reasons on its batch: whoever applies it has read them.
	"""
	if not file.rows_accepted or _was_let_pass(file.batch):
		return
	file.batch.held_because = None
	reasons = [reason for name in CHECKERS for reason in frappe.get_attr(name)(file)]
	if not reasons:
		return
	if write:
		raise FileWaits(HELD, held_because="\n".join(reasons))
	file.batch.held_because = "\n".join(reasons)


def _was_let_pass(batch: Document) -> bool:
	"""Whether somebody said so of the batch, or of the file whose refused rows it corrects."""
	if batch.passed_by or batch.applied_by:
		return True
	return bool(batch.holds_corrections and frappe.db.get_value("Data Batch", batch.replaces, "passed_by"))
