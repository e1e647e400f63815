"""Names, ID numbers and phones of people who do not exist."""

from __future__ import annotations

from datetime import date
from random import Random

from faker import Faker

from fanpin_app.registry.households.id_numbers import check_digit

DISTRICT = "440513"
NUMBERS_PER_DAY = 499


class Names:
	"""Surnames and given names from Faker, drawn once and then combined: Faker is too slow for a million people."""

	def __init__(self, seed: int):
		fake = Faker("zh_CN")
		fake.seed_instance(seed)
		self.surnames = [fake.last_name() for _ in range(300)]
		self._given = {
			"男": [_given_name(fake.first_name_male) for _ in range(600)],
			"女": [_given_name(fake.first_name_female) for _ in range(600)],
		}

	def surname(self, rng: Random) -> str:
		return rng.choice(self.surnames)

	def given(self, rng: Random, sex: str) -> str:
		return rng.choice(self._given[sex])


class IdentityGenerator:
	"""Issues ID numbers with a valid check digit and birth date, never the same twice."""

	def __init__(self, district: str = DISTRICT):
		self.district = district
		self._issued: dict[tuple[date, str], int] = {}

	def issue(self, birth: date, sex: str) -> str:
		"""An ID number of 18 characters. ValueError if a day has more births of one sex than numbers."""
		count = self._issued[birth, sex] = self._issued.get((birth, sex), 0) + 1
		if count > NUMBERS_PER_DAY:
			raise ValueError(f"more than {NUMBERS_PER_DAY} ID numbers on {birth} for {sex}")
		# 499 is prime, so the steps visit every number once while consecutive numbers look different
		order = (count * 137 + birth.toordinal() * 31) % NUMBERS_PER_DAY * 2 + (1 if sex == "男" else 2)
		body = f"{self.district}{birth:%Y%m%d}{order:03d}"
		return body + check_digit(body)

	def stranger(self, rng: Random) -> str:
		"""An ID number of a person who is not registered."""
		return self.issue(date(rng.randrange(1950, 2000), rng.randrange(1, 13), rng.randrange(1, 29)), "男")


def phone(rng: Random) -> str:
	"""A number with the prefix 154, which no operator assigns to people."""
	return f"154{rng.randrange(10**8):08d}"


def _given_name(draw) -> str:
	"""Two characters more often than one, as in reality."""
	name = draw()
	if len(name) == 1:
		other = draw()
		if len(other) == 1 and other != name:
			return name + other
	return name
