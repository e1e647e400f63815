"""Replacements in Frappe at run time so that rows are only read within the scope.

Frappe 15 has no hook where a list query is built, and none that applies to all names of a function
(`override_whitelisted_methods` only applies to one). Written for 15.0, 15.55 and 15.105; functions that a
version lacks are skipped.
"""

import frappe
import frappe.core.doctype.report.report as frappe_report

from fanpin_app.database.one_thread import one_thread_at_a_time
from fanpin_app.security.accounts import lockout, password_strength  # noqa: F401 -- register guards
from fanpin_app.security.documents import (
	document_guard,
	tasks,  # noqa: F401
)
from fanpin_app.security.files import attach_fields  # noqa: F401
from fanpin_app.security.notices import mail  # noqa: F401
from fanpin_app.security.queries import (
	companion_guards,  # noqa: F401
	connection_guards,  # noqa: F401
	export_guards,
	function_guards,
	link_guards,  # noqa: F401
	permitted_fields,
	query_guard,
	report_guards,  # noqa: F401
)

# Names of documents are strings or numbers. A condition instead, `{"phone": "138…"}`, would search all
# documents.
NAMES = ("name", "docname", "dn", "doc_name", "document_name", "reference_name", "ref_docname", "source_name")


@one_thread_at_a_time
def install() -> None:
	"""Hook before every request and job.

	The first requests of a process may come at the same moment: each waits until everything is replaced, and no
	function gets its guard twice.
	"""
	permitted_fields.install()
	query_guard.install()
	document_guard.install()
	function_guards.install()
	export_guards.install()
	frappe_report.enable_prepared_report = keep_report_settings


def keep_report_settings(report: str, site: str | None = None) -> None:
	"""Do nothing: administrators decide which reports are prepared in the background.

	Frappe 15 enables it for a report that took 15 seconds, and before 15.105 also 15 seconds after a report
	refused its filters; the report then has no rows for all users.
	"""


def refuse_conditions_as_names() -> None:
	"""Raise PermissionError if a client sends a condition instead of a name."""
	for argument in NAMES:
		value = frappe.local.form_dict.get(argument)
		if isinstance(value, dict) or (isinstance(value, list) and not all(map(_is_name, value))):
			frappe.throw(
				frappe._("A document is named by a text or a number: {0} is neither.").format(argument),
				frappe.PermissionError,
			)


def _is_name(value) -> bool:
	return isinstance(value, str | int)
