"""The evidence of a finding as plain values: the value, its threshold, and the records that they come from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from fanpin_app.early_warning.rules import comparison

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

CENT = Decimal("0.01")
NUMERIC_TYPES = (Decimal, float)


@dataclass(frozen=True)
class Evidence:
	"""One condition that held. Figures are decimal strings without trailing zeros, dates ISO strings.

	`value` was compared with `threshold`. `records`: how many records count; `record_date`, `batch` and `row_no`: the
	deciding record, where there is one; `members`: how many members the condition holds for, `member` the first of
	them (row name of Household Member); `document`: the first case or measure that meets it; `rows`: batch and row of
	the records that were summed or counted (evidence_rows.py).
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


def plain_text(figure: Any) -> str | None:
	"""A value as text, figures rounded to cents: "5400" for Decimal("5400.000000000")."""
	if figure is None:
		return None
	if isinstance(figure, NUMERIC_TYPES):
		exact = figure if isinstance(figure, Decimal) else Decimal(str(figure))
		rounded = exact.quantize(CENT, ROUND_HALF_UP)
		return f"{rounded:f}".rstrip("0").rstrip(".")
	if isinstance(figure, date):
		return figure.isoformat()
	return str(figure)


def threshold_of(condition: RuleCondition) -> str | None:
	"""The threshold of a condition as text, such as "30–89" for between; None where it has none."""
	if condition.operator in comparison.PRESENCE:
		return None
	if condition.operator == "between":
		return "–".join(comparison.split(condition.value))
	return condition.value


def dump(evidence: list[Evidence]) -> str:
	"""The evidence as JSON; equal evidence gives equal text."""
	rows = [{key: value for key, value in vars(each).items() if value is not None} for each in evidence]
	return json.dumps(rows, ensure_ascii=False)


def load(text: str | None) -> list[Evidence]:
	return [Evidence(**each) for each in json.loads(text or "[]")]
