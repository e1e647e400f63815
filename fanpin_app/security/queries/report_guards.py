"""Guards of Frappe's charts, reports and exports: results are computed and stored for the current user."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.core.doctype.prepared_report import prepared_report
from frappe.desk import query_report
from frappe.utils import add_to_date, now_datetime

from fanpin_app.permissions.scope import listing_with_right
from fanpin_app.privacy import exports
from fanpin_app.security.documents import shared_views
from fanpin_app.security.queries import stored_results
from fanpin_app.security.queries.function_guards import Call, guards
from fanpin_app.security.queries.reader_guards import is_readable, refuse, require_readable
from fanpin_app.security.roles import is_system_manager

if TYPE_CHECKING:
	from frappe.core.doctype.prepared_report.prepared_report import PreparedReport
	from frappe.core.doctype.report.report import Report

DASHBOARD_CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart"
EXPORTERS = (
	"frappe.desk.reportview.export_query",
	"frappe.desk.query_report.export_query",
	"frappe.core.doctype.data_export.exporter.export_data",
	"frappe.core.doctype.data_import.data_import.download_template",
)
# Each report occupies a worker for up to 25 minutes.
MAX_WAITING = 10


@guards("frappe.utils.goal.get_monthly_goal_graph_data")
def get_monthly_goal_graph_data(call: Call) -> None:
	"""Refused: it sums any field of all rows by month, and Frappe's desk does not use it."""
	frappe.throw(_("Sums by month are drawn by a Dashboard Chart."), frappe.PermissionError)


@guards(f"{DASHBOARD_CHART}.get")
def get_chart(call: Call) -> Any:
	"""A readable chart, computed for the current user: cached numbers would be those of whoever opened it
	first."""
	if name := call["chart_name"]:
		require_readable("Dashboard Chart", name)
		return call.proceed(refresh=1)
	changes = {"no_cache": 1} if call["chart"] else {}
	return call.proceed(**changes)


@guards(f"{DASHBOARD_CHART}.get_heatmap_chart_config")
def get_heatmap_chart_config(call: Call) -> dict:
	"""A heat map of the documents that the user may list; Frappe's uses all rows and accepts any SQL as
	value."""
	chart, filters = call["chart"], list(call["filters"])
	year = frappe.utils.cint(call["heatmap_year"]) or frappe.utils.getdate().year
	doctype, date_field = chart.document_type, chart.based_on
	function = {"Sum": "sum", "Count": "count", "Average": "avg"}[chart.chart_type]
	filters += [[doctype, date_field, ">", f"{year}-01-01"], [doctype, date_field, "<", f"{year + 1}-01-01"]]
	rows = frappe.get_list(
		doctype,
		fields=[f"unix_timestamp({date_field})", f"{function}({chart.value_based_on or '1'})"],
		filters=filters,
		group_by=f"date({date_field})",
		order_by=f"{date_field} asc",
		as_list=True,
		limit=0,
		ignore_ifnull=True,
		parent_doctype=chart.parent_document_type,
	)
	return {"labels": [], "dataPoints": dict(rows)}


@guards("frappe.desk.query_report.get_report_doc")
def get_report_doc(call: Call) -> Report:
	"""A report to run, which must be readable: reports saved by other officers are private."""
	if not is_readable("Report", call["report_name"]):
		refuse("Report", call["report_name"])
	return call.proceed()


@guards("frappe.desk.query_report.run")
def run_report(call: Call) -> dict:
	"""Run the report for the current user; a request may not set another."""
	call.arguments.pop("user", None)
	return call.proceed()


@guards("frappe.desk.query_report.get_prepared_report_result")
def get_prepared_report_result(call: Call) -> dict:
	"""The result of a prepared report, for its owner; without a name, the latest that is still valid."""
	user, report = frappe.session.user, call["report"]
	report_name = report.get("custom_report") or report.get("report_name") or report.name
	if name := call["dn"]:
		require_own_prepared_report(name, report_name)
		require_valid_result(name)
	else:
		name = prepared_report.get_completed_prepared_report(call["filters"], user, report_name)
		if name and not stored_results.is_valid("Prepared Report", name, user):
			return {"prepared_report": True, "doc": None}
	return call.proceed(user=user)


