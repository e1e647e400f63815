from datetime import date, timedelta
from decimal import Decimal
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from fanpin_app.discovery import cells
from fanpin_app.discovery.refusal import BAD_AMOUNT, BAD_DATE, BAD_ID, PRECISION_LOST, RowRefused
from fanpin_app.registry import identity

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")

days = st.dates(min_value=date(1920, 1, 1), max_value=date(2030, 12, 31))


@st.composite
def id_numbers(draw) -> str:
	body = f"440513{draw(days):%Y%m%d}{draw(st.integers(0, 999)):03d}"
	return body + mod_11_2.calc_check_digit(body)


def reason_of(reader, cell) -> str:
	try:
		reader(cell)
	except RowRefused as refused:
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
	def test_full_width_digits_and_a_small_x_are_mended(self, number: str):
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
			self.assertTrue(identity.is_valid(cells.id_number(written)))
		except RowRefused as refused:
			self.assertEqual(refused.reason, BAD_ID)

	@given(id_numbers(), st.sampled_from("1234567"), st.sampled_from("1234"))
	def test_a_disability_card_tells_the_id_number_in_front(self, number: str, kind: str, grade: str):
		self.assertEqual(cells.id_number_on_disability_card(number + kind + grade), number)

	@given(id_numbers())
	def test_birth_date_and_sex_are_read_from_the_number(self, number: str):
		self.assertEqual(f"{identity.birth_date(number):%Y%m%d}", number[6:14])
		self.assertEqual(identity.sex(number), "Male" if int(number[16]) % 2 else "Female")

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
		except RowRefused as refused:
			self.assertEqual(refused.reason, BAD_DATE)

	def test_an_impossible_or_missing_day_is_a_bad_date(self):
		for cell in ("2026-02-30", "2026年13月1日", "去年", "", None, -5, 10**9):
			self.assertEqual(reason_of(cells.day, cell), BAD_DATE)

	def test_the_first_serial_after_excels_phantom_leap_day_is_the_first_of_march_1900(self):
		self.assertEqual(cells.day(61), date(1900, 3, 1))
		self.assertEqual(cells.day(62) - cells.day(61), timedelta(days=1))


class TestAmounts(TestCase):
	@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
	def test_commas_currency_and_unit_do_not_change_an_amount(self, amount: Decimal):
		for written in (str(amount), f"{amount:,}", f"{amount}元", f"￥{amount}"):
			self.assertEqual(cells.amount(written), amount)

	@given(st.text(max_size=12))
	def test_any_text_is_either_an_amount_or_refused(self, written: str):
		try:
			self.assertTrue(cells.amount(written).is_finite())
		except RowRefused as refused:
			self.assertEqual(refused.reason, BAD_AMOUNT)

	def test_an_empty_amount_is_zero(self):
		for cell in (None, "", " "):
			self.assertEqual(cells.amount(cell), 0)

	def test_ten_thousands_are_counted_as_such(self):
		self.assertEqual(cells.amount("1.2万元"), 12000)

	def test_words_are_no_amount(self):
		self.assertEqual(reason_of(cells.amount, "约三千"), BAD_AMOUNT)


class TestNames(TestCase):
	def test_a_sign_that_an_export_put_before_a_name_is_dropped(self):
		for written in ("=林试", "@林试", " +林试"):
			self.assertEqual(cells.name(written), "林试")
