"""Digests of the facts on which the steps of a check decided: later steps add facts, and change none of these.

Each step that moves a check forward records a digest of every fact: of filled fields, answered situations and attached
files, and at the determination of the household's open alerts. Digests instead of values, because they are compared
only, and opinions are personal data.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model import table_fields
from frappe.utils import cint

from fanpin_app.verification import alerts, papers, stages
from fanpin_app.verification.changes import comparable_row, comparable_value, is_editable

if TYPE_CHECKING:
	from frappe.model.document import Document

	from fanpin_app.verification.doctype.check_step.check_step import CheckStep
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

# Clocks, and the reason that only a refusal needs.
CLOCKS = {
	*("review_due_on", "step_due_on", "step_remind_on", "step_reminder"),
	*("due_on", "remind_on", "reminder", "days_taken", "papers_due_on", "pauses"),
}
NO_FACTS = {*CLOCKS, "refusal_reason", "steps"}
ALERT, FILE = "alert", "file"


def record(check: RiskCheck) -> None:
	"""Store the digests of the stored check in the row of the step that just moved it forward."""
	stored, step = frappe.get_doc("Risk Check", check.name), check.steps[-1]
	facts = _facts(stored)
	if step.to_stage == stages.APPROVED:
		for alert in alerts.still_open(check.household):
			facts[alert_key(alert.name)] = digest(alert.risk)
	step.facts = frappe.as_json(facts, indent=None)
	frappe.db.set_value("Check Step", step.name, "facts", step.facts, update_modified=False)


def of_determination(check: RiskCheck) -> dict[str, str]:
	"""The digests recorded at the approval, by field name or key of a row, file or alert."""
	return _recorded(_step_before(check, stages.APPROVED))


def changed(check: RiskCheck, stage: str) -> list[str]:
	"""Labels of the facts of the steps before `stage` that are no longer as they were when these steps were left."""
	recorded = _recorded(_step_before(check, stage))
	current = _facts(check) if recorded else {}
	return [
		_label(check, key)
		for key, value in recorded.items()
		if not key.startswith(f"{ALERT}:") and current.get(key) != value
	]


def changed_by_save(check: RiskCheck) -> tuple[list[str], str]:
	"""Labels of the facts of earlier steps that this save would change, and the step that decided on them."""
	before = check.get_doc_before_save()
	step = _step_before(before, before.stage) if before else None
	recorded = _recorded(step)
	if not before or not step or not recorded:
		return [], ""
	old, new = ({**_fields(doc), **_rows(doc)} for doc in (before, check))
	return [
		_label(before, key)
		for key, value in recorded.items()
		if old.get(key) != new.get(key) and new.get(key) != value
	], step.from_stage


def digest(value: object) -> str:
	"""The digest of a fact's comparable value."""
	# Databases round amounts.
	text = f"{value:.6f}" if isinstance(value, float) else str(value)
	return hashlib.sha256(text.encode()).hexdigest()[:16]


def alert_key(alert: str) -> str:
	return f"{ALERT}:{alert}"


def _step_before(check: RiskCheck, stage: str) -> CheckStep | None:
	"""The last step that moved the check forward, out of a stage before `stage`."""
	if stage not in stages.FORWARD:
		return None
	earlier = stages.FORWARD[: stages.FORWARD.index(stage)]
	for step in reversed(check.steps):
		if step.from_stage in earlier and stages.is_forward(step.from_stage, step.to_stage):
			return step
	return None


def _recorded(step: CheckStep | None) -> dict[str, str]:
	return frappe.parse_json(step.facts) if step and step.facts else {}


def _facts(check: RiskCheck) -> dict[str, str]:
	return {**_fields(check), **_rows(check), **_files(check)}


def _fields(check: RiskCheck) -> dict[str, str]:
	exempt = NO_FACTS | stages.workflow_fields(check) | papers.owed_fields(check)
	return {
		field.fieldname: digest(value)
		for field in check.meta.fields
		if is_editable(field)
		and field.fieldtype not in table_fields
		and field.fieldname not in exempt
		# Officers add later what they left empty; what is computed is as it was on the day of the start.
		and ((value := comparable_value(check, field)) is not None or field.read_only)
	}


def _rows(check: RiskCheck) -> dict[str, str]:
	return {
		f"{field.fieldname}:{row.name}": digest(comparable_row(row, row.meta))
		for field in check.meta.get_table_fields()
		if field.fieldname not in NO_FACTS
		for row in check.get(field.fieldname) or []
		if _is_answered(row)
	}


def _is_answered(row: Document) -> bool:
	"""Whether a step decided on the row: situations are listed before anybody answers them."""
	return row.doctype != "Check Situation" or bool(cint(row.get("applies")) or row.get("explanation"))


def _files(check: RiskCheck) -> dict[str, str]:
	attached = {"attached_to_doctype": check.doctype, "attached_to_name": check.name}
	files = frappe.get_all("File", filters=attached, fields=("name", "file_name", "content_hash"))
	return {f"{FILE}:{file.name}": digest((file.file_name, file.content_hash)) for file in files}


def _label(check: RiskCheck, key: str) -> str:
	fieldname, _separator, name = key.partition(":")
	if fieldname == FILE:
		return frappe.db.get_value("File", name, "file_name") or _("a file")
	label = _(check.meta.get_label(fieldname))
	for row in check.get(fieldname) if name else ():
		if row.name == name:
			return _("{0}, row {1}").format(label, row.idx)
	return label
