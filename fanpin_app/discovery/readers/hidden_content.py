"""Content of a sheet that the workbook reader does not report; it is found in the file itself."""

from collections import defaultdict
from dataclasses import dataclass, field

from fanpin_app.discovery.readers.cell_errors import Errors


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
