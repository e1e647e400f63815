"""Tests in a separate process whether a workbook can be read in the available memory.

The reader keeps whole sheets, and a process that requests more memory than there is gets killed, which cannot be caught.
Files that may need much memory are therefore opened first in a process with a limit.
"""

import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from frappe import _

from fanpin_app.discovery.refusals.errors import TOO_LARGE, FileRefusedError

# The reader keeps all cells between the first and the last one, 32 bytes each: a full sheet of 1,048,576 rows and 23
# columns.
MAX_CELLS = 25_000_000
# A full sheet of 1,048,576 rows and 26 columns takes 0.9 GB.
MAX_MEMORY = 1300 * 2**20
# Exit code when Python itself cannot open the file; any other means that the process was killed.
ERROR = 1
OPENS = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from python_calamine import CalamineWorkbook
try:
	with open(sys.argv[1], "rb") as file:
		workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
	sheets = [workbook.get_sheet_by_name(meta.name) for meta in workbook.sheets_metadata]
	ranges = [sheet.merged_cell_ranges for sheet in sheets]
except MemoryError:
	sys.exit(2)
"""


def refuse_too_heavy(path: Path) -> None:
	"""Raises FileRefusedError (too_large) for a workbook that needs more than `MAX_MEMORY` bytes."""
	command = [sys.executable, "-c", OPENS, str(path), str(MAX_MEMORY)]
	ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
	if ended.returncode not in (0, ERROR):
		refuse()


def refuse_far(rows: int, columns: int) -> NoReturn:
	"""Raises FileRefusedError (too_large) for a sheet that is filled in up to this row and column."""
	raise FileRefusedError(
		TOO_LARGE,
		_(
			"Cells far apart are filled in: up to row {0} and column {1}. Delete everything beside and below the table, and send the file again."
		).format(rows, columns),
	)


def refuse() -> NoReturn:
	raise FileRefusedError(
		TOO_LARGE,
		_(
			"Reading this file takes more memory than there is: cells far apart are filled in, or long texts are repeated. Copy the table alone into a new workbook, and send that."
		),
	)
