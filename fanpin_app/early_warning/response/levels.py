"""The Alert Levels in their order. How many there are, their names and hours are the administrators'."""

from collections.abc import Iterable

import frappe

WORKING_TIME = "Working Time"
ASKED = (
	"level_order",
	"first_response_hours",
	"hours_count_as",
	"escalates",
	"escalation_hours",
	"leading_tier",
	"closing_tier",
)


class Levels:
	"""The levels as they are now; a level's order is its rank, the higher the more severe."""

	def __init__(self) -> None:
		self._rows = {
			row.name: row
			for row in frappe.get_all(
				"Alert Level",
				fields=["name", *ASKED],
				order_by="level_order asc, name asc",
			)
		}
		self._ascending = list(self._rows)

	def rank(self, level: str | None) -> int:
		"""From 0 for the lowest; -1 for no level."""
		return self._ascending.index(level) if level else -1

	def highest(self, levels: Iterable[str | None]) -> str | None:
		return max(levels, key=self.rank, default=None)

	def step_up(self, level: str) -> str:
		"""The next level above; the highest stays."""
		return self._ascending[min(self.rank(level) + 1, len(self._ascending) - 1)]

	def response_hours(self, level: str) -> int:
		return self._rows[level].first_response_hours

	def counts_working_time(self, level: str) -> bool:
		"""Whether the level's hours are counted in working time, else by the clock."""
		return self._rows[level].hours_count_as == WORKING_TIME

	def that_escalate(self) -> list[str]:
		return [level for level, row in self._rows.items() if row.escalates]

	def escalation_hours(self, level: str) -> int:
		"""How long a response may be overdue before the alert goes up."""
		return self._rows[level].escalation_hours or 0

	def leading_tier(self, level: str) -> str:
		return self._rows[level].leading_tier

	def closing_tier(self, level: str) -> str:
		return self._rows[level].closing_tier
