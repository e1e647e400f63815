"""Content of a sheet that the workbook reader does not report; it is found in the file itself."""

from collections import defaultdict
from dataclasses import dataclass, field

from frappe import _
from python_calamine import CalamineSheet

from fanpin_app.discovery.readers.cell_errors import Errors
from fanpin_app.discovery.refusals.errors import TOO_LARGE, FileRefusedError

# Each cell merged across rows is kept, at 100 bytes.
MAX_MERGED = 3_000_000


@dataclass
class HiddenContent:
	"""Rows and columns are counted from 0."""

	errors: Errors = field(default_factory=lambda: defaultdict(dict))
	# How many rows are hidden on the screen.
	hidden_rows: int = 0
	# First row, last row, first column, last column of merged cells.
	merged_down: list[tuple[int, int, int, int]] = field(default_factory=list)
	# First and last column of those hidden on the screen.
	hidden_columns: list[tuple[int, int]] = field(default_factory=list)
	# Texts outside the cells: page headers and footers, comments, text boxes.
	texts: list[str] = field(default_factory=list)

	def columns_hidden_in(self, sheet: CalamineSheet) -> frozenset[int]:
		"""The hidden columns, counted from the sheet's first filled one."""
		first, last = (sheet.start or (0, 0))[1], (sheet.end or (0, 0))[1]
		return frozenset(
			column - first
			for left, right in self.hidden_columns
			for column in range(max(left, first), min(right, last) + 1)
		)

	def merged_cells(self, sheet: CalamineSheet) -> tuple[tuple[int, int, int], ...]:
		"""First row, last row and column of each column of cells merged across rows; columns are counted from the
		sheet's first filled one. Raises FileRefusedError (too_large)."""
		first_column = (sheet.start or (0, 0))[1]
		ranges = [
			(top, bottom, left, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
		]
		last_row, last_column = sheet.end or (0, 0)
		merged = [
			(
				top,
				min(bottom, max(last_row, top + 1)),
				range(max(left, first_column), min(right, last_column) + 1),
			)
			for top, bottom, left, right in (*ranges, *self.merged_down)
			if bottom > top
		]
		if sum((bottom - top + 1) * len(columns) for top, bottom, columns in merged) > MAX_MERGED:
			raise FileRefusedError(
				TOO_LARGE,
				_("More than {0} cells of this file are merged. Take them apart.").format(MAX_MERGED),
			)
		return tuple(
			(top, bottom, column - first_column) for top, bottom, columns in merged for column in columns
		)
