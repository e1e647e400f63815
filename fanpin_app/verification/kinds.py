"""The kind of monitored household that the facts suggest. A person decides."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

UNSTABLE_FORMERLY_POOR = "Unstable Formerly Poor"
MARGINAL = "Marginal"
SUDDEN_HARDSHIP = "Sudden Hardship"

# Illness or disability, accident (including disasters), unsafe housing.
RISKS_OF_SUDDEN_HARDSHIP = {"R1", "R2", "R3"}


def suggest(
	household_kind: str,
	income_per_head: float | Decimal | None,
	income_line: Decimal | None,
	material_risks: Iterable[str],
) -> Literal["", "Unstable Formerly Poor", "Marginal", "Sudden Hardship"]:
	"""The suggested kind, or "" if the facts suggest none; the reviewer then gives the reason for an inclusion.

	`income_per_head` and `income_line` in yuan a year, None if unknown: unknown income suggests nothing.
	`material_risks` are the codes of risks with an alert above the lowest level.
	The kinds are those of the national framework (2021): income alone neither admits nor excludes.
	"""
	if income_per_head is None or income_line is None:
		return ""
	if income_per_head < income_line:
		return UNSTABLE_FORMERLY_POOR if household_kind == "Formerly Poor" else MARGINAL
	return SUDDEN_HARDSHIP if RISKS_OF_SUDDEN_HARDSHIP & set(material_risks) else ""