@guards("frappe.core.doctype.prepared_report.prepared_report.enqueue_json_to_csv_conversion")
def convert_prepared_report(call: Call) -> Any:
	require_own_prepared_report(call["prepared_report_name"])
	require_valid_result(call["prepared_report_name"])
	return call.proceed()


@guards("frappe.core.doctype.prepared_report.prepared_report.delete_prepared_reports")
def delete_prepared_reports(call: Call) -> None:
	"""Delete the user's own prepared reports.

	Frappe 15.0 deletes those of any user; 15.105 only deletes them for users with a right on the DocType, and
	silently skips the others.
	"""
	names = [kept["name"] for kept in frappe.parse_json(call["reports"])]
	for name in names:
		require_own_prepared_report(name)
	for name in names:
		frappe.delete_doc("Prepared Report", name, ignore_permissions=True, delete_permanently=True)


def check_prepared_report(kept: PreparedReport, method: str | None = None) -> None:
	"""Hook before a Prepared Report is inserted: refuse reports that the user may not run, which Frappe
	checks later."""
	query_report.get_report_doc(kept.report_name)
	waiting = {
		"owner": frappe.session.user,
		"status": ("in", ("Queued", "Started")),
		"creation": (">", add_to_date(now_datetime(), hours=-1)),
	}
	if frappe.db.count("Prepared Report", waiting) >= MAX_WAITING:
		frappe.throw(
			_("{0} reports of yours are still being prepared. Wait until one is ready.").format(MAX_WAITING)
		)


def may_run(report: str | None) -> bool:
	"""Whether the report exists and the user may run it."""
	if not report or not frappe.db.exists("Report", report):
		return False
	try:
		query_report.get_report_doc(report)
	except (frappe.PermissionError, frappe.ValidationError):
		frappe.clear_last_message()
		return False
	return True


@guards("frappe.desk.reportview.save_report")
def save_report(call: Call) -> Any:
	"""A report of this name is changed by those who see it; for others it is a new one, as if there were none."""
	name = call["name"]
	if not shared_views.is_named_by_officer() or is_readable("Report", name):
		return call.proceed()
	frappe.flags.name_of_own_view = shared_views.unique_name(name)
	return call.proceed(name=frappe.flags.name_of_own_view)


@guards("frappe.desk.reportview.delete_report")
def delete_report(call: Call) -> Any:
	require_readable("Report", call["name"])
	return call.proceed()


def require_own_prepared_report(name: str, report: str | None = None) -> None:
	"""Raise PermissionError unless the prepared report belongs to the user and is a result of `report`."""
	kept = isinstance(name, str) and frappe.db.get_value("Prepared Report", name, ("owner", "report_name"))
	if (
		not kept
		or (kept[0] != frappe.session.user and not is_system_manager())
		or report not in (None, kept[1])
	):
		refuse("Prepared Report", name)


def require_valid_result(name: str) -> None:
	"""Raises `frappe.PermissionError` for a prepared report of another day or of another reach."""
	if not stored_results.is_valid("Prepared Report", name, frappe.session.user):
		frappe.throw(
			_(
				"This report was prepared on another day, or your duties have changed since. Prepare it again."
			),
			frappe.PermissionError,
		)


def _guard_export(method: str) -> Callable[[Call], Any]:
	def export(call: Call) -> Any:
		"""Export what the user may export; Frappe exports everything readable if anything may be exported."""
		# Functions for lists and reports have no parameters: they read the request.
		arguments = dict(call.arguments or frappe.local.form_dict)
		if report := arguments.get("report_name"):
			require_readable("Report", report)
		with listing_with_right("export"):
			answer = frappe.call(call.function, **exports.without_private_columns(method, arguments))
		exports.log_export(method, arguments)
		return answer

	return export


for _method in EXPORTERS:
	guards(_method)(_guard_export(_method))
