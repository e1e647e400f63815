"""Objections that people raise during the public notice, and the answers to them.

An objection may come when the check has left the village. So it is recorded with a function, by any officer who may
write the check, and not in the form, where only the office of the current step writes. That office answers, because
no step moves the check forward past an objection without an answer. What is recorded stays, and so does an answer.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import formatdate, getdate, today

from fanpin_app.permissions.postings import roles_in
from fanpin_app.verification import officers, stages

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.check_objection.check_objection import CheckObjection
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

TABLE = "objections"


def record(check: str, objection: str, received_on: date | str, objector: str | None = None) -> None:
	"""Add an objection that was received on a day; `objector` may be unnamed.

	Raises `frappe.PermissionError` where the user may not write the check, `frappe.ValidationError` if its notice is over.
	"""
	doc = _to_write(check)
	if not _is_open_to_objections(doc):
		frappe.throw(
			_(
				"This check was determined on {0}, and its public notice is over: no objection is recorded."
			).format(formatdate(doc.decided_on))
		)
	if not (objection or "").strip():
		frappe.throw(_("Write down the objection."))
	if not getdate(doc.started_on) <= getdate(received_on) <= getdate(today()):
		frappe.throw(
			_("Received On: {0} is before the start of the check or in the future. Correct the day.").format(
				formatdate(received_on)
			)
		)
	doc.append(
		TABLE,
		{
			"received_on": received_on,
			"objector": objector,
			"objection": objection,
			"recorded_by": frappe.session.user,
		},
	)
	_save(doc)


def answer(check: str, row: str, text: str) -> None:
	"""Answer the objection of the row with this name.

	Raises `frappe.PermissionError` unless the user's office holds the current step, or if the user acted at another one;
	`frappe.ValidationError` if the objection is answered already.
	"""
	doc = _to_write(check)
	offices = stages.editing_roles(doc)
	if offices and offices.isdisjoint(roles_in(doc.region or "")):
		frappe.throw(
			_("The check is at the step {0}: only {1} answers objections now.").format(
				_(doc.stage), ", ".join(_(role) for role in sorted(offices))
			),
			frappe.PermissionError,
		)
	officers.refuse_second_step(doc)
	objection = next((each for each in doc.objections if each.name == row), None)
	if not objection or objection.answer:
		frappe.throw(_("This objection is answered already, or does not belong to the check."))
	if not (text or "").strip():
		frappe.throw(_("Write the answer."))
	objection.update({"answer": text, "answered_by": frappe.session.user, "answered_on": today()})
	_save(doc)


def unanswered(check: RiskCheck) -> list[str]:
	"""A sentence for each objection without an answer."""
	return [
		_("Objections, row {0}: the objection of {1} has no answer. Answer it first.").format(
			row.idx, formatdate(row.received_on)
		)
		for row in open_objections(check)
	]


def open_objections(check: RiskCheck) -> list[CheckObjection]:
	"""The rows without an answer."""
	return [row for row in check.get(TABLE) or [] if not row.answer]


def fields_being_written(check: RiskCheck) -> set[str]:
	"""The table, if this save records an objection or its answer."""
	return {TABLE} if check.flags.writes_objection else set()


def _to_write(check: str) -> RiskCheck:
	doc = frappe.get_doc("Risk Check", check, for_update=True)
	doc.check_permission("write")
	return doc


def _save(doc: RiskCheck) -> None:
	doc.flags.writes_objection = True
	doc.save()


def _is_open_to_objections(check: RiskCheck) -> bool:
	"""Whether the check is not determined yet or, after help in the green lane, its notice is owed or hangs."""
	if check.stage not in stages.FINAL:
		return True
	if check.stage == stages.REJECTED or not check.green_lane:
		return False
	return not check.notice_to or getdate(check.notice_to) >= getdate(today())
