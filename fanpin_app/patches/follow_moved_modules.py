"""Modules were sorted into sub-packages; what a site stores by the dotted name of a function follows."""

import re

import frappe

# Modules of scheduled functions and of those that clients call, below the package.
MOVED = {
	"discovery.application_readings": "discovery.applications.private_values",
	"discovery.applications": "discovery.applications.decisions",
	"discovery.describe": "discovery.feeds.describe",
	"discovery.match_columns": "discovery.feeds.match_columns",
	"discovery.photos": "discovery.visits.photos",
	"discovery.possible_households": "discovery.applications.household_matches",
	"discovery.progress": "discovery.loading.progress",
	"discovery.push": "discovery.loading.push",
	"discovery.reminders": "discovery.feeds.reminders",
	"discovery.stalled": "discovery.loading.recovery",
	"discovery.visits": "discovery.visits.recording",
	"early_warning.alert_list": "early_warning.alerts.list_actions",
	"early_warning.defect_tasks": "early_warning.data_defects.tasks",
	"early_warning.desk": "early_warning.rule_desk.form",
	"early_warning.digest": "early_warning.alerts.digest",
	"early_warning.escalation": "early_warning.alerts.escalation",
	"early_warning.preview": "early_warning.rule_desk.preview",
	"early_warning.responsible": "early_warning.response.officers",
	"early_warning.screen_now": "early_warning.screening.schedule",
	"early_warning.stalled": "early_warning.screening.recovery",
	"early_warning.visits": "early_warning.alerts.from_visits",
	"early_warning.what_if": "early_warning.rule_desk.what_if",
	"registry.authorization": "registry.personal_data.authorization",
	"registry.divisions": "registry.regions.changes",
	"registry.duplicates": "registry.households.duplicates",
	"registry.history": "registry.households.change_history",
	"registry.posting": "registry.officers.posting",
	"registry.private_values": "registry.personal_data.private_values",
	"registry.retention": "registry.personal_data.retention",
	"registry.subject_access": "registry.personal_data.subject_access",
}
OLD_NAME = re.compile(rf"\bfanpin_app\.({'|'.join(map(re.escape, MOVED))})\.(\w+)(?![\w.])")
STORED = {"Number Card": "method", "Permitted Endpoint": "endpoint"}
# Texts that administrators write stay as they are; where they name a function that has moved, it is said.
SCRIPTS = {
	"Client Script": "script",
	"Server Script": "script",
	"Custom HTML Block": "script",
	"Web Page": "javascript",
}


def execute() -> None:
	for doctype, field in STORED.items():
		for name, stored in _naming_the_app(doctype, field):
			if (moved := new_name(stored)) != stored:
				frappe.db.set_value(doctype, name, field, moved, update_modified=False)
	_follow_jobs()
	_report_scripts()


def new_name(method: str) -> str:
	"""Today's dotted name of a function; of all else, the same."""
	return OLD_NAME.sub(lambda old: f"fanpin_app.{MOVED[old[1]]}.{old[2]}", method)


def _follow_jobs() -> None:
	"""With its log, and stopped where an administrator stopped it: migrate would delete it and make a new one."""
	for name, stored in _naming_the_app("Scheduled Job Type", "method"):
		moved = new_name(stored)
		if moved == stored:
			continue
		frappe.db.set_value("Scheduled Job Type", name, "method", moved, update_modified=False)
		# As Frappe names it.
		renamed = ".".join(moved.split(".")[-2:])
		if renamed != name:
			frappe.rename_doc("Scheduled Job Type", name, renamed, force=True, show_alert=False)


def _report_scripts() -> None:
	found = [
		f"{doctype} {name}: {', '.join(sorted({match[0] for match in OLD_NAME.finditer(text)}))}"
		for doctype, field in SCRIPTS.items()
		for name, text in _naming_the_app(doctype, field)
		if OLD_NAME.search(text)
	]
	if not found:
		return
	message = "\n".join(["These call functions of fanpin_app by names that are not there any more:", *found])
	print(message)
	frappe.log_error(title="Scripts name functions that have moved", message=message)


def _naming_the_app(doctype: str, field: str) -> list[tuple[str, str]]:
	return frappe.get_all(
		doctype, filters={field: ("like", "%fanpin_app.%")}, fields=["name", field], as_list=True
	)
