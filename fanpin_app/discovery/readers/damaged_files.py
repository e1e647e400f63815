"""Refuses files that no reader can open: damaged by an interrupted copy or a faulty program, with a password, or packed."""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import NoReturn, TypeVar
from zipfile import is_zipfile

import xlrd
from frappe import _
from rq.timeouts import BaseTimeoutException

from fanpin_app.discovery.readers import xls
from fanpin_app.discovery.readers.cell_errors import OLD_WORKBOOK
from fanpin_app.discovery.refusals.errors import HAS_PASSWORD, NOT_A_WORKBOOK, FileRefusedError

Item = TypeVar("Item")
ARCHIVE = b"PK\x03\x04"
# Errors that say nothing about the file's content.
NO_DAMAGE = (
	FileRefusedError,
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
	"""Wrap a reader so that it raises FileRefusedError where it fails on the file's content.

	Readers raise a dozen kinds of errors there, some of which are not Exceptions.
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
	"""Raises FileRefusedError for an archive without its end, and for an .xls with inconsistent parts: the reader
	would request more memory than there is and end the process."""
	with path.open("rb") as file:
		head = file.read(len(OLD_WORKBOOK))
	if head.startswith(ARCHIVE) and not is_zipfile(path):
		raise _refusal()
	if head == OLD_WORKBOOK:
		_open_old(path)


def _open_old(path: Path) -> None:
	try:
		book = xlrd.open_workbook(str(path), on_demand=True, logfile=_NullWriter())
		xls.refuse_far(book)
		for name in book.sheet_names():
			book.sheet_by_name(name)
			book.unload_sheet(name)
	except FileRefusedError:
		raise
	except (xlrd.biffh.XLRDError, *NO_DAMAGE):
		return  # not such a workbook, or one with a password: reported elsewhere
	except BaseException as error:
		raise _refusal() from error


def _refusal() -> FileRefusedError:
	return FileRefusedError(
		NOT_A_WORKBOOK,
		_(
			"This file is damaged, as after a copy that broke off. Copy or export it again; where Excel or WPS still open it, save it as a new .xlsx."
		),
	)


class _NullWriter:
	"""Discards what xlrd prints."""

	def write(self, text: str) -> None:
		pass


def refuse_password() -> NoReturn:
	"""Raises FileRefusedError."""
	raise FileRefusedError(
		HAS_PASSWORD,
		_(
			"This file has a password. Remove it (File › Info › Protect Workbook), save, and send the file again."
		),
	)


def refuse_archive(names: Sequence[str], suffixes: tuple[str, ...]) -> NoReturn:
	"""Raises FileRefusedError, and names the workbook among the archive's names."""
	raise FileRefusedError(
		NOT_A_WORKBOOK,
		_(
			"This file is a compressed archive (zip) under the name of a workbook. Take the file {0} out of it and send that."
		).format(next(name for name in names if name.lower().endswith(suffixes))),
	)
