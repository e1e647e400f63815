"""Text files as they are saved, and files that cannot be opened."""

import struct
from pathlib import Path
from unittest.mock import patch
from zipfile import ZipFile

import xlwt

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.hard_files.case import DAY, Case, Sample, medical, write, write_text
from fanpin_app.tests.support.random_files.formats import ODF_TYPE

MEDICAL = "医保自付_202610"
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# In the globals of an old workbook, after the first record: what follows is encrypted.
FILEPASS = struct.pack("<HH", 0x2F, 6) + bytes(6)
LENGTH_OF_FIRST_RECORD = 20


def _saved(**how):
	def fill(sample: Sample, path: Path) -> None:
		write_text(path, medical(sample.bill(0), sample.bill(1, "1,000.00")), **how)

	return fill


def _lines(*lines: str, rows: int = 0):
	"""A text file of `rows` correct rows followed by these lines, in which {0} and {1} are people's numbers."""

	def fill(sample: Sample, path: Path) -> None:
		numbers = [number for _name, number, _household in sample.people]
		right = [f"林试,{numbers[2]},{row + 1},0,{DAY}" for row in range(rows)]
		written = [",".join(MEDICAL_HEADERS), *right, *(line.format(*numbers) for line in lines)]
		path.write_bytes("\r\n".join(written).encode("gb18030"))

	return fill


def _control_character(sample: Sample, path: Path) -> None:
	"""A refused row with a name that no workbook can store unchanged."""
	write(path, medical(sample.bill(0, name="林\x0b试", number="440513198502276233"), sample.bill(1)))


def _control_character_in_text(sample: Sample, path: Path) -> None:
	write_text(path, medical(sample.bill(0, name="林\x0b试", number="440513198502276233"), sample.bill(1)))


def _bytes(content: bytes):
	return lambda sample, path: path.write_bytes(content) and None


def _xls_with_password(sample: Sample, path: Path) -> None:
	book = xlwt.Workbook()
	book.add_sheet("Sheet1").write(0, 0, "姓名")
	written = book.get_biff_data()
	locked = written[:LENGTH_OF_FIRST_RECORD] + FILEPASS + written[LENGTH_OF_FIRST_RECORD:]
	with patch.object(book, "get_biff_data", lambda: locked):
		book.save(str(path))


def _ods_with_password(sample: Sample, path: Path) -> None:
	manifest = (
		'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
		'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
		'<manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>'
	)
	with ZipFile(path, "w") as archive:
		archive.writestr("mimetype", ODF_TYPE)
		archive.writestr("META-INF/manifest.xml", manifest)
		archive.writestr("content.xml", b"\x00\x01\x02 encrypted")


def _escaped_control_character(sample: Sample, path: Path) -> None:
	"""Excel writes such a character by its code."""
	write(path, medical(sample.bill(0, name="林_x000B_试", number="440513198502276233"), sample.bill(1)))


def _half(sample: Sample, path: Path) -> None:
	write(path, medical(sample.bill(0)))
	path.write_bytes(path.read_bytes()[:2000])


_TWO = {"accepted": 2, "facts": (3020, 1020)}
_BROKEN = {"refusal": ("broken_text",)}


def _separated(sign: str):
	def fill(sample: Sample, path: Path) -> None:
		rows = medical(sample.bill(0), sample.bill(1))
		path.write_text("\n".join(sign.join(map(str, row)) for row in rows), "gb18030")

	return fill


def _in_two_encodings(line_end: str):
	def fill(sample: Sample, path: Path) -> None:
		header, *rows = (",".join(map(str, row)) for row in medical(sample.bill(0), sample.bill(1)))
		written = "".join(f"{row}{line_end}" for row in rows)
		path.write_bytes(f"{header}{line_end}".encode() + written.encode("gb18030"))

	return fill


def _archive(*names: str):
	def fill(sample: Sample, path: Path) -> None:
		with ZipFile(path, "w") as archive:
			for name in names:
				archive.writestr(name, b"PK")

	return fill


def _in_one_cell(separator: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, [[separator.join(map(str, row))] for row in medical(sample.bill(0), sample.bill(1))])

	return fill


