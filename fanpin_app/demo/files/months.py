"""The months that the demo's files report on."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random


@dataclass(frozen=True, order=True)
class Month:
	year: int
	number: int

	@classmethod
	def containing(cls, day: date) -> Month:
		return cls(day.year, day.month)

	@property
	def first(self) -> date:
		return date(self.year, self.number, 1)

	@property
	def last(self) -> date:
		return date(self.year, self.number, monthrange(self.year, self.number)[1])

	@property
	def stem(self) -> str:
		"""As in file names: 202610."""
		return f"{self.year}{self.number:02d}"

	@property
	def title(self) -> str:
		return f"{self.year}年{self.number}月"

	def before(self, months: int) -> Month:
		years, number = divmod(self.year * 12 + self.number - 1 - months, 12)
		return Month(years, number + 1)

	def random_day(self, rng: Random) -> date:
		return self.first + timedelta(days=rng.randrange(self.last.day))


@dataclass(frozen=True)
class Months:
	"""The months of the files: one of the story, and the last two completed ones."""

	story: Month
	before: Month
	latest: Month

	@classmethod
	def up_to(cls, as_of: date) -> Months:
		"""The story takes place ten months before the latest completed month, and always in the year before it: its
		household is assessed by that year's income, not by the higher one that follows."""
		latest = closed_month(as_of)
		story = min(latest.before(10), Month(latest.year - 1, 12))
		return cls(story, latest.before(1), latest)

	@property
	def recent(self) -> tuple[Month, Month]:
		return self.before, self.latest

	def __iter__(self):
		return iter((self.story, self.before, self.latest))


def closed_month(as_of: date) -> Month:
	month = Month.containing(as_of)
	return month if as_of == month.last else month.before(1)


def end_of_last_month(today: date) -> date:
	return Month.containing(today).before(1).last
