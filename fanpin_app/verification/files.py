"""The files of a check: each belongs to the step at which it was attached, and is kept when the check moves on."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, get_datetime

from fanpin_app.permissions.postings import roles_in
from fanpin_app.verification import papers, stages


def refusal_reason(check: Document, file: Document | None, user: str) -> str | None:
	"""Hook (`document_file_guards`): why `user` may not add, change or remove this file, None if permitted."""
	is_stored = bool(file and file.name and frappe.db.exists("File", file.name))
	if not is_stored and check.stage != stages.VILLAGE and papers.owed_papers(check):
		return None
	if check.stage in stages.FINAL:
		return _("This check was determined on {0}: its files stay as they are.").format(
			formatdate(check.decided_on)
		)
	editing_roles = stages.editing_roles(check)
	if editing_roles and editing_roles.isdisjoint(roles_in(check.region, user)):
		return _("The check is at the step {0}: only {1} may change its files now.").format(
			_(check.stage), ", ".join(_(role) for role in sorted(editing_roles))
		)
	if is_stored and (step := step_of_attachment(file, check)) != check.stage:
		return _("The file {0} belongs to the step {1}, so it stays.").format(file.file_name, _(step))
	return None


def step_of_attachment(file: Document, check: Document) -> str:
	"""The check's step when the file was attached."""
	attached = get_datetime(file.creation)
	for step in check.steps:
		if get_datetime(step.moved_at) > attached:
			return step.from_stage
	return check.stage
