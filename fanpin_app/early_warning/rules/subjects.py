"""Whom rules may warn about: households, and what later modules bring by the hook `screened_subjects`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import frappe
from pypika.queries import Table
from pypika.terms import Criterion

HOUSEHOLD = "Household"


@dataclass(frozen=True)
class Subject:
	"""`name`: what a Risk Rule calls it, and the source of conditions on its `fields` (name → Field).

	`doctype` has a column `region`, and `title` is the column that people know a document by. `link` is the field of
	Risk Finding and Risk Alert that names it. `looked_at` tells which documents rules are held against.
	"""

	name: str
	doctype: str
	link: str
	title: str
	looked_at: Callable[[Table], Criterion]
	fields: Mapping[str, Any] = field(default_factory=dict)

	@property
	def table(self) -> Table:
		return frappe.qb.DocType(self.doctype).as_(self.link)


HOUSEHOLDS = Subject(
	HOUSEHOLD,
	"Household",
	"household",
	"head_name",
	looked_at=lambda household: (household.status == "Active") & (household.people > 0),
)


def every() -> dict[str, Subject]:
	"""All subjects by name, households first."""
	brought = [frappe.get_attr(path) for path in frappe.get_hooks("screened_subjects")]
	return {subject.name: subject for subject in (HOUSEHOLDS, *brought)}


def of_frame(frame) -> list[Subject]:
	"""Whom a frame looks at: all subjects, but households alone where it names them."""
	return list(every().values()) if frame.households is None else [HOUSEHOLDS]


def of_rule(rule) -> Subject:
	"""Whom the Risk Rule warns about; households where it does not say."""
	return every()[rule.subject or HOUSEHOLD]


def of_alert(alert) -> Subject | None:
	"""Whom the Risk Alert is about; None where it names nobody."""
	return next((subject for subject in every().values() if alert.get(subject.link)), None)
