"""From a screening's findings to alerts. Compared in bulk; only what differs is written: changes through the alert's
document, new alerts as `bulk_alerts` says.

An alert that a person has begun to answer is never lowered or ended here. A closed alert has answered the findings
of its time: only a finding that came after it raises another. An alert that cannot be written (an administrator's
script may refuse it) is logged, and the others go on.
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
from fanpin_app.early_warning.rule_queries.income_line import below_the_line
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.subjects import HOUSEHOLDS, Subject
from fanpin_app.early_warning.screening import bulk_alerts
from fanpin_app.early_warning.screening.explanation import reason_of
from fanpin_app.early_warning.screening.findings import ACTIVE

Pair = tuple[str, str]  # household (or what else is warned about), risk

SEPARATOR = ", "


@dataclass
class Tally:
	"""What became of the alerts; `alerts_refused` could not be written."""

	alerts_raised: int = 0
	alerts_raised_level: int = 0
	alerts_ended: int = 0
	alerts_refused: int = 0


class AlertScreening:
	"""The alerts of a frame's households (or of another subject), brought in line with their active findings."""

	def __init__(self, frame: Frame, run: str | None, subject: Subject = HOUSEHOLDS) -> None:
		self.frame, self.run, self.subject = frame, run, subject
		self.levels = Levels()
		self.tally = Tally()

	def settle(self) -> Tally:
		findings, open_alerts = self._findings(), self._open_alerts()
		poor = self._poor({about for about, _ in (*findings, *open_alerts)})
		fresh = []
		answered = self._answered(findings.keys() - open_alerts.keys())
		for pair in sorted(findings.keys() | open_alerts.keys()):
			found, below = findings.get(pair, []), pair[0] in poor
			if alert := open_alerts.get(pair):
				self._refresh(alert, self._worked_out(found, below, alert))
			elif pair not in answered or any(finding.creation > answered[pair] for finding in found):
				fresh.append(self._new(pair, self._worked_out(found, below)))
		self._raise_all(fresh)
		return self.tally

	def _poor(self, named: set[str]) -> set[str]:
		"""Only households have an income."""
		return below_the_line(named, self.frame) if self.subject is HOUSEHOLDS else set()

	def _findings(self) -> dict[Pair, list[dict]]:
		finding, about = frappe.qb.DocType("Risk Finding"), self.subject.table
		rows = (
			frappe.qb.from_(finding)
			.join(about)
			.on(about.name == finding[self.subject.link])
			.select(about.name.as_("about"), finding.risk, finding.rule, finding.level, finding.creation)
			.select(finding.value, finding.threshold)
			.where(finding.status == ACTIVE)
			.where(self.frame.lies_in(about.region))
			.where(self.frame.takes_in(finding[self.subject.link]))
			.run(as_dict=True)
		)
		rules = _rules_that_warn()
		found = defaultdict(list)
		for row in rows:
			if row.rule in rules:
				found[row.about, row.risk].append(row.update(rules[row.rule]))
		return found

	def _open_alerts(self) -> dict[Pair, dict]:
		alert, about = frappe.qb.DocType("Risk Alert"), self.subject.table
		rows = (
			frappe.qb.from_(alert)
			.join(about)
			.on(about.name == alert[self.subject.link])
			.select(
				alert.name, about.name.as_("about"), alert.risk, alert.status, alert.level, alert.base_level
			)
			.select(alert.rules, alert.reason, alert.region, alert.reported_level, alert.reported_reason)
			.select(about.region.as_("present_region"))
			.where(alert.status.isin(lifecycle.STILL_OPEN))
			.where(self.frame.lies_in(about.region))
			.where(self.frame.takes_in(about.name))
			.run(as_dict=True)
		)
		return {(row.about, row.risk): row for row in rows}

	def _answered(self, pairs: Iterable[Pair]) -> dict[Pair, datetime]:
		"""When the last alert of each pair was closed."""
		alert = frappe.qb.DocType("Risk Alert")
		about = alert[self.subject.link]
		names = sorted({name for name, _ in pairs})
		answered = {}
		for some in bulk.chunks(names):
			rows = (
				frappe.qb.from_(alert)
				.select(about, alert.risk, Max(alert.closed_at))
				.where(about.isin(some))
				.where(alert.status.isin(lifecycle.CLOSED))
				.groupby(about, alert.risk)
				.run()
			)
			answered |= {(name, risk): closed_at for name, risk, closed_at in rows}
		return answered

	def _worked_out(self, found: list[dict], below: bool, alert: dict | None = None) -> dict:
		"""What the alert's fields should be; empty where it stays as it is."""
		told = [(finding.level, finding.steps_up) for finding in found]
		if alert and alert.reported_level:
			told.append((alert.reported_level, True))
		if not told:
			return {"status": lifecycle.ENDED} if alert.status == lifecycle.OPEN else {}
		base = [level for level, _ in told]
		level = [self.levels.step_up(level) if below and steps_up else level for level, steps_up in told]
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

	def _reason(self, found: list[dict], alert: dict | None) -> str:
		most_severe_first = sorted(
			found, key=lambda finding: (-self.levels.rank(finding.level), finding.rule)
		)
		lines = [reason_of(finding) for finding in most_severe_first]
		if alert and alert.reported_reason:
			lines += alert.reported_reason.splitlines()
		return "\n".join(lines)

	def _refresh(self, alert: dict, values: dict) -> None:
		changed = {name: value for name, value in values.items() if (alert[name] or "") != (value or "")}
		if not changed:
			return
		ends = changed.get("status") == lifecycle.ENDED
		with self._kept_apart(alert.about):
			doc = frappe.get_doc("Risk Alert", alert.name)
			doc.update(changed | {"last_run": self.run} | ({"ended_on": self.frame.as_of} if ends else {}))
			lifecycle.save_by_system(doc)
			self.tally.alerts_ended += ends
			self.tally.alerts_raised_level += self.levels.rank(doc.level) > self.levels.rank(alert.level)

	def _new(self, pair: Pair, values: dict) -> dict:
		about, risk = pair
		told = {self.subject.link: about, "risk": risk, "source": lifecycle.BY_RULE}
		return told | values | {"raised_on": self.frame.as_of, "last_run": self.run}

	def _raise_all(self, fresh: list[dict]) -> None:
		at_once, one_by_one = bulk_alerts.divide(fresh, self.subject)
		self.tally.alerts_raised += bulk_alerts.write(at_once, self.levels)
		for values in one_by_one:
			with self._kept_apart(values[self.subject.link]):
				frappe.new_doc("Risk Alert").update(values).insert(ignore_permissions=True)
				self.tally.alerts_raised += 1

	@contextmanager
	def _kept_apart(self, about: str) -> Iterator[None]:
		frappe.db.savepoint("alert")
		try:
			yield
		except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			raise
		except Exception:
			frappe.db.rollback(save_point="alert")
			frappe.log_error(title=f"Risk Alert of {about}")
			self.tally.alerts_refused += 1


def _rules_that_warn() -> dict[str, dict]:
	"""Not joined to the findings: the database would begin with the rules, and read all findings of them."""
	fields = ["name", "rule_name", "reason", "steps_up"]
	return {rule.pop("name"): rule for rule in frappe.get_all("Risk Rule", {"kind": "Risk"}, fields)}
