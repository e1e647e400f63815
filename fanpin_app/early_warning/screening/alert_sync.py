"""Brings alerts in line with a screening's findings. They are compared in bulk, and only differences are written:
changes through the alert's document, new alerts as described in `bulk_alerts`.

An alert with a response is never lowered or ended here. A closed alert covers the findings of its time: only a later
finding raises another. An alert that cannot be saved (an administrator's script may refuse it) is logged, and the
others are processed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe.query_builder.functions import Max

from fanpin_app.database import bulk
from fanpin_app.early_warning.alerts import lifecycle
from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.rule_queries.income_line import households_below_income_line
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.subjects import HOUSEHOLDS, Subject
from fanpin_app.early_warning.screening import bulk_alerts
from fanpin_app.early_warning.screening.explanation import render_reason
from fanpin_app.early_warning.screening.findings import ACTIVE

Pair = tuple[str, str]  # household (or other subject), risk

SEPARATOR = ", "


@dataclass
class AlertCounts:
	"""Numbers of alerts; `alerts_refused` could not be saved."""

	alerts_raised: int = 0
	alerts_raised_level: int = 0
	alerts_ended: int = 0
	alerts_refused: int = 0


class AlertSync:
	"""Syncs the alerts of a context's households (or other subject) with their active findings."""

	def __init__(self, context: RuleContext, run: str | None, subject: Subject = HOUSEHOLDS) -> None:
		self.context, self.run, self.subject = context, run, subject
		self.levels = Levels()
		self.counts = AlertCounts()

	def sync(self) -> AlertCounts:
		findings, open_alerts = self._findings(), self._open_alerts()
		below_line = self._below_income_line({name for name, _ in (*findings, *open_alerts)})
		new_alerts = []
		last_closed_at = self._last_closed_at(findings.keys() - open_alerts.keys())
		for pair in sorted(findings.keys() | open_alerts.keys()):
			found, is_below = findings.get(pair, []), pair[0] in below_line
			if alert := open_alerts.get(pair):
				self._refresh(alert, self._expected_values(found, is_below, alert))
			elif pair not in last_closed_at or any(
				finding.creation > last_closed_at[pair] for finding in found
			):
				new_alerts.append(self._new_alert_values(pair, self._expected_values(found, is_below)))
		self._raise_alerts(new_alerts)
		return self.counts

	def _below_income_line(self, names: set[str]) -> set[str]:
		"""The households below the income line; no other subject has an income."""
		return households_below_income_line(names, self.context) if self.subject is HOUSEHOLDS else set()

	def _findings(self) -> dict[Pair, list[frappe._dict]]:
		finding, table = frappe.qb.DocType("Risk Finding"), self.subject.table
		rows = (
			frappe.qb.from_(finding)
			.join(table)
			.on(table.name == finding[self.subject.link])
			.select(
				table.name.as_("subject_name"), finding.risk, finding.rule, finding.level, finding.creation
			)
			.select(finding.value, finding.threshold)
			.where(finding.status == ACTIVE)
			.where(self.context.covers_region(table.region))
			.where(self.context.includes(finding[self.subject.link]))
			.run(as_dict=True)
		)
		rules = _risk_rules()
		found = defaultdict(list)
		for row in rows:
			if row.rule in rules:
				found[row.subject_name, row.risk].append(row.update(rules[row.rule]))
		return found

	def _open_alerts(self) -> dict[Pair, frappe._dict]:
		alert, table = frappe.qb.DocType("Risk Alert"), self.subject.table
		rows = (
			frappe.qb.from_(alert)
			.join(table)
			.on(table.name == alert[self.subject.link])
			.select(
				alert.name,
				table.name.as_("subject_name"),
				alert.risk,
				alert.status,
				alert.level,
				alert.base_level,
			)
			.select(alert.rules, alert.reason, alert.region, alert.reported_level, alert.reported_reason)
			.select(table.region.as_("present_region"))
			.where(alert.status.isin(lifecycle.STILL_OPEN))
			.where(self.context.covers_region(table.region))
			.where(self.context.includes(table.name))
			.run(as_dict=True)
		)
		return {(row.subject_name, row.risk): row for row in rows}

	def _last_closed_at(self, pairs: Iterable[Pair]) -> dict[Pair, datetime]:
		"""When the last alert of each pair was closed."""
		alert = frappe.qb.DocType("Risk Alert")
		link = alert[self.subject.link]
		names = sorted({name for name, _ in pairs})
		last_closed_at = {}
		for chunk in bulk.chunks(names):
			rows = (
				frappe.qb.from_(alert)
				.select(link, alert.risk, Max(alert.closed_at))
				.where(link.isin(chunk))
				.where(alert.status.isin(lifecycle.CLOSED))
				.groupby(link, alert.risk)
				.run()
			)
			last_closed_at |= {(name, risk): closed_at for name, risk, closed_at in rows}
		return last_closed_at

	def _expected_values(
		self, found: list[frappe._dict], is_below: bool, alert: frappe._dict | None = None
	) -> dict:
		"""The values that the alert's fields should have; empty if the alert stays as it is."""
		levels = [(finding.level, finding.steps_up) for finding in found]
		if alert and alert.reported_level:
			levels.append((alert.reported_level, True))
		if not levels:
			return {"status": lifecycle.ENDED} if alert and alert.status == lifecycle.OPEN else {}
		base = [level for level, _ in levels]
		level = [self.levels.step_up(level) if is_below and steps_up else level for level, steps_up in levels]
		if alert and alert.status != lifecycle.OPEN:
			base.append(alert.base_level)
			level.append(alert.level)
		values = {
			"base_level": self.levels.highest(base),
			"level": self.levels.highest(level),
			"rules": SEPARATOR.join(sorted(finding.rule for finding in found)),
			"reason": self._reason(found, alert),
		}
		return values | ({"region": alert.present_region} if alert else {})

	def _reason(self, found: list[frappe._dict], alert: frappe._dict | None) -> str:
		most_severe_first = sorted(
			found, key=lambda finding: (-self.levels.rank(finding.level), finding.rule)
		)
		lines = [render_reason(finding) for finding in most_severe_first]
		if alert and alert.reported_reason:
			lines += alert.reported_reason.splitlines()
		return "\n".join(lines)

	def _refresh(self, alert: frappe._dict, values: dict) -> None:
		changed = {name: value for name, value in values.items() if (alert[name] or "") != (value or "")}
		if not changed:
			return
		ends = changed.get("status") == lifecycle.ENDED
		with self._isolated_savepoint(alert.subject_name):
			doc = frappe.get_doc("Risk Alert", alert.name)
			doc.update(changed | {"last_run": self.run} | ({"ended_on": self.context.as_of} if ends else {}))
			lifecycle.save_by_system(doc)
			self.counts.alerts_ended += ends
			self.counts.alerts_raised_level += self.levels.rank(doc.level) > self.levels.rank(alert.level)

	def _new_alert_values(self, pair: Pair, values: dict) -> dict:
		subject_name, risk = pair
		identity = {self.subject.link: subject_name, "risk": risk, "source": lifecycle.BY_RULE}
		return identity | values | {"raised_on": self.context.as_of, "last_run": self.run}

	def _raise_alerts(self, new_alerts: list[dict]) -> None:
		for_bulk, one_by_one = bulk_alerts.partition(new_alerts, self.subject)
		self.counts.alerts_raised += bulk_alerts.bulk_insert(for_bulk, self.levels)
		for values in one_by_one:
			with self._isolated_savepoint(values[self.subject.link]):
				frappe.new_doc("Risk Alert").update(values).insert(ignore_permissions=True)
				self.counts.alerts_raised += 1

	@contextmanager
	def _isolated_savepoint(self, subject_name: str) -> Iterator[None]:
		frappe.db.savepoint("alert")
		try:
			yield
		except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			raise
		except Exception:
			frappe.db.rollback(save_point="alert")
			frappe.log_error(title=f"Risk Alert of {subject_name}")
			self.counts.alerts_refused += 1


def _risk_rules() -> dict[str, dict]:
	"""Read apart from the findings: in a join MariaDB would start with the rules and read all of their findings."""
	fields = ["name", "rule_name", "reason", "steps_up"]
	return {rule.pop("name"): rule for rule in frappe.get_all("Risk Rule", {"kind": "Risk"}, fields)}
