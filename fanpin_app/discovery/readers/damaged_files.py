"""Files that are damaged, by a copy that broke off or a program's fault: refused, whatever their readers do about them."""

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TypeVar
from zipfile import is_zipfile

import xlrd
from frappe import _
from rq.timeouts import BaseTimeoutException

from fanpin_app.discovery.readers import xls
from fanpin_app.discovery.readers.cell_errors import OLD_WORKBOOK
from fanpin_app.discovery.refusals.errors import NOT_A_WORKBOOK, FileRefused

Item = TypeVar("Item")
ARCHIVE = b"PK\x03\x04"
# What says nothing about the contents of a file.
NO_DAMAGE = (
	FileRefused,
	PermissionError,
	FileNotFoundError,
	IsADirectoryError,
	MemoryError,
	BaseTimeoutException,
	KeyboardInterrupt,
	SystemExit,
	GeneratorExit,
)


def refusing_damaged(read: Callable[[Path], Iterator[Item]]) -> Callable[[Path], Iterator[Item]]:
	"""The reader, raising FileRefused where it stumbles over what a file holds.

	Readers raise a dozen kinds of errors there, some of which are no Exception.
	"""

	@wraps(read)
	def guarded(path: Path) -> Iterator[Item]:
		try:
			yield from read(path)
		except NO_DAMAGE:
			raise
		except BaseException as error:
			raise _refusal() from error

	return guarded


def refuse_cut_off(path: Path) -> None:
	"""Raises FileRefused for an archive without its end, and for an .xls whose parts do not fit together: the reader would
	ask for more memory than there is, and end the process."""
	with path.open("rb") as file:
		head = file.read(len(OLD_WORKBOOK))
	if head.startswith(ARCHIVE) and not is_zipfile(path):
		raise _refusal()
	if head == OLD_WORKBOOK:
		_open_old(path)


def _open_old(path: Path) -> None:
	try:
		book = xlrd.open_workbook(str(path), on_demand=True, logfile=_Nowhere())
		xls.refuse_far(book)
		for name in book.sheet_names():
			book.sheet_by_name(name)
			book.unload_sheet(name)
	except FileRefused:
		raise
	except (xlrd.XLRDError, *NO_DAMAGE):
		return  # no such workbook, or one with a password: said elsewhere
	except BaseException as error:
		raise _refusal() from error


def _refusal() -> FileRefused:
	return FileRefused(
		NOT_A_WORKBOOK,
		_(
			"This file is damaged, as after a copy that broke off. Copy or export it again; where Excel or WPS still open it, save it as a new .xlsx."
		),
	)


class _Nowhere:
	"""Where xlrd writes its remarks."""

	def write(self, text: str) -> None:
		pass
