"""The command that loads a folder: whatever is in one file, the others are loaded, and each gets a result."""

import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import frappe

from fanpin_app.tests.site.discovery.test_register_comparison import INCOME_HEADERS
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, make_folder, write_medical, write_workbook
from fanpin_app.tests.support.builders import make_household, make_id_number, member
from fanpin_app.tests.support.committed_data import CommittedTestCase

HEADERS = "姓名,身份证号,住院自付,门诊自付,结算日期"
LONGER_THAN_A_FIELD_OF_CSV = 140_000
NAMES = (
	"医保 100%_202610 (终稿).csv",
	"医保#自付?_202610.csv",
	"医保'\"`;&+_202610.csv",
	"医保😀𠮷_202610.csv",
	"医保\u202e\u200b_202610.csv",
	f"{'长' * 70}_202610.csv",
)


class TestLoadCommand(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.patient = make_id_number()
		cls.household = make_household(members=[member(id_number=cls.patient)])

	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)

	def run_command(self) -> tuple[int, dict[str, str]]:
		"""The exit code, and the line printed for each file."""
		done = subprocess.run(
			[
				*(sys.executable, "-m", "frappe.utils.bench_helper", "frappe"),
				*("--site", frappe.local.site, "fanpin-load", str(self.folder)),
			],
			cwd=frappe.local.sites_path,
			capture_output=True,
			text=True,
			timeout=300,
		)
		frappe.db.rollback()
		results = dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)
		self.last_line = (done.stdout.splitlines() or [""])[-1]
		return done.returncode, results

	def text(self, *lines: str) -> str:
		return "\n".join([HEADERS, *lines, ""])

	def good(self, day: int) -> str:
		"""A row with a unique day and amount: a second file with the same facts would be asked about."""
		return f"林试,{self.patient},{1000 + day},0,2026-10-{day:02}"

	def test_files_that_are_not_read_are_named(self):
		write_medical(self.folder, [("林试", self.patient, 9, 0, "2026-10-05")])
		for name in ("医保_202610.xlsb", "医保_202610.zip", "医保_202610.xltx", "医保_202610", "~$医保.tmp"):
			(self.folder / name).write_bytes(b"x")
		(self.folder / "十月").mkdir()
		code, results = self.run_command()
		self.assertEqual(code, 0)
		self.assertIn("accepted 1", results["医保自付_202610.xlsx"])
		for name, words in (
			("医保_202610.xlsb", "not read, its name ends in .xlsb"),
			("医保_202610.zip", "not read, its name ends in .zip"),
			("医保_202610.xltx", "not read, its name ends in .xltx"),
			("医保_202610", "not read, its name ends in nothing"),
			("十月", "not read, it is a folder"),
		):
			self.assertIn(words, results[name])
		self.assertEqual(len(results), 6)

	def test_no_content_of_one_file_stops_the_others(self):
		write_medical(self.folder, [("林试", self.patient, 7, 0, "2026-10-03")])
		hostile = {
			"破损.xlsx": b"PK\x03\x04" + b"\x00" * 200,
			"空.xlsx": b"",
			"假.xls": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
			"回车_202610.csv": self.text(self.good(8)).replace("\n", "\r").encode(),
			"控制符_202610.csv": self.text("林\x01试\x0b," + self.good(9).split(",", 1)[1]).encode(),
			"长字段_202610.csv": self.text(
				f'林试,{self.patient},"{"长" * LONGER_THAN_A_FIELD_OF_CSV}",0,2026-10-03', self.good(10)
			).encode(),
			"空字节_202610.csv": self.text(self.good(11)).replace("林", "\x00林").encode(),
			"乱码.csv": bytes(range(128, 256)) * 20,
		}
		for name, content in hostile.items():
			(self.folder / name).write_bytes(content)
		with ZipFile(self.folder / "缺件.xlsx", "w") as archive:
			archive.writestr("xl/workbook.xml", "<workbook/>")
		code, results = self.run_command()
		self.assertIn("accepted 1, refused 0", results["医保自付_202610.xlsx"])
		self.assertLessEqual(set(hostile) | {"缺件.xlsx"}, set(results))
		for name in ("破损.xlsx", "空.xlsx", "假.xls", "缺件.xlsx", "乱码.csv"):
			self.assertRegex(results[name], "^refused, ", name)
		self.assertIn("accepted 1, refused 0", results["回车_202610.csv"])
		self.assertIn("accepted 1", results["长字段_202610.csv"])
		self.assertEqual([name for name in results if results[name].startswith("failed")], [])
		self.assertEqual(code, 0)

	def test_only_an_unreadable_file_fails_and_it_is_counted(self):
		(self.folder / "文件夹.xlsx").mkdir()
		(self.folder / "断链.csv").symlink_to(self.folder / "nowhere.csv")
		os.mkfifo(self.folder / "管道.csv")
		forbidden = self.folder / "无权限.csv"
		forbidden.write_text(self.text(self.good(1)))
		forbidden.chmod(0)
		write_medical(self.folder, [("林试", self.patient, 12, 0, "2026-10-12")])
		code, results = self.run_command()
		self.assertEqual(code, 1)
		for name in ("文件夹.xlsx", "断链.csv", "管道.csv"):
			self.assertEqual(results[name], "failed, it is no file")
		if os.geteuid():
			self.assertEqual(results["无权限.csv"], "failed, the user who runs this command may not read it")
		self.assertIn("accepted 1, refused 0", results["医保自付_202610.xlsx"])
		self.assertRegex(self.last_line, r"^[34] of 5 files failed$")

	def test_a_question_about_the_period_is_no_failure(self):
		for name, days in (
			("医保自付.xlsx", ("2026-09-05", "2026-10-05")),
			("医保自付（2026Q3）.xlsx", ("2026-09-05",)),
		):
			write_workbook(
				self.folder / name, MEDICAL_HEADERS, [("林试", self.patient, 9, 0, day) for day in days]
			)
		write_workbook(self.folder / "收入.xlsx", INCOME_HEADERS, [(self.household.name, 9000, 0, 0, 0, 0)])
		code, results = self.run_command()
		self.assertEqual((code, len(results)), (0, 3))
		for name, answer in results.items():
			# The question is in the site's language.
			self.assertRegex(answer, f"^asked, .*{re.escape(name)}", name)

	def test_of_two_income_files_of_one_year_that_differ_the_second_is_held_in_every_run(self):
		for name, wage in (("收入(更正)_2026.xlsx", 9000), ("收入_2026.xlsx", 90000)):
			write_workbook(self.folder / name, INCOME_HEADERS, [(self.household.name, wage, 0, 0, 0, 0)])
		for known in ("", ", loaded before"):
			_code, results = self.run_command()
			self.assertRegex(results["收入(更正)_2026.xlsx"], f"accepted 1, refused 0{known}$")
			self.assertRegex(results["收入_2026.xlsx"], r"^held, .*收入\(更正\)_2026\.xlsx")
		statement = f"{self.household.name}-2026"
		self.assertEqual(frappe.db.get_value("Income Statement", statement, "wage_income"), 9000)

	def test_names_of_any_characters_are_loaded(self):
		for number, name in enumerate(NAMES, start=13):
			(self.folder / name).write_text(self.text(self.good(number)))
		of_windows = os.fsdecode("医保自付_202610.csv".encode("gb18030"))
		Path(self.folder / of_windows).write_text(self.text(self.good(26)))
		Path(self.folder / os.fsdecode(b"\xff\xfe_202610.csv")).write_text(self.text(self.good(27)))
		code, results = self.run_command()
		self.assertEqual(code, 0, results)
		self.assertEqual(len(results), len(NAMES) + 2)
		for name, became in results.items():
			self.assertIn("accepted 1, refused 0", became, name)
		self.assertTrue(frappe.db.exists("Data Batch", {"file_name": "医保自付_202610.csv"}))
