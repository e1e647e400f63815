"""The result of a load: rows accepted and refused, and changes to the register, counted and listed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fanpin_app.discovery.loading import batch_access
from fanpin_app.discovery.loading.comparison_workbook import ComparisonWorkbook
from fanpin_app.discovery.loading.differences import Difference, Digest, ProposedRows, differences
from fanpin_app.discovery.plausibility.name_check import Names
from fanpin_app.discovery.refusals.error_workbook import ErrorWorkbook
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets import Gone, Part

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch


class LoadReport:
	def __init__(self, table: Table):
		self._table = table
		self.rows_read = 0
		self.refusals: Counter[str] = Counter()
		self.names = Names()
		self.regions: set[str] = set()
		self.changes: dict[str, Counter[str]] = defaultdict(Counter)
		self._errors = ErrorWorkbook(table)
		self._comparison = ComparisonWorkbook()
		self.remarks: list[str] = []
		self.digest = Digest()

	@property
	def all_refused(self) -> bool:
		"""Whether the file has rows and all of them were refused."""
		return bool(self.rows_read) and self.refusals.total() == self.rows_read

	@property
	def differs(self) -> bool:
		"""Whether the file changes anything."""
		return any(counts["new"] or counts["changed"] for counts in self.changes.values())

	def add(self, part: Part) -> None:
		self.rows_read += part.rows_read
		for row, refused in part.refused:
			self.refusals[refused.reason] += 1
			self._errors.add(row, refused)
		self.names.add(part.names)

	def compare(self, proposed: ProposedRows) -> list[Difference]:
		"""The differences from what is stored; counted and added to the comparison workbook."""
		found = differences(proposed)
		counts = self.changes[proposed.doctype]
		new = sum(difference.before is None for difference in found)
		counts.update(
			new=new,
			changed=len(found) - new,
			unchanged=len({row[0] for row in proposed.rows}) - len(found),
			missing=0,
		)
		self.digest.add(found)
		for difference in found:
			self._comparison.add(difference)
		return found

	def add_gone(self, gone: Iterable[Gone]) -> None:
		for each in gone:
			self.changes[each.doctype]["missing"] += 1
			self._comparison.add_gone(each)

	def write_to(self, batch: DataBatch) -> None:
		"""Write the report on the batch, with its workbooks as private files of the batch."""
		batch.rows_read = self.rows_read
		batch.rows_refused = self.refusals.total()
		batch.rows_accepted = batch.rows_read - batch.rows_refused
		batch.rows_not_data = self._table.not_data.total()
		batch.remarks = "\n".join((*self._table.remarks, *self._table.remarks_on_rows, *self.remarks))
		batch.set("refusals", self._errors.by_reason())
		batch.set("changes", [{"about": doctype, **counts} for doctype, counts in self.changes.items()])
		batch.digest_of_changes = str(self.digest)
		batch.names_unlike = self.names.unlike
		batch.set("unlike_names", [vars(each) for each in self.names.listed])
		batch_access.note_regions(batch, self.regions)
		batch.error_workbook = self._errors.save(batch)
		batch.comparison_workbook = self._comparison.save(batch)
