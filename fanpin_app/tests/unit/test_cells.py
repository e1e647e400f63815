from datetime import date, timedelta
from decimal import Decimal
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.written_figures import in_chinese
from fanpin_app.discovery.refusals.errors import BAD_AMOUNT, BAD_DATE, BAD_ID, PRECISION_LOST, RowRefusedError
from fanpin_app.registry.households import id_numbers as identity

MARKS = (
	"",
	"\u202d",
	"\u200e",
	"\ufeff",
	"'",
	'"',
	"`",
	"‘",
	"，",
	";",
	"\xa0",
	"\u3000",
	"\t",
	"\n",
	"\x7f",
)
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2030, 12, 31))
births = st.dates(min_value=date(1920, 1, 1), max_value=date(2030, 12, 31))


@st.composite
def id_numbers(draw) -> str:
	body = f"440513{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03d}"
	return body + mod_11_2.calc_check_digit(body)


TIMES = (
	*(" 14:05:06.0", " 14:05:06", "T14:05:06", "T14:05:06Z", "T14:05:06+08:00", " 00:00", " 14:05:06.123456"),
	*(" 下午 2:05", " 星期六", " 2:05 PM"),
)


def reason_of(reader, cell) -> str:
	try:
		reader(cell)
	except RowRefusedError as refused:
		return refused.reason
	raise AssertionError(f"{cell!r} was read")


class TestIDNumbers(TestCase):
	@given(id_numbers(), st.lists(st.integers(0, 18), max_size=4))
	def test_spaces_inside_an_id_number_do_not_matter(self, number: str, places: list[int]):
		spaced = list(number)
		for place in places:
			spaced.insert(place, " ")
		self.assertEqual(cells.id_number("".join(spaced)), number)

	@given(id_numbers())
	def test_full_width_digits_and_a_small_x_are_normalised(self, number: str):
		self.assertEqual(cells.id_number(number.translate(FULL_WIDTH)), number)
		self.assertEqual(cells.id_number(number.lower()), number)

	@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
	def test_one_wrong_digit_is_a_bad_id(self, number: str, place: int, shift: int):
		wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
		self.assertEqual(reason_of(cells.id_number, wrong), BAD_ID)

	@given(id_numbers())
	def test_an_id_stored_as_a_number_has_lost_its_last_digits(self, number: str):
		self.assertEqual(reason_of(cells.id_number, float(number.replace("X", "0"))), PRECISION_LOST)

	@given(st.text())
	def test_any_text_is_either_read_as_a_valid_number_or_refused(self, written: str):
		try:
			self.assertTrue(identity.is_recognised(cells.id_number(written)))
		except RowRefusedError as refused:
			self.assertIn(refused.reason, (BAD_ID, PRECISION_LOST))

	@given(id_numbers(), st.sampled_from("1234567"), st.sampled_from("1234"))
	def test_a_disability_card_begins_with_the_id_number(self, number: str, kind: str, grade: str):
		for card in (number + kind + grade, f"{number}{kind}{grade}B1", f"{number}{kind}{grade} (b2)"):
			self.assertEqual(cells.id_number_on_disability_card(card), number)
			self.assertEqual(identity.grade_on_disability_card(identity.normalize(card)), grade)

	@given(id_numbers())
	def test_birth_date_and_sex_are_read_from_the_number(self, number: str):
		self.assertEqual(f"{identity.birth_date(number):%Y%m%d}", number[6:14])
		self.assertEqual(identity.sex(number), "Male" if int(number[16]) % 2 else "Female")

	@given(id_numbers(), st.sampled_from(MARKS), st.sampled_from(MARKS), st.integers(0, 18))
	def test_invisible_marks_and_quotes_around_a_number_do_not_matter(self, number, before, after, place):
		hidden = f"{number[:place]}\u200b{number[place:]}"
		self.assertEqual(cells.id_number(f"{before}{hidden}{after}"), number)

	@given(id_numbers())
	def test_the_letter_before_a_pupils_number_is_left_out_and_no_other(self, number: str):
		self.assertEqual(cells.id_number(f"G{number}"), number)
		self.assertEqual(reason_of(cells.id_number, f"L{number}"), BAD_ID)

	@given(births.filter(lambda day: 1900 <= day.year < 2000), st.integers(0, 999))
	def test_a_number_of_15_digits_becomes_one_of_18(self, born: date, serial: int):
		body = f"440513{born:%Y%m%d}{serial:03d}"
		self.assertEqual(
			cells.id_number(f"440513{born:%y%m%d}{serial:03d}"), body + mod_11_2.calc_check_digit(body)
		)

	def test_a_number_in_powers_of_ten_has_lost_its_last_digits(self):
		for cell in ("4.40513E+17", "4.40513E17"):
			self.assertEqual(reason_of(cells.id_number, cell), PRECISION_LOST)

	def test_an_empty_id_is_a_bad_id(self):
		for cell in (None, "", "  "):
			self.assertEqual(reason_of(cells.id_number, cell), BAD_ID)