CASES = (
	*(
		Case("text", title, f"{MEDICAL}{suffix}", _saved(**how), **_TWO)
		for title, suffix, how in (
			("tabs in GBK", ".csv", {"separator": "\t", "encoding": "gb18030"}),
			("UTF-16", ".csv", {"separator": "\t", "encoding": "utf-16"}),
			("UTF-16 without a mark", ".txt", {"separator": "\t", "encoding": "utf-16-le"}),
			("semicolons", ".txt", {"separator": ";"}),
			("ends of lines of old Macintoshes", ".csv", {"line_end": "\r"}),
			("UTF-8 without a mark", ".tsv", {"separator": "\t", "encoding": "utf-8"}),
		)
	),
	Case(
		"text",
		"numbers kept by formulas",
		f"{MEDICAL}.csv",
		_lines('林试,="{0}",3000,20,2026-10-08', '林试,="{1}",="1000","=""20""",2026-10-08'),
		accepted=2,
		facts=(3020, 1020),
	),
	Case(
		"quotes",
		"that never close",
		f"{MEDICAL}.csv",
		_lines("林试,{0},1,20,2026-10-08", '"林试,{1},2,20,2026-10-08', *["林试,{2},3,20,2026-10-08"] * 48),
		says=("line 3",),
		**_BROKEN,
	),
	Case(
		"quotes",
		"that never close, far down",
		f"{MEDICAL}.csv",
		_lines('林试,{0},1,20,"2026-10-08', "林试,{1},3,20,2026-10-08", rows=6000),
		says=("line 6002",),
		**_BROKEN,
	),
	Case(
		"quotes",
		"that close by chance",
		f"{MEDICAL}.csv",
		_lines(
			'"林试,{0},1,20,2026-10-08', *["林试,{1},3,20,2026-10-08"] * 30, '林试","{2}",3,20,2026-10-08'
		),
		**_BROKEN,
	),
	Case(
		"quotes",
		"over more than a reader holds",
		f"{MEDICAL}.csv",
		_lines('"' + "长" * 140_000, rows=3),
		**_BROKEN,
	),
	*(
		Case(
			"control characters",
			f"in an {suffix}",
			f"{MEDICAL}{suffix}",
			fill,
			accepted=1,
			refused={"bad_id": 1},
			facts=(3020,),
		)
		for suffix, fill in (
			(".xlsx", _escaped_control_character),
			(".xls", _control_character),
			(".csv", _control_character_in_text),
		)
	),
	Case(
		"passwords",
		"of an xlsx",
		f"{MEDICAL}.xlsx",
		_bytes(OLE_HEAD + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(4000)),
		refusal=("has_password",),
		says=("has a password",),
	),
	Case("passwords", "of an xls", f"{MEDICAL}.xls", _xls_with_password, refusal=("has_password",)),
	Case("passwords", "of an ods", f"{MEDICAL}.ods", _ods_with_password, refusal=("has_password",)),
	Case("broken", "nothing", f"{MEDICAL}.xlsx", _bytes(b" "), refusal=("not_a_workbook", "empty")),
	Case(
		"broken",
		"a web page",
		f"{MEDICAL}.xls",
		_bytes(b"<html><table></table>"),
		refusal=("not_a_workbook",),
	),
	Case("broken", "half a workbook", f"{MEDICAL}.xlsx", _half, refusal=("not_a_workbook",)),
	Case(
		"broken",
		"no characters",
		f"{MEDICAL}.csv",
		_bytes(b"\xff\xff\xff\x00\x80"),
		refusal=("not_a_workbook",),
	),
	*(
		Case(
			"other separators",
			name,
			f"{MEDICAL}{suffix}",
			_separated(sign),
			refusal=("broken_text",),
			says=(name,),
		)
		for sign, name, suffix in (
			("|", "vertical bars", ".csv"),
			("，", "Chinese commas", ".csv"),
			("；", "Chinese semicolons", ".txt"),
			("  ", "spaces", ".txt"),
		)
	),
	*(
		Case(
			"two encodings",
			title,
			f"{MEDICAL}{suffix}",
			_in_two_encodings(line_end),
			refusal=("broken_text",),
			says=("UTF-8", "GBK"),
		)
		for title, suffix, line_end in (
			("in a csv", ".csv", "\r\n"),
			("in a txt", ".txt", "\n"),
			("in a tsv", ".tsv", "\n"),
		)
	),
	*(
		Case(
			"archives by another name",
			suffix,
			f"{MEDICAL}{suffix}",
			_archive("十月/医保自付.xlsx"),
			refusal=("not_a_workbook",),
			says=("医保自付.xlsx",),
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	*(
		Case(
			"rows in one cell",
			title,
			f"{MEDICAL}{suffix}",
			_in_one_cell(separator),
			refusal=("unknown_feed",),
			says=("Row 1", "one cell"),
		)
		for title, suffix, separator in (
			("commas", ".xlsx", ","),
			("semicolons", ".xls", ";"),
			("bars", ".ods", "|"),
		)
	),
)
