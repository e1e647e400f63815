"""Which kind of monitored household the facts suggest. A person decides."""

from collections.abc import Iterable
from decimal import Decimal

UNSTABLE_FORMERLY_POOR = "Unstable Formerly Poor"
MARGINAL = "Marginal"
SUDDEN_HARDSHIP = "Sudden Hardship"

# Illness or disability, accident (disasters among them), unsafe housing.
RISKS_OF_SUDDEN_HARDSHIP = {"R1", "R2", "R3"}


def suggest(
	household_kind: str,
	income_per_head: float | Decimal | None,
	income_line: Decimal | None,
	material_risks: Iterable[str],
) -> str:
	"""The suggested kind, or "" where the facts suggest none; then the reviewer states why to include.

	`income_per_head` and `income_line` in yuan a year, None where unknown: unknown income suggests nothing.
	`material_risks` are the codes of risks with an alert above the lowest level.
	The kinds are those of the national frame (2021), by which income alone neither admits nor bars.
	"""
	if income_per_head is None or income_line is None:
		return ""
	if income_per_head < income_line:
		return UNSTABLE_FORMERLY_POOR if household_kind == "Formerly Poor" else MARGINAL
	return SUDDEN_HARDSHIP if RISKS_OF_SUDDEN_HARDSHIP & set(material_risks) else ""
