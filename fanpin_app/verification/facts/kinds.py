"""The kind of monitored household that the facts suggest. A person decides."""

from decimal import Decimal
from typing import Literal

UNSTABLE_FORMERLY_POOR = "Unstable Formerly Poor"
MARGINAL = "Marginal"
SUDDEN_HARDSHIP = "Sudden Hardship"


def suggest(
	household_kind: str,
	income_per_head: float | Decimal | None,
	income_line: Decimal | None,
	is_sudden_hardship: bool,
) -> Literal["", "Unstable Formerly Poor", "Marginal", "Sudden Hardship"]:
	"""The suggested kind, or "" if the facts suggest none; the reviewer then gives the reason for an inclusion.

	`income_per_head` and `income_line` in yuan a year, None if unknown: unknown income suggests nothing.
	`is_sudden_hardship` says whether the household has a material risk that suggests it (Risk Type).
	The kinds are those of the national framework (2021): income alone neither admits nor excludes.
	"""
	if income_per_head is None or income_line is None:
		return ""
	if income_per_head < income_line:
		return UNSTABLE_FORMERLY_POOR if household_kind == "Formerly Poor" else MARGINAL
	return SUDDEN_HARDSHIP if is_sudden_hardship else ""
