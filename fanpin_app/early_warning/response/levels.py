"""The Alert Levels in their order. Administrators define their number, names and hours."""

from collections.abc import Iterable

import frappe

WORKING_TIME = "Working Time"
LEVEL_FIELDS = (
	"level_order",
	"first_response_hours",
	"hours_count_as",
	"escalates",
	"escalation_hours",
	"leading_tier",
	"closing_tier",
)


class Levels:
	"""The current levels; a higher rank is more severe."""

	def __init__(self) -> None:
		self._rows = {
			row.name: row
			for row in frappe.get_all(
				"Alert Level",
				fields=["name", *LEVEL_FIELDS],
				order_by="level_order asc, name asc",
			)
		}
		self._ascending = list(self._rows)

	def rank(self, level: str | None) -> int:
		"""0 for the lowest level; -1 for None."""
		return self._ascending.index(level) if level else -1

	def highest(self, levels: Iterable[str | None]) -> str | None:
		return max(levels, key=self.rank, default=None)

	def step_up(self, level: str) -> str:
		"""The next higher level; the highest level itself."""
		return self._ascending[min(self.rank(level) + 1, len(self._ascending) - 1)]

	def response_hours(self, level: str) -> int:
		return self._rows[level].first_response_hours

	def counts_working_time(self, level: str) -> bool:
		"""Whether the level's hours are working time; else they are clock hours."""
		return self._rows[level].hours_count_as == WORKING_TIME

	def escalating(self) -> list[str]:
		return [level for level, row in self._rows.items() if row.escalates]

	def escalation_hours(self, level: str) -> int:
		"""How many hours a response may be overdue before the alert escalates."""
		return self._rows[level].escalation_hours or 0

	def leading_tier(self, level: str) -> str:
		return self._rows[level].leading_tier

	def closing_tier(self, level: str) -> str:
		return self._rows[level].closing_tier
