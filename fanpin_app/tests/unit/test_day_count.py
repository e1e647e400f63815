from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from fanpin_app.early_warning.response.day_count import DayCount
from fanpin_app.early_warning.response.working_time import WorkingTime

FIRST_DAY = date(2026, 9, 1)
DAYS = 60

days = st.integers(0, DAYS).map(lambda number: FIRST_DAY + timedelta(days=number))
spans = st.tuples(days, st.integers(0, 12)).map(lambda span: (span[0], span[0] + timedelta(days=span[1])))
numbers = st.integers(0, 40)


@st.composite
def calendars(draw) -> WorkingTime | None:
	"""Some days of the week, holidays and make-up days; None for a count of all days."""
	if draw(st.booleans()):
		return None
	holidays = draw(st.frozensets(days, max_size=12))
	return WorkingTime(
		weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)),
		holidays=holidays,
		make_up_days=draw(st.frozensets(days, max_size=6)) - holidays,
	)


counts = st.builds(DayCount, calendars(), st.lists(spans, max_size=3).map(tuple))


def plain_is_counted(count: DayCount, day: date) -> bool:
	"""Implemented independently, day by day."""
	for first, last in count.pauses:
		paused = first
		while paused <= last:
			if paused == day:
				return False
			paused += timedelta(days=1)
	calendar = count.working_time
	if calendar is None or day in calendar.make_up_days:
		return True
	return day not in calendar.holidays and day.weekday() in calendar.weekdays


def plain_days(count: DayCount, start: date, end: date) -> int:
	counted, day = 0, start
	while day < end:
		day += timedelta(days=1)
		if plain_is_counted(count, day):
			counted += 1
	return counted


class TestAgainstDayByDay(TestCase):
	@settings(max_examples=150, deadline=None)
	@given(counts, days, numbers)
	def test_the_last_day_is_the_first_by_which_all_days_have_passed(self, count, start, number):
		last = start
		while plain_days(count, start, last) < number:
			last += timedelta(days=1)
		self.assertEqual(count.last_day(start, number), last)

	@settings(max_examples=150, deadline=None)
	@given(counts, days, days)
	def test_the_days_between_two_days(self, count, start, end):
		self.assertEqual(count.between(start, end), plain_days(count, start, end))

	@settings(max_examples=150, deadline=None)
	@given(counts, days, numbers)
	def test_the_day_before_the_end_is_the_latest_that_leaves_the_days(self, count, end, number):
		day = end
		while plain_days(count, day, end) < number:
			day -= timedelta(days=1)
		self.assertEqual(count.day_before(end, number), day)

	@settings(max_examples=150, deadline=None)
	@given(calendars(), days, numbers, spans)
	def test_a_pause_moves_the_last_day_by_the_days_that_it_takes(self, calendar, start, number, pause):
		unpaused, paused = DayCount(calendar), DayCount(calendar, (pause,))
		last = paused.last_day(start, number)
		taken = plain_days(unpaused, max(start, pause[0] - timedelta(days=1)), min(last, pause[1]))
		self.assertEqual(plain_days(unpaused, start, last), number + taken)


class TestCalendar(TestCase):
	calendar = WorkingTime(
		frozenset(range(5)),
		holidays=frozenset({date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5)}),
		make_up_days=frozenset({date(2026, 10, 10)}),
	)

	def test_working_days_skip_holidays_and_count_make_up_days(self):
		count = DayCount(self.calendar)
		self.assertEqual(count.last_day(date(2026, 9, 30), 1), date(2026, 10, 6))
		self.assertEqual(count.last_day(date(2026, 10, 9), 1), date(2026, 10, 10))

	def test_years_without_listed_days_are_known(self):
		for after, until, years in (
			(date(2026, 12, 30), date(2026, 12, 31), []),
			(date(2026, 12, 30), date(2027, 1, 1), [2027]),
			(date(2026, 12, 31), date(2028, 2, 1), [2027, 2028]),
			(date(2027, 1, 5), date(2027, 1, 5), []),
			(date(2025, 12, 31), date(2026, 1, 1), []),
		):
			with self.subTest(after=after, until=until):
				self.assertEqual(self.calendar.years_without_calendar(after, until), years)
