"""What of Frappe is replaced at run time so that whoever reads rows reads them within the scope.

Frappe 15 has no hook where a list is put together, nor one that reaches a function whichever of its names it is called
by (the hook `override_whitelisted_methods` reaches one name). Written for 15.0, 15.55 and 15.105; what a version lacks
is left out.
"""

import frappe
import frappe.core.doctype.report.report as frappe_report

from fanpin_app.security.documents import (
	document_guard,
	tasks,  # noqa: F401
)
from fanpin_app.security.queries import (
	companion_guards,  # noqa: F401 -- they name what is guarded
	export_guards,
	function_guards,
	link_guards,  # noqa: F401
	query_guard,
	report_guards,  # noqa: F401
)

# Names of documents are texts or numbers. As a condition, `{"phone": "138…"}`, they would be looked up among all.
NAMES = ("name", "docname", "dn", "doc_name", "document_name", "reference_name", "ref_docname", "source_name")


def install() -> None:
	"""Before every request and job, in this process."""
	query_guard.install()
	document_guard.install()
	function_guards.install()
	export_guards.install()
	frappe_report.enable_prepared_report = leave_report_as_it_is


def leave_report_as_it_is(report: str, site: str | None = None) -> None:
	"""Let administrators decide which report is prepared in the background.

	Frappe 15 makes it so for a report that took 15 seconds, and before 15.105 also 15 seconds after a report refused its
	filters: it answers without rows then, to everybody.
	"""


def refuse_conditions_as_names() -> None:
	"""After authentication: raise PermissionError where a client sends a condition in the place of a name."""
	for argument in NAMES:
		value = frappe.local.form_dict.get(argument)
		if isinstance(value, dict) or (isinstance(value, list) and not all(map(_is_name, value))):
			frappe.throw(
				frappe._("A document is named by a text or a number: {0} is neither.").format(argument),
				frappe.PermissionError,
			)


def _is_name(value) -> bool:
	return isinstance(value, str | int)
