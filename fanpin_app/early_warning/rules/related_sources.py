"""Documents of later modules that rules may ask about, such as a household's case and its measures. They are
registered by `extension_points.household_rule_sources`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pypika.queries import QueryBuilder, Table
from pypika.terms import Term

from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.extension_points import household_rule_sources


@dataclass(frozen=True)
class RelatedRows:
	"""`query`: the documents that count, without a SELECT list; `table`: the table of the fields; `household` and
	`document`: the terms for the household and the name of each document."""

	query: QueryBuilder
	table: Table
	household: Term
	document: Term


@dataclass(frozen=True)
class RelatedSource:
	"""`name`: the source that conditions name; `fields`: its fields by name; `rows` builds the query for a context.

	`doctype`: the DocType in whose context values are translated. Conditions of one group that have the same source
	and aggregation (Any, None, Count) must hold for one and the same document.
	"""

	name: str
	doctype: str
	rows: Callable[[RuleContext], RelatedRows]
	fields: Mapping[str, Any]


def by_name() -> dict[str, RelatedSource]:
	"""All registered sources by name."""
	return {source.name: source for source in household_rule_sources.all()}
