"""Why a rule fired, kept as plain values: what was measured, against what, and the record that it rests on."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fanpin_app.early_warning.rules import comparison

CENT = Decimal("0.01")
FIGURES = (Decimal, float)


@dataclass(frozen=True)
class Evidence:
	"""One condition that held. Figures are decimal texts without trailing zeros, dates ISO texts.

	`value` was measured and held against `threshold`. `records`: how many records count; `record_date`, `batch`
	and `row_no`: the record that decided, where one does; `members`: how many members the condition holds for,
	`member` the first of them (row name of Household Member); `document`: the first case or measure that meets it;
	`rows`: pairs of batch and row of the records that were added up (evidence_rows.py).
	"""

	source: str
	name: str
	aggregation: str | None = None
	months: int = 0
	operator: str | None = None
	value: str | None = None
	threshold: str | None = None
	records: int | None = None
	record_date: str | None = None
	batch: str | None = None
	row_no: int | None = None
	members: int | None = None
	member: str | None = None
	document: str | None = None
	rows: list | None = None


def plain(figure: Any) -> str | None:
	"""A value as people write it: 5400 for Decimal("5400.000000000"), figures rounded to cents."""
	if figure is None:
		return None
	if isinstance(figure, FIGURES):
		exact = figure if isinstance(figure, Decimal) else Decimal(str(figure))
		rounded = exact.quantize(CENT, ROUND_HALF_UP)
		return f"{rounded:f}".rstrip("0").rstrip(".")
	if isinstance(figure, date):
		return figure.isoformat()
	return str(figure)


def threshold_of(condition) -> str | None:
	"""What a condition asks for, as people write it: "30–89" for between."""
	if condition.operator in comparison.PRESENCE:
		return None
	if condition.operator == "between":
		return "–".join(comparison.split(condition.value))
	return condition.value


def dump(evidence: list[Evidence]) -> str:
	"""The same evidence always gives the same text."""
	told = [{key: value for key, value in vars(each).items() if value is not None} for each in evidence]
	return json.dumps(told, ensure_ascii=False)


def load(text: str | None) -> list[Evidence]:
	return [Evidence(**each) for each in json.loads(text or "[]")]
