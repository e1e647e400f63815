"""A fictional city, its district, and towns of 46 villages each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, product
from random import Random

CITY_CODE = "440500000000"
DISTRICT_CODE = "440513000000"
FIRST_TOWN = 197  # further towns count downwards from it
VILLAGES_PER_TOWN = 46
HOUSEHOLDS_PER_TOWN = 12_000

TOWN_NAMES = ["".join(pair) + "镇" for pair in product("荔榕蔗菱榄蕉葵蚝橘", "澜陂汀浔沄埗埕湄屿漈")]
VILLAGE_NAMES = [
	"".join(pair) + "村" for pair in product("上下东西南北新后石龙凤沙湖金梅竹", "寮埔厝坑洋埕陇塘桥尾")
]


@dataclass(frozen=True)
class Region:
	code: str
	name: str
	level: str
	parent: str


@dataclass(frozen=True)
class Village:
	code: str
	name: str
	town: Region
	surname: str
	"""The clan's name, shared by most heads of household."""
	households: int


CITY = Region(CITY_CODE, "榕海市", "市", "")
DISTRICT = Region(DISTRICT_CODE, "潮澜区", "区", CITY_CODE)


def create_regions(rng: Random, households: int, surnames: list[str]) -> tuple[list[Region], list[Village]]:
	"""The regions from the city down to the villages, and the villages with their share of the households.

	A town has 12,000 households; more households make more towns, as in a real district.
	"""
	towns = [_town(number) for number in range(-(-households // HOUSEHOLDS_PER_TOWN))]
	names = [(town, name) for town in towns for name in rng.sample(VILLAGE_NAMES, VILLAGES_PER_TOWN)]
	sizes = _shares(rng, households, len(names))
	villages = [
		Village(_village_code(town, index % VILLAGES_PER_TOWN), name, town, rng.choice(surnames), size)
		for index, ((town, name), size) in enumerate(zip(names, sizes, strict=True))
	]
	regions = [CITY, DISTRICT, *towns]
	regions += [Region(village.code, village.name, "村", village.town.code) for village in villages]
	return regions, villages


def by_town(villages: list[Village]) -> list[list[Village]]:
	return [list(members) for _, members in groupby(villages, key=lambda village: village.town.code)]


def smallest_villages(villages: list[Village], count: int) -> list[Village]:
	"""The `count` smallest inhabited villages of each town; never a town's first, where the story's household lives."""
	return [
		village
		for members in by_town(villages)
		for village in sorted((v for v in members[1:] if v.households), key=lambda v: v.households)[:count]
	]


def _town(number: int) -> Region:
	return Region(f"440513{FIRST_TOWN - number}000", TOWN_NAMES[number], "镇", DISTRICT_CODE)


def _village_code(town: Region, index: int) -> str:
	return f"{town.code[:9]}{201 + index}"


def _shares(rng: Random, total: int, parts: int) -> list[int]:
	"""`total` split into uneven integer parts that add up to it."""
	weights = [rng.uniform(0.25, 1.75) for _ in range(parts)]
	scale, lower_bound, shares = total / sum(weights), 0.0, []
	for weight in weights:
		upper_bound = lower_bound + weight * scale
		shares.append(round(upper_bound) - round(lower_bound))
		lower_bound = upper_bound
	return shares