class TestDates(TestCase):
	@given(days)
	def test_every_way_of_writing_a_day_gives_the_day(self, day: date):
		for written in (
			day,
			f"{day:%Y-%m-%d}",
			f"{day:%Y/%m/%d}",
			f"{day.year}.{day.month}.{day.day}",
			f"{day.year}年{day.month}月{day.day}日",
			f" {day:%Y-%m-%d} ",
			(day - date(1899, 12, 30)).days,
			float((day - date(1899, 12, 30)).days),
		):
			self.assertEqual(cells.day(written), day)

	@given(st.text(max_size=12))
	def test_any_text_is_either_a_day_or_refused(self, written: str):
		try:
			self.assertIsInstance(cells.day(written), date)
		except RowRefusedError as refused:
			self.assertEqual(refused.reason, BAD_DATE)

	def test_an_impossible_or_missing_day_is_a_bad_date(self):
		for cell in ("2026-02-30", "2026年13月1日", "去年", "", None, -5, 10**9):
			self.assertEqual(reason_of(cells.day, cell), BAD_DATE)

	@given(days, st.sampled_from(TIMES))
	def test_a_time_beside_the_day_does_not_change_it(self, day: date, clock: str):
		for written in (f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}"):
			self.assertEqual(cells.day(f"{written}{clock}"), day)

	@given(days)
	def test_a_time_in_another_zone_is_on_the_day_that_it_is_in_china(self, day: date):
		before = day - timedelta(days=1)
		for written in (f"{before}T16:00:00.000Z", f"{before} 16:00:00.0+0000", f"{day}T00:00:00+08:00"):
			self.assertEqual(cells.day(written), day)

	@given(days, st.floats(0, 0.999))
	def test_the_fraction_of_a_serial_is_its_time(self, day: date, fraction: float):
		self.assertEqual(cells.day((day - date(1899, 12, 30)).days + fraction), day)

	@given(days)
	def test_eight_digits_are_year_month_and_day(self, day: date):
		for written in (f"{day:%Y%m%d}", int(f"{day:%Y%m%d}"), float(f"{day:%Y%m%d}"), f"{day:%Y%m%d}140506"):
			self.assertEqual(cells.day(written), day)

	@given(days)
	def test_days_are_read_as_people_write_them(self, day: date):
		y, m, d = day.year, day.month, day.day
		for written in (
			f"{y}年{m:02}月{d:02}号",
			f"{y}、{m}、{d}",
			f"{y} {m} {d}",
			f"{y}.{m}.{d}.",
			f"{y}－{m:02}－{d:02}",
			f"{y}–{m:02}–{d:02}",
			f"{y},{m},{d}",
			f"{day:%Y%m%d}.0",
			f"{day:%a %b %d} 00:00:00 CST {y}",
			f"{''.join('〇一二三四五六七八九'[int(each)] for each in str(y))}年{in_chinese(m)}月{in_chinese(d)}日",
		):
			self.assertEqual(cells.day(written), day)

	def test_what_leaves_out_the_year_or_the_day_or_can_be_read_in_two_ways_is_a_bad_date(self):
		for cell in (
			*(
				"2026年10月",
				"202610",
				202610,
				202610.0,
				"2026-10",
				"26.10.3",
				"10/03/2026",
				"10月3日",
				"3-Oct-26",
			),
			*(
				"0026-10-03",
				"2026-10-03 24:00:00",
				"2026-10-03至2026-10-08",
				"2026-10-03,2026-10-05",
				"至今",
				"0",
			),
		):
			with self.subTest(cell):
				self.assertEqual(reason_of(cells.day, cell), BAD_DATE)

	@given(st.one_of(st.integers(-(10**6), 18_000), st.floats(0, 18_000)))
	def test_a_sum_of_money_in_the_column_of_days_is_a_bad_date(self, amount: float):
		self.assertEqual(reason_of(cells.day, amount), BAD_DATE)

	def test_a_day_before_1950_or_after_2100_is_a_bad_date(self):
		for cell in (date(1949, 12, 31), "1900-01-01", "2101-01-01", "9999-12-31", date(2101, 1, 1)):
			self.assertEqual(reason_of(cells.day, cell), BAD_DATE)


