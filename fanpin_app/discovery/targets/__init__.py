"""What a feed's rows become. Each target takes a table and a batch and yields its refused rows; the rest it has written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fanpin_app.discovery.feeds import Table
from fanpin_app.discovery.refusal import RowRefused
from fanpin_app.discovery.rows import Row

CHUNK = 5000


@dataclass(frozen=True)
class Outcome:
	"""What became of one row: accepted where `refused` is None."""

	row: Row
	refused: RowRefused | None = None


Load = Callable[[Table, object], Iterator[Outcome]]


def loader(target: str) -> Load:
	"""The load function of a Data Feed's target."""
	from fanpin_app.discovery.targets import incomes, indicator_records, regions, register

	return {
		"Indicator Record": indicator_records.load,
		"Household": register.load,
		"Income Statement": incomes.load,
		"Administrative Region": regions.load,
	}[target]
