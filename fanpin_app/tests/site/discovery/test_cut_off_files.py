"""Text files that end in the middle of their last row: refused where cells are missing, with a remark where a figure may
be incomplete."""

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_held_files import HeldTestCase

WITH_DAY_FIRST = ("姓名", "身份证号", "结算日期", "门诊自付", "住院自付")


class TestCutOffFiles(HeldTestCase):
	def send(self, *lines: str, headers: tuple = WITH_DAY_FIRST, end: str = ""):
		"""Lines in which {0} and {1} are numbers of people."""
		self.sent = getattr(self, "sent", 0) + 1
		written = [",".join(headers), *(line.format(*self.people) for line in lines)]
		path = self.folder / f"医保自付_202610第{self.sent}次.csv"
		path.write_bytes(("\r\n".join(written) + end).encode("gb18030"))
		batch = load_file(path)
		return batch

	def test_an_amount_that_may_be_incomplete_is_named(self):
		for last, value in (("1", "“1”"), ("1200", "“1200”"), ("", "“(empty)”")):
			batch = self.send("林甲,{0},2026-10-03,0,500", f"林试,{{1}},2026-10-03,0,{last}")
			with self.subTest(last):
				self.assertEqual((batch.status, batch.rows_accepted), ("Loaded", 2))
				self.assertIn(f"row 3, {value}", batch.remarks)
			batch.roll_back()

	def test_a_row_of_fewer_cells_is_refused(self):
		for last in ("林试,{1},2026-10-03,0", "林试,{1},2026-10-03", "林试,{1},2026-1", "林试,{1}"):
			batch = self.send("林甲,{0},2026-10-03,0,500", last)
			with self.subTest(last):
				self.assertEqual((batch.rows_read, batch.rows_accepted, batch.rows_refused), (2, 1, 1))
			batch.roll_back()

	def test_a_file_with_a_complete_end_or_a_note_has_no_remark(self):
		for last, end, headers in (
			("林试,{1},2026-10-03,0,1200", "\r\n", WITH_DAY_FIRST),
			("林试,{1},2026-10-03,0,1200\r\n填表人：林某,,,,", "", WITH_DAY_FIRST),
			("林试,{1},2026-10-03,0,1200\r\n填表人：林某", "", WITH_DAY_FIRST),
			("林试,{1},2026-10-03,0,1200,已核", "", (*WITH_DAY_FIRST, "备注")),
		):
			batch = self.send(
				"林甲,{0},2026-10-03,0,500" + "," * (len(headers) - 5), last, headers=headers, end=end
			)
			with self.subTest(last=last, end=end):
				self.assertEqual((batch.status, batch.rows_accepted), ("Loaded", 2))
				self.assertFalse(batch.remarks)
			batch.roll_back()
