"""The files of a check: each belongs to the step at which it was attached, and is kept when the check moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import formatdate, get_datetime

from fanpin_app.permissions.postings import roles_in
from fanpin_app.verification import papers, stages

if TYPE_CHECKING:
	from frappe.core.doctype.file.file import File

	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck


def refusal_reason(check: RiskCheck, file: File | None, user: str) -> str | None:
	"""Hook (`document_file_guards`): why `user` may not add, change or remove this file, None if permitted."""
	stored = file if file and file.name and frappe.db.exists("File", file.name) else None
	if not stored and check.stage != stages.VILLAGE and papers.owed_papers(check):
		return None
	if check.stage in stages.FINAL:
		return _("This check was determined on {0}: its files stay as they are.").format(
			formatdate(check.decided_on)
		)
	editing_roles = stages.editing_roles(check)
	if editing_roles and editing_roles.isdisjoint(roles_in(check.region or "", user)):
		return _("The check is at the step {0}: only {1} may change its files now.").format(
			_(check.stage), ", ".join(_(role) for role in sorted(editing_roles))
		)
	if stored and (step := step_of_attachment(stored, check)) != check.stage:
		return _("The file {0} belongs to the step {1}, so it stays.").format(stored.file_name, _(step))
	return None


def step_of_attachment(file: File, check: RiskCheck) -> str:
	"""The check's step when the file was attached."""
	attached = get_datetime(file.creation)
	for step in check.steps:
		if get_datetime(step.moved_at) > attached:
			return step.from_stage
	return check.stage
