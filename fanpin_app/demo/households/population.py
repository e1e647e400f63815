"""Which households are formerly poor and which are monitored, in exact numbers."""

from __future__ import annotations

from itertools import cycle, islice
from random import Random

from fanpin_app.demo.households.people import FORMERLY_POOR, ORDINARY

FORMERLY_POOR_HOUSEHOLDS = 2_341
DEFAULT_HOUSEHOLDS = FORMERLY_POOR_HOUSEHOLDS + 3_000
UNSTABLE, MARGINAL, SUDDEN_HARDSHIP = "脱贫不稳定户", "边缘易致贫户", "突发严重困难户"
MONITORED_KINDS = (
	[(FORMERLY_POOR, UNSTABLE)] * 14
	+ [(ORDINARY, MARGINAL)] * 13
	+ [(FORMERLY_POOR, SUDDEN_HARDSHIP)] * 3
	+ [(ORDINARY, SUDDEN_HARDSHIP)] * 4
)
MONITORED_SIZES = [2] + [3] * 5 + [4] * 10 + [5] * 11 + [6] * 6 + [7]
"""34 households with 155 people."""

STORY_INDEX = 0
"""The story's household is the first: formerly poor, and not monitored."""


class Population:
	"""Draws the kinds of `households` households; the usual shares are kept for any number."""

	def __init__(self, rng: Random, households: int):
		poor = _share(FORMERLY_POOR_HOUSEHOLDS, households) - 1
		others = range(STORY_INDEX + 1, households)
		self._poor = {STORY_INDEX, *rng.sample(others, poor)}
		self._monitored = self._draw_monitored(rng, households)

	def kind(self, index: int) -> str:
		return FORMERLY_POOR if index in self._poor else ORDINARY

	def monitored(self, index: int) -> tuple[str | None, int | None]:
		"""The monitored kind and the number of people, or None and None."""
		return self._monitored.get(index, (None, None))

	def _draw_monitored(self, rng: Random, households: int) -> dict[int, tuple[str, int]]:
		candidates = list(range(STORY_INDEX + 1, households))
		rng.shuffle(candidates)
		waiting = {
			kind: iter([i for i in candidates if self.kind(i) == kind]) for kind in (FORMERLY_POOR, ORDINARY)
		}
		kinds = rng.sample(MONITORED_KINDS, len(MONITORED_KINDS))
		sizes = rng.sample(MONITORED_SIZES, len(MONITORED_SIZES))
		number = max(1, _share(len(MONITORED_KINDS), households))
		drawn = {}
		for (kind, monitored), size in islice(cycle(zip(kinds, sizes, strict=True)), number):
			drawn[next(waiting[kind])] = (monitored, size)
		return drawn


def _share(usual: int, households: int) -> int:
	return round(usual * households / DEFAULT_HOUSEHOLDS)
