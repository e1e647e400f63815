"""Agency files for tests: real workbooks in a folder that is deleted after the test."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest import TestCase

from openpyxl import Workbook

MEDICAL_HEADERS = ("姓名", "身份证号", "住院自付(元)", "门诊自付(元)", "结算日期")


def make_folder(test: TestCase) -> Path:
	folder = Path(tempfile.mkdtemp())
	test.addCleanup(shutil.rmtree, folder)
	return folder


def write_workbook(
	path: Path,
	headers: Sequence[str],
	rows: Sequence[Sequence],
	title: str = "某镇情况表",
	footer: Sequence[Sequence] = (),
	hidden: Sequence[Sequence] = (),
) -> Path:
	"""A sheet with a title row, the header, the rows and a footer; `hidden` rows go to a hidden first sheet."""
	workbook = Workbook()
	sheet = workbook.active
	sheet.append([title])
	sheet.append(list(headers))
	for row in (*rows, *footer):
		sheet.append(list(row))
		for cell in sheet[sheet.max_row]:
			if isinstance(cell.value, str):
				cell.data_type = "s"
	if hidden:
		old = workbook.create_sheet("备份", 0)
		for row in hidden:
			old.append(list(row))
		old.sheet_state = "hidden"
		workbook.active = 1
	workbook.save(path)
	return path


def write_medical(folder: Path, rows: Sequence[Sequence], month: str = "202610", **layout) -> Path:
	"""A medical insurance file; a row is (name, ID number, inpatient yuan, outpatient yuan, day)."""
	return write_workbook(folder / f"医保自付_{month}.xlsx", MEDICAL_HEADERS, rows, **layout)
