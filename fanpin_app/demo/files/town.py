"""Write agencies' files about a fictional town into a folder: the same seed gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from fanpin_app.demo.files import agencies, assets, registry_files
from fanpin_app.demo.files.months import Month, Months, end_of_last_month
from fanpin_app.demo.files.workbooks import Refusal, Sheet
from fanpin_app.demo.households import farmer
from fanpin_app.demo.households.farmer import Story
from fanpin_app.demo.households.geography import (
	DISTRICT,
	Region,
	Village,
	by_town,
	create_regions,
	smallest_villages,
)
from fanpin_app.demo.households.identity import IdentityGenerator, Names
from fanpin_app.demo.households.incomes import Statement, income_line, two_years
from fanpin_app.demo.households.misfortunes import SUDDEN_HARDSHIP_RULES, MisfortuneDealer
from fanpin_app.demo.households.ordinary import ordinary_facts
from fanpin_app.demo.households.people import Household, HouseholdFactory
from fanpin_app.demo.households.population import DEFAULT_HOUSEHOLDS, STORY_INDEX, SUDDEN_HARDSHIP, Population

MIN_HOUSEHOLDS = 50
MAX_HOUSEHOLDS = 1_000_000  # a spreadsheet has at most 1,048,576 rows
MISFORTUNE_SHARE = 0.05
GROUPS_PER_VILLAGE = 8


@dataclass(frozen=True)
class TownFile:
	"""A file by name; `month` is None if it is not monthly."""

	name: str
	month: Month | None = None


@dataclass
class Town:
	"""What was written. Numbers of people count living members."""

	folder: Path
	as_of: date
	seed: int
	months: Months
	regions: list[Region]
	villages: list[Village]
	story: Story = field(init=False)
	households: int = 0
	people: int = 0
	formerly_poor: int = 0
	formerly_poor_people: int = 0
	monitored: list[str] = field(default_factory=list)
	monitored_people: int = 0
	misfortunes: dict[str, list[str]] = field(default_factory=dict)
	"""By code of a default rule, the households with a misfortune that matches it as of `as_of`."""
	unsafe_villages: list[Village] = field(default_factory=list)
	"""Villages with an unsafe latest water report, which matches R4a for all their households."""
	refusals: list[Refusal] = field(default_factory=list)
	"""Every row that must be refused, with the reason."""

	@property
	def files(self) -> list[TownFile]:
		"""In the order in which they can be loaded: regions, registry, incomes, assets, then month by month."""
		registries = [_registry_name(self, villages[0].town) for villages in by_town(self.villages)]
		incomes = [_income_name(year) for year in self.income_years]
		once = [REGIONS_NAME, *registries, *incomes, ASSETS_NAME]
		return [TownFile(name) for name in once] + [
			TownFile(_monthly_name(feed, month), month) for month in self.months for feed in agencies.FEEDS
		]

	@property
	def income_years(self) -> tuple[int, int]:
		return self.months.story.year, self.months.latest.year

	@property
	def area(self) -> str:
		"""The area in the files' titles."""
		return DISTRICT.name if self.has_many_towns else self.villages[0].town.name

	@property
	def has_many_towns(self) -> bool:
		return self.villages[0].town != self.villages[-1].town


def write_town(
	folder: Path, as_of: date | None = None, seed: int = 2035, households: int | None = None
) -> Town:
	"""Write the town's files into `folder`, which is created if necessary; returns a summary of their contents.

	`as_of` is the day for which ages are correct and up to which agencies have reported, by default the end of last month.
	`households` is their number (50 to 1,000,000, ValueError otherwise), by default 2,341 formerly poor and 3,000 others;
	others keep these shares and add towns of 12,000 households. Rows are written to disk as they are generated.
	"""
	households = households or DEFAULT_HOUSEHOLDS
	if not MIN_HOUSEHOLDS <= households <= MAX_HOUSEHOLDS:
		raise ValueError(f"households must be {MIN_HOUSEHOLDS} to {MAX_HOUSEHOLDS}, not {households}")
	folder = Path(folder)
	folder.mkdir(parents=True, exist_ok=True)
	return _TownWriter(folder, as_of or end_of_last_month(date.today()), seed, households).write()


