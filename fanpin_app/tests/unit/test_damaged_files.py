"""A file damaged in any way is read or refused with a message: it ends no load and fills no memory."""

import random
from pathlib import Path

import xlwt

from fanpin_app.discovery.readers import workbook
from fanpin_app.discovery.refusals.errors import FileRefusedError
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.office_files import OfficeFilesTestCase

TIMES = 80


def damaged(content: bytes, chance: random.Random) -> bytes:
	"""The content cut off, overwritten, or with a part repeated."""
	place, length = chance.randrange(len(content)), chance.randrange(1, 400)
	return chance.choice(
		(
			content[:place],
			content[:place] + chance.randbytes(length) + content[place + length :],
			content[:place] + bytes(length) + content[place:],
			content[:place] + content[:length] + content[place:],
			content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :],
		)
	)


class TestDamagedFiles(OfficeFilesTestCase):
	def write_xls(self) -> Path:
		book = xlwt.Workbook(encoding="utf-8")
		sheet = book.add_sheet("Sheet1")
		for number, row in enumerate((MEDICAL_HEADERS, self.row())):
			for position, value in enumerate(row):
				sheet.write(number, position, value)
		book.save(str(self.path("医保自付_202610.xls")))
		return self.path("医保自付_202610.xls")

	def test_each_is_read_or_refused_with_a_message(self):
		whole = (
			self.write_xlsx(lambda book: None),
			self.write_xls(),
			self.write_ods(self.ods_rows(MEDICAL_HEADERS, self.row())),
		)
		for path in whole:
			content = path.read_bytes()
			for seed in range(TIMES):
				path.write_bytes(damaged(content, random.Random(seed)))
				with self.subTest(path.suffix, seed=seed):
					try:
						for sheet in workbook.read(path):
							list(sheet.rows())
					except FileRefusedError as refused:
						self.assertTrue(refused.message)

	def test_a_truncated_copy_is_reported_as_such(self):
		for path in (self.write_xlsx(lambda book: None), self.write_xls()):
			path.write_bytes(path.read_bytes()[:-900])
			self.assertIn("damaged", self.refusal_of(path).message)