class TestAmounts(TestCase):
	@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
	def test_commas_currency_and_unit_do_not_change_an_amount(self, amount: Decimal):
		for written in (str(amount), f"{amount:,}", f"{amount}元", f"￥{amount}"):
			self.assertEqual(cells.amount(written), amount)

	@given(st.text(max_size=12))
	def test_any_text_is_either_an_amount_or_refused(self, written: str):
		try:
			self.assertTrue(cells.amount(written).is_finite())
		except RowRefusedError as refused:
			self.assertEqual(refused.reason, BAD_AMOUNT)

	def test_an_empty_amount_is_zero(self):
		for cell in (None, "", " "):
			self.assertEqual(cells.amount(cell), 0)

	def test_amounts_in_words_are_read_where_they_are_written_in_full(self):
		for written, yuan in (
			("壹仟元整", 1000),
			("一万零五百", 10500),
			("人民币壹万贰仟叁佰肆拾伍元陆角柒分", Decimal("12345.67")),
			("〇", 0),
			("2.5千元", 2500),
			("3 000.00", 3000),
			("\u22123000", -3000),
		):
			with self.subTest(written):
				self.assertEqual(cells.amount(written), yuan)
		for written in ("一百二", "一万五百", "三千五", "二〇二六", "300 400", "(3000)", "元", "○"):
			with self.subTest(written):
				self.assertEqual(reason_of(cells.amount, written), BAD_AMOUNT)

	@given(st.integers(0, 10**11 - 1))
	def test_a_whole_number_in_chinese_is_read_as_written(self, number: int):
		self.assertEqual(cells.amount(in_chinese(number)), number)

	def test_ten_thousands_are_counted_as_such(self):
		self.assertEqual(cells.amount("1.2万元"), 12000)

	@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
	def test_equal_figures_are_equal_texts_however_they_are_written(self, figure: int, zeros: int):
		written = f"{figure:,}.{'0' * zeros}" if zeros else f"{figure:,}"
		self.assertEqual(str(cells.amount(written)), str(cells.amount(figure)))

	def test_words_and_what_may_be_two_numbers_are_no_amount(self):
		for cell in (
			"约三千",
			"3000 4000",
			"3000\n4000",
			"3000①",
			"3000²",
			"3.050,00",
			"30,5",
			"0,500",
			"-0,500",
			cells.UnclearFigure("12,345"),
			"1,2345",
			"2000块",
		):
			with self.subTest(cell):
				self.assertEqual(reason_of(cells.amount, cell), BAD_AMOUNT)

	def test_a_calculated_figure_is_what_excel_shows(self):
		self.assertEqual(str(cells.amount(0.1 + 0.2)), "0.3")
		self.assertEqual(cells.amount(0.00005), Decimal("0.00005"))


class TestCodes(TestCase):
	def test_a_code_that_was_stored_as_a_number_of_many_digits_has_lost_the_last(self):
		for cell in (4.405131985022762e17, 440513198502276232, "4.40513E+17"):
			self.assertEqual(reason_of(cells.code, cell), PRECISION_LOST)

	@given(st.integers(0, 10**15 - 1))
	def test_a_shorter_number_is_its_digits(self, number: int):
		self.assertEqual(cells.code(float(number)), str(number))

	def test_quotes_around_a_code_do_not_matter(self):
		for cell in ("'4499111012010000", "‘4499111012010000’", "`4499111012010000"):
			self.assertEqual(cells.code(cell), "4499111012010000")

	def test_stand_ins_for_codes_are_known(self):
		for word in ("无", "0", "新增", "/", "—", "null", "N/A"):
			self.assertTrue(cells.is_stand_in(cells.code(word)), word)
		self.assertFalse(cells.is_stand_in("R000027"))


class TestNames(TestCase):
	def test_a_sign_that_an_export_put_before_a_name_is_dropped(self):
		for written in ("=林试", "@林试", " +林试"):
			self.assertEqual(cells.name(written), "林试")


class TestNumberCells(TestCase):
	@given(st.floats())
	def test_are_the_figures_that_excel_shows_and_equal_to_the_same_as_text(self, number: float):
		shown = Decimal(f"{number:.15g}")
		if not shown.is_finite() or abs(shown) >= cells.MAX_AMOUNT:
			with self.assertRaises(RowRefusedError):
				cells.amount(number)
			return
		self.assertEqual(cells.amount(number), shown)
		self.assertEqual(str(cells.amount(number)), str(cells.amount(f"{shown:f}")))