class _TownWriter:
	"""Writes each household, village by village, into all files."""

	def __init__(self, folder: Path, as_of: date, seed: int, households: int):
		self.rng = Random(seed)
		self.identities = IdentityGenerator()
		self.months = Months.up_to(as_of)
		names = Names(seed)
		self.town = Town(
			folder, as_of, seed, self.months, *create_regions(self.rng, households, names.surnames)
		)
		self.factory = HouseholdFactory(self.rng, names, self.identities, as_of)
		self.dealer = MisfortuneDealer(self.rng, self.months)
		self.population = Population(self.rng, households)

	def write(self) -> Town:
		registry_files.write_regions(self.town.folder / REGIONS_NAME, self.town.regions)
		self._write_assets()
		self.incomes = [self._income(year) for year in self.town.income_years]
		self.monthly = {
			(feed.name, month): self._monthly(feed, month) for month in self.months for feed in agencies.FEEDS
		}
		self._write_water()
		for villages in by_town(self.town.villages):
			registry = self._registry(villages[0].town)
			for household in self._households(villages):
				self._write_household(household, registry)
			self._close(registry)
		for sheet in (*self.incomes, *self.monthly.values()):
			self._close(sheet)
		self.town.misfortunes = self.dealer.households_by_rule
		return self.town

	def _households(self, villages: list[Village]) -> Iterator[Household]:
		for village in villages:
			for place in range(village.households):
				group = 1 + place * GROUPS_PER_VILLAGE // village.households
				household = self._household(self.town.households, village, group)
				self._count(household)
				yield household

	def _household(self, index: int, village: Village, group: int) -> Household:
		number = f"R{index + 1:06d}"
		if index == STORY_INDEX:
			household, self.town.story = farmer.create_household(self.factory, number, village, self.months)
			return household
		monitored, size = self.population.monitored(index)
		household = self.factory.household(number, village, group, self.population.kind(index), size)
		if monitored:
			household.monitored = monitored
			household.departed.clear()
			household.below_line = monitored != SUDDEN_HARDSHIP
			self.dealer.apply(household, SUDDEN_HARDSHIP_RULES if monitored == SUDDEN_HARDSHIP else None)
		elif self.rng.random() < MISFORTUNE_SHARE:
			self.dealer.apply(household)
		household.facts += ordinary_facts(self.rng, household, self.months)
		return household

	def _write_household(self, household: Household, registry: Sheet) -> None:
		for row in registry_files.registry_rows(self.rng, household):
			registry.append(row)
		for sheet, statement in zip(self.incomes, self._statements(household), strict=True):
			if statement:
				sheet.append(statement.row(household))
		for fact in household.facts:
			self.monthly[fact.feed, fact.month].append(fact.row)

	def _statements(self, household: Household) -> tuple[Statement | None, Statement | None]:
		if household.number == self.town.story.household:
			return farmer.BEFORE_HARVEST, farmer.AFTER_HARVEST
		return two_years(self.rng, household, income_line(self.town.as_of))

	def _write_assets(self) -> None:
		layout, oddities = registry_files.asset_layout(self.town.area), registry_files.asset_oddities()
		sheet = Sheet(self.town.folder / ASSETS_NAME, layout, oddities, self.town.as_of)
		for row in assets.ledger(self.rng, self.town.villages, self.town.as_of):
			sheet.append(row)
		self._close(sheet)

	def _write_water(self) -> None:
		"""Two small villages of each town have unsafe water in the month before the latest; one still has."""
		small = smallest_villages(self.town.villages, 2)
		self.town.unsafe_villages = small[::2]
		unsafe = {self.months.story: [], self.months.before: small, self.months.latest: small[::2]}
		for month, unsafe_villages in unsafe.items():
			for village in self.town.villages:
				report = agencies.water_report(village, month, safe=village not in unsafe_villages)
				self.monthly[agencies.WATER, month].append(report)

	def _registry(self, town: Region) -> Sheet:
		path = self.town.folder / _registry_name(self.town, town)
		layout, oddities = registry_files.registry_layout(self.town.as_of), registry_files.registry_oddities()
		return Sheet(path, layout, oddities, self.town.as_of)

	def _income(self, year: int) -> Sheet:
		layout, oddities = (
			registry_files.income_layout(self.town.area, year),
			registry_files.income_oddities(),
		)
		return Sheet(self.town.folder / _income_name(year), layout, oddities, self.town.as_of)

	def _monthly(self, feed: agencies.Feed, month: Month) -> Sheet:
		signature = f"填表人：{self.factory.random_name()}　　审核人：{self.factory.random_name()}"
		layout = agencies.layout(feed, self.town.area, month, month == self.months.latest, signature)
		oddities = agencies.oddities(feed, lambda: self.identities.stranger(self.rng))
		return Sheet(self.town.folder / _monthly_name(feed, month), layout, oddities, self.town.as_of)

	def _close(self, sheet: Sheet) -> None:
		sheet.close()
		self.town.refusals += sheet.refused

	def _count(self, household: Household) -> None:
		town, people = self.town, len(household.members)
		town.households += 1
		town.people += people
		if household.formerly_poor:
			town.formerly_poor += 1
			town.formerly_poor_people += people
		if household.monitored:
			town.monitored.append(household.number)
			town.monitored_people += people


REGIONS_NAME = f"{registry_files.REGIONS}.csv"
ASSETS_NAME = f"{registry_files.ASSETS}.xlsx"


def _registry_name(town: Town, region: Region) -> str:
	return (
		f"{registry_files.REGISTRY}_{region.name}.xlsx"
		if town.has_many_towns
		else f"{registry_files.REGISTRY}.xlsx"
	)


def _income_name(year: int) -> str:
	return f"{registry_files.INCOME}_{year}.xlsx"


def _monthly_name(feed: agencies.Feed, month: Month) -> str:
	return f"{feed.name}_{month.stem}.xlsx"
