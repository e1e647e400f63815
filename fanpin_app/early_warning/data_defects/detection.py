"""Data Defects: what a rule of that kind finds wrong in a household's data becomes a task with an officer and a day.

There is one for a rule and a household while the rule finds it, made and closed by the screening, set-based: it is
the rule's finding, so there is no Risk Finding of it and no alert. One that an officer accepted stays accepted for as
long as the rule finds it.
"""

from collections import Counter
from collections.abc import Sequence

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, now
from pypika import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from fanpin_app.database import bulk
from fanpin_app.early_warning.data_defects import tasks
from fanpin_app.early_warning.data_defects.tasks import ACCEPTED, DOCTYPE, MENDED, OPEN
from fanpin_app.early_warning.response.officers import Officers
from fanpin_app.early_warning.rule_queries import evidence, evidence_rows
from fanpin_app.early_warning.rule_queries.compiler import Hit, compile_rule
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.screening.explanation import reason_of

KIND = "Data Defect"  # as a Risk Rule calls it
FIGURES = ("defects", "defects_new", "defects_mended")
# What a later screening may find changed about a defect that is still there.
REFRESHED = (
	"rule_version",
	"leading_tier",
	"region",
	"responsible",
	"what_is_wrong",
	"value",
	"threshold",
	"evidence",
)
KEPT = ("rule", "household", "head_name", "status", "first_run", "last_run", "found_on", "due_on", "open_key")
LENGTH_OF_DATA = 140


def check(
	rules: list[Document], frame: Frame, run: str | None = None, tiers: Sequence[str] = tasks.TIERS
) -> Counter:
	"""Hold the rules against the frame's households and make their defects those that are found; those of other tiers
	than these stay as they are.

	Returns the figures named in FIGURES. Doing it twice changes nothing.
	"""
	figures = Counter(dict.fromkeys(FIGURES, 0))
	figures["defects_mended"] += _close_those_of_other_rules([rule.name for rule in rules], frame, run)
	officers = Officers(frame.prefix)
	for rule in rules:
		if tasks.tier_of(rule) not in tiers:
			continue
		figures.update(_settle(rule, officers, frame, run))
	return figures


def _settle(rule: Document, officers: Officers, frame: Frame, run: str | None) -> dict[str, int]:
	known = _standing(rule, frame)
	tell = _Telling(rule, officers)
	fresh, changed, found = [], [], 0
	for hit in evidence_rows.with_rows(compile_rule(rule, frame).hits(), frame):
		found += 1
		defect = known.pop(hit.household, None)
		told = tell(hit, defect)
		if defect is None:
			fresh.append((hit.household, told))
		elif told != tuple(defect[name] for name in REFRESHED):
			changed.append((*told, *(defect[name] for name in KEPT), defect.name))
	_insert(rule, fresh, frame, run)
	bulk.upsert(DOCTYPE, (*REFRESHED, *KEPT, "name"), changed)
	_close([defect.name for defect in known.values()], frame, run)
	return {"defects": found, "defects_new": len(fresh), "defects_mended": len(known)}


def _insert(rule: Document, fresh: list[tuple[str, tuple]], frame: Frame, run: str | None) -> None:
	heads = _heads([household for household, _told in fresh])
	due_on = add_days(frame.as_of, rule.mend_within_days or 0)
	rows = (
		(
			*(*told, rule.name, household, heads.get(household), OPEN),
			*(run, run, frame.as_of, due_on, open_key(household, rule.name)),
		)
		for household, told in fresh
	)
	bulk.insert(DOCTYPE, (*REFRESHED, *KEPT), rows)


def _heads(households: list[str]) -> dict[str, str]:
	household = frappe.qb.DocType("Household")
	heads: dict[str, str] = {}
	for some in bulk.chunks(households):
		query = frappe.qb.from_(household).select(household.name, household.head_name)
		heads |= dict(query.where(household.name.isin(some)).run())
	return heads


def open_key(household: str, rule: str) -> str:
	return f"{household}|{rule}"


class _Telling:
	"""What a hit of the rule says; most of a rule's hits say the same."""

	def __init__(self, rule: Document, officers: Officers) -> None:
		self.rule, self.officers = rule, officers
		self.tier = tasks.tier_of(rule)
		self._reasons: dict[tuple, str] = {}

	def __call__(self, hit: Hit, defect: dict | None) -> tuple:
		"""`defect`: the one that there is; who holds it keeps it as long as the posting lets them."""
		value, threshold = _short(hit.value), _short(hit.threshold)
		place = tasks.place_of(hit.region, self.tier)
		holder = defect.responsible if defect else None
		responsible, _tier = self.officers.of(place, self.tier, holder)
		return (
			self.rule.version or 0,
			self.tier,
			place,
			responsible,
			self._reason(value, threshold),
			value,
			threshold,
			evidence.dump(hit.evidence),
		)

	def _reason(self, value: str | None, threshold: str | None) -> str:
		if (value, threshold) not in self._reasons:
			told = {"reason": self.rule.reason, "rule_name": self.rule.rule_name}
			told |= {"value": value, "threshold": threshold}
			self._reasons[value, threshold] = reason_of(frappe._dict(told))
		return self._reasons[value, threshold]


def _short(text: str | None) -> str | None:
	return text[:LENGTH_OF_DATA] if text else text


def _table() -> Table:
	return frappe.qb.DocType(DOCTYPE)


def _standing_in(frame: Frame, *conditions: Criterion) -> QueryBuilder:
	"""The defects that stand of households that lie in the frame now; nothing is selected yet."""
	defect, household = _table(), frappe.qb.DocType("Household")
	return (
		frappe.qb.from_(defect)
		.join(household)
		.on(household.name == defect.household)
		.where(defect.status.isin((OPEN, ACCEPTED)))
		.where(frame.lies_in(household.region))
		.where(frame.takes_in(household.name))
		.where(Criterion.all(conditions))
	)


def _standing(rule: Document, frame: Frame) -> dict[str, dict]:
	"""The rule's defects that stand: household → defect."""
	defect = _table()
	columns = (defect[name] for name in ("name", *REFRESHED, *KEPT))
	rows = _standing_in(frame, defect.rule == rule.name).select(*columns).run(as_dict=True)
	return {row.household: row for row in rows}


def _close_those_of_other_rules(rules: list[str], frame: Frame, run: str | None) -> int:
	"""Of rules that are in force no longer."""
	defect = _table()
	conditions = [defect.rule.notin(rules)] if rules else []
	left = _standing_in(frame, *conditions).select(defect.name).run(pluck=True)
	_close(left, frame, run, note=frappe._("The rule is no longer in force."))
	return len(left)


def _close(names: list[int], frame: Frame, run: str | None, note: str | None = None) -> None:
	defect = _table()
	for some in bulk.chunks(names):
		(
			frappe.qb.update(defect)
			.set(defect.status, MENDED)
			.set(defect.mended_on, frame.as_of)
			.set(defect.closing_note, note)
			.set(defect.open_key, None)
			.set(defect.last_run, run)
			.set(defect.modified, now())
			.where(defect.name.isin(some))
			.run()
		)
