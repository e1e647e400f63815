"""Guards of Frappe's functions that write workbooks, CSV and downloads: exports are harmless and open
correctly.

Frappe 15.0, 15.55 and 15.105 write text that begins with "=" as a formula, codes in the format General, CSV
without a byte order mark, and file names that only some browsers understand. All exports (lists, reports,
mails, background jobs, Data Import and Data Export) use one of these functions.
"""

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.core.doctype.data_export import exporter
from frappe.utils.csvutils import UnicodeWriter
from werkzeug.wrappers import Response

from fanpin_app.privacy.spreadsheets import BOM, TextSheet, TextWorkbook, csv_text, find_text_columns
from fanpin_app.security.queries.function_guards import Call, guards

PREPARED_REPORT = "Prepared Report"
INVALID_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
PLAIN_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def install() -> None:
	"""Hook before every request and job. Idempotent."""
	exporter.UnicodeWriter = ExportWriter
	exporter.DataExporter.build_response_as_excel = build_response_as_excel


@guards("frappe.utils.xlsxutils.make_xlsx")
def make_xlsx(call: Call) -> Any:
	if call["wb"] is not None:
		return call.proceed()
	rows = [list(row) for row in call["data"]]
	return call.proceed(data=rows, wb=_Export(find_text_columns(rows)))


class _Export(TextWorkbook):
	"""A workbook with text columns; Frappe creates its sheet without describing columns."""

	def __init__(self, text_columns: list[int]) -> None:
		super().__init__()
		self.text_columns = text_columns

	def create_sheet(  # pyright: ignore[reportIncompatibleMethodOverride]
		self, title: str = "", index: int | None = None
	) -> TextSheet:
		return super().create_sheet(title, index, self.text_columns)


@guards("frappe.desk.utils.get_csv_bytes")
def get_csv_bytes(call: Call) -> bytes:
	return csv_text(call["data"], **call["csv_params"]).encode()


@guards("frappe.utils.csvutils.to_csv")
def to_csv(call: Call) -> str:
	return csv_text(call["data"])


@guards("frappe.utils.csvutils.read_csv_content")
def read_csv_content(call: Call) -> list[list]:
	"""Remove the byte order mark, with which downloaded templates begin."""
	content = call["fcontent"]
	mark: Any = BOM if isinstance(content, str) else BOM.encode()
	return call.proceed(fcontent=content.removeprefix(mark))


class ExportWriter(UnicodeWriter):
	"""Keeps the rows of Frappe's Data Export unchanged for a workbook."""

	def __init__(self, *args, **kwargs) -> None:
		super().__init__(*args, **kwargs)
		self.rows: list[list] = []

	def writerow(self, row: Iterable) -> None:
		self.rows.append(list(row))

	def getvalue(self) -> str:
		return csv_text(self.rows)


def build_response_as_excel(data_export: exporter.DataExporter) -> None:
	"""Replaces Frappe's, which writes a CSV file into the working folder and treats all values as text."""
	from frappe.desk.utils import provide_binary_file
	from frappe.utils.xlsxutils import make_xlsx

	title = "Data Import Template" if data_export.template else "Data Export"
	content = make_xlsx(data_export.writer.rows, title).getvalue()
	provide_binary_file(data_export.doctype, "xlsx", content)


@guards("frappe.core.doctype.prepared_report.prepared_report.convert_json_to_csv")
def convert_json_to_csv(call: Call) -> None:
	"""Like Frappe's: attach the result of a prepared report as a CSV file and notify the current user."""
	report = frappe.get_doc(PREPARED_REPORT, call["prepared_report_name"])
	content, file_name = report.get_prepared_data(with_file_name=True)
	result = json.loads(content)
	columns = [column["fieldname"] for column in result.get("columns", []) if column.get("fieldname")]
	rows = [
		[row.get(column, "") for column in columns] if isinstance(row, dict) else row
		for row in result.get("result", [])
	]
	file = frappe.get_doc(
		doctype="File",
		file_name=f"csv_{file_name.removesuffix('.json.gz')}.csv",
		attached_to_doctype=PREPARED_REPORT,
		attached_to_name=report.name,
		content=csv_text([columns, *rows]).encode(),
		is_private=1,
	).insert(ignore_permissions=True)
	frappe.get_doc(
		doctype="Notification Log",
		subject=_("Your CSV file is ready for download"),
		for_user=frappe.session.user,
		type="Alert",
		document_type="File",
		document_name=file.name,
		link=file.file_url,
	).insert(ignore_permissions=True)


@guards("frappe.utils.response.as_csv")
def as_csv(call: Call) -> Response:
	return _with_file_name(call, "doctype", ".csv", "attachment")


@guards("frappe.utils.response.as_txt")
def as_txt(call: Call) -> Response:
	return _with_file_name(call, "doctype", ".txt", "attachment")


@guards("frappe.utils.response.as_raw")
def as_raw(call: Call) -> Response:
	return _with_file_name(call, "filename", "", frappe.response.get("display_content_as") or "attachment")


@guards("frappe.utils.response.as_binary")
def as_binary(call: Call) -> Response:
	return _with_file_name(call, "filename", "", "attachment")


@guards("frappe.utils.response.as_pdf")
def as_pdf(call: Call) -> Response:
	return _with_file_name(call, "filename", "", "inline")


def _with_file_name(call: Call, field: str, extension: str, disposition: str) -> Response:
	"""Frappe's answer, with the file name encoded so that all browsers understand it."""
	name = str(frappe.response[field])
	plain = f"download{''.join(PLAIN_EXTENSION.findall(name))}"
	frappe.response[field] = plain
	answer = call.proceed()
	frappe.response[field] = name
	answer.headers["Content-Disposition"] = content_disposition(disposition, name + extension)
	return answer


def content_disposition(disposition: str, name: str) -> str:
	"""The header by RFC 6266: an ASCII name for old programs, and the full name encoded by RFC 5987."""
	name = INVALID_IN_NAMES.sub("_", name).strip() or "download"
	plain = name if name.isascii() else f"download{''.join(PLAIN_EXTENSION.findall(name))}"
	kind = "inline" if disposition == "inline" else "attachment"
	return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}"
