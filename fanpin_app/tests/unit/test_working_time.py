from datetime import date, datetime, time, timedelta
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from fanpin_app.early_warning.response.working_time import MINUTE, WorkingTime

FIRST_DAY = date(2026, 9, 14)

DAYS = 14

OFFICE_HOURS = ((510, 720), (870, 1050))  # 8:30-12:00, 14:30-17:30


def at(text: str) -> datetime:
	return datetime.fromisoformat(text)


@st.composite
def working_times(draw) -> WorkingTime:
	"""Up to three periods a day, some days of the week, some holidays and make-up days in the weeks of the test."""
	bounds = sorted(draw(st.sets(st.integers(0, 1440), min_size=2, max_size=6)))
	some_days = st.frozensets(
		st.integers(0, DAYS).map(lambda day: FIRST_DAY + timedelta(days=day)), max_size=4
	)
	holidays = draw(some_days)
	return WorkingTime(
		weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)),
		periods=tuple(zip(bounds[::2], bounds[1::2], strict=False)),
		holidays=holidays,
		make_up_days=draw(some_days) - holidays,
	)


moments = st.integers(0, DAYS * 1440).map(
	lambda minute: datetime.combine(FIRST_DAY, time()) + minute * MINUTE
)


def is_worked(working_time: WorkingTime, minute: datetime) -> bool:
	"""Whether the minute that begins here is working time, implemented independently."""
	day, of_day = minute.date(), minute.hour * 60 + minute.minute
	if day in working_time.make_up_days:
		worked = True
	elif day in working_time.holidays:
		worked = False
	else:
		worked = day.weekday() in working_time.weekdays
	return worked and any(begin <= of_day < end for begin, end in working_time.periods)


class TestAgainstMinutes(TestCase):
	@settings(max_examples=60, deadline=None)
	@given(working_times(), moments, st.integers(0, 900))
	def test_adding_working_minutes(self, working_time, start, minutes):
		moment, left = start, minutes
		while left:
			left -= is_worked(working_time, moment)
			moment += MINUTE
		self.assertEqual(working_time.add_minutes(start, minutes), moment)

	@settings(max_examples=60, deadline=None)
	@given(working_times(), moments, st.integers(0, 900))
	def test_subtracting_working_minutes(self, working_time, end, minutes):
		moment, left = end, minutes
		while left:
			moment -= MINUTE
			left -= is_worked(working_time, moment)
		self.assertEqual(working_time.subtract_minutes(end, minutes), moment)

	@settings(max_examples=60, deadline=None)
	@given(working_times(), moments, moments)
	def test_the_worked_minutes_between_two_moments(self, working_time, start, end):
		minutes = (end - start) // MINUTE
		worked = sum(is_worked(working_time, start + each * MINUTE) for each in range(max(minutes, 0)))
		self.assertEqual(working_time.minutes_between(start, end), worked)


class TestOfficeHours(TestCase):
	working_time = WorkingTime(
		frozenset(range(5)), OFFICE_HOURS, frozenset({date(2026, 10, 1)}), frozenset({date(2026, 9, 20)})
	)

	def test_twenty_four_hours_are_one_working_day(self):
		self.assertEqual(self.working_time.minutes_a_day, 390)
		self.assertEqual(self.working_time.to_working_minutes(72), 3 * 390)
		self.assertEqual(self.working_time.to_working_minutes(1), 17)  # 16.25, rounded up

	def test_three_days_from_thursday_noon_skip_the_weekend(self):
		self.assertEqual(
			self.working_time.add_minutes(at("2026-11-26 11:00"), 3 * 390), at("2026-12-01 11:00")
		)

	def test_time_that_begins_at_night_counts_from_the_morning(self):
		self.assertEqual(self.working_time.add_minutes(at("2026-11-26 22:00"), 60), at("2026-11-27 09:30"))

	def test_a_holiday_is_no_day_and_a_made_up_sunday_is_one(self):
		self.assertEqual(self.working_time.add_minutes(at("2026-09-30 17:00"), 60), at("2026-10-02 09:00"))
		self.assertEqual(self.working_time.add_minutes(at("2026-09-19 10:00"), 60), at("2026-09-20 09:30"))
