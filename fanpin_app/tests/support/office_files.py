"""Workbooks as office programs write them, and as no program does, in the folder of a test."""

from datetime import date
from pathlib import Path
from unittest import TestCase
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from fanpin_app.discovery.readers import workbook
from fanpin_app.discovery.refusals.errors import FileRefusedError
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, make_folder
from fanpin_app.tests.support.builders import make_id_number

DAY = date(2026, 10, 3)
ODS_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>
<table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""
ODS_REST_OF_SHEET = (
	'<table:table-row table:number-rows-repeated="1048000">'
	'<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
ODF_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODF_MANIFEST = (
	'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
	f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODF_TYPE}"/></manifest:manifest>'
)


def ods_cell(value, repeated: int = 1) -> str:
	many = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
	if isinstance(value, date):
		return f'<table:table-cell office:value-type="date" office:date-value="{value}"{many}/>'
	if isinstance(value, int | float):
		return f'<table:table-cell office:value-type="float" office:value="{value}"{many}/>'
	return f'<table:table-cell office:value-type="string"{many}><text:p>{value}</text:p></table:table-cell>'


class OfficeFiles:
	"""Of a test case with a folder and a patient."""

	def path(self, name: str) -> Path:
		return self.folder / name

	def row(self, amount: object = 3000) -> tuple:
		return ("林试", self.patient, amount, 20.5, DAY)

	def write_ods(self, rows: list[str], name: str = "医保自付_202610.ods") -> Path:
		with ZipFile(self.path(name), "w", ZIP_DEFLATED) as archive:
			archive.writestr("mimetype", ODF_TYPE)
			archive.writestr("META-INF/manifest.xml", ODF_MANIFEST)
			archive.writestr("content.xml", ODS_CONTENT.format(rows="".join(rows)))
		return self.path(name)

	def ods_rows(self, *rows: tuple) -> list[str]:
		return [f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows]

	def write_xlsx(self, fill, name: str = "医保自付_202610.xlsx") -> Path:
		"""A workbook whose first sheet holds the table; `fill` changes it before it is saved."""
		book = Workbook()
		for row in (MEDICAL_HEADERS, self.row()):
			book.active.append(row)
		fill(book)
		book.save(self.path(name))
		return self.path(name)

	def rewrite(self, path: Path, old: str, new: str) -> Path:
		"""The workbook with a piece of its first sheet's XML changed, as no program writes it."""
		with ZipFile(path) as archive:
			parts = {name: archive.read(name) for name in archive.namelist()}
		sheet = parts["xl/worksheets/sheet1.xml"].decode()
		self.assertIn(old, sheet)
		parts["xl/worksheets/sheet1.xml"] = sheet.replace(old, new, 1).encode()
		with ZipFile(path, "w", ZIP_DEFLATED) as archive:
			for name, content in parts.items():
				archive.writestr(name, content)
		return path

	def refusal_of(self, path: Path) -> FileRefusedError:
		with self.assertRaises(FileRefusedError) as caught:
			list(workbook.read(path))
		return caught.exception


class OfficeFilesTestCase(OfficeFiles, TestCase):
	"""Tests of files that are read and not loaded; they need no site."""

	def setUp(self) -> None:
		self.folder = make_folder(self)
		self.patient = make_id_number()
