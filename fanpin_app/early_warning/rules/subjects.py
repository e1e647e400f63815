"""The kinds of documents that rules may warn about: households, and those that later modules register
(`extension_points.screened_subjects`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from pypika.queries import Table
from pypika.terms import Criterion

from fanpin_app.extension_points import screened_subjects

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_alert.risk_alert import RiskAlert
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule

HOUSEHOLD = "Household"


def register() -> str:
	return _("register")


@dataclass(frozen=True)
class Subject:
	"""`name`: the subject as a Risk Rule names it, and the source of conditions on its `fields` (name → Field).

	`doctype` has a column `region`; `title` is the column with a document's display name. `link`: the field of Risk
	Finding and Risk Alert that links to it. `is_screened`: the criterion for documents that rules are evaluated for.
	`origin`: where the figures of its fields come from, in the user's language.
	"""

	name: str
	doctype: str
	link: str
	title: str
	is_screened: Callable[[Table], Criterion]
	fields: Mapping[str, Any] = field(default_factory=dict)
	origin: Callable[[], str] = register

	@property
	def table(self) -> Table:
		return frappe.qb.DocType(self.doctype).as_(self.link)


HOUSEHOLDS = Subject(
	HOUSEHOLD,
	"Household",
	"household",
	"head_name",
	is_screened=lambda household: (household.status == "Active") & (household.people > 0),
)


def by_name() -> dict[str, Subject]:
	"""All subjects by name, households first."""
	return {subject.name: subject for subject in (HOUSEHOLDS, *screened_subjects.all())}


def for_context(context) -> list[Subject]:
	"""The subjects that are screened in a context: only households where it names some, else all."""
	return list(by_name().values()) if context.households is None else [HOUSEHOLDS]


def for_rule(rule: RiskRule) -> Subject:
	"""The subject of a Risk Rule; households if it names none."""
	return by_name()[rule.subject or HOUSEHOLD]


def for_alert(alert: RiskAlert) -> Subject | None:
	"""The subject of a Risk Alert; None if it links to no document."""
	return next((subject for subject in by_name().values() if alert.get(subject.link)), None)
