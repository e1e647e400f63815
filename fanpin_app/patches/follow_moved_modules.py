"""Modules were sorted into sub-packages, and what clients call moved into the `api.py` of each step; what a site
stores by the dotted name of a function follows.

It runs again when functions move: what has followed already stays as it is.
"""

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
# Functions that clients call, by the names that they had after their modules moved.
MOVED_FUNCTIONS = {
	"assistance.elimination.start_elimination_review": "assistance.api.start_elimination_review",
	"assistance.loop.get_loop": "assistance.api.get_loop",
	"assistance.proposals.plan_measures": "assistance.api.plan_measures",
	"assistance.proposals.propose_measures": "assistance.api.propose_measures",
	"discovery.applications.decisions.accept": "discovery.api.accept_application",
	"discovery.applications.decisions.answer": "discovery.api.answer_application",
	"discovery.applications.household_matches.possible_households": "discovery.api.find_possible_households",
	"discovery.applications.private_values.read_in_full": "discovery.api.read_applicant_value",
	"discovery.feeds.describe.describe": "discovery.api.propose_feed_columns",
	"discovery.feeds.match_columns.keep": "discovery.api.store_column_matches",
	"discovery.feeds.match_columns.propose": "discovery.api.propose_column_matches",
	"discovery.loading.progress.cancel": "discovery.api.cancel_load",
	"discovery.loading.progress.get_progress": "discovery.api.get_load_progress",
	"discovery.loading.push.push_file": "discovery.api.push_file",
	"discovery.visits.photos.photos_of": "discovery.api.get_visit_photos",
	"discovery.visits.recording.record_no_change": "discovery.api.record_visit_without_change",
	"early_warning.alerts.from_visits.get_next_visit": "early_warning.api.get_next_visit",
	"early_warning.alerts.list_actions.acknowledge": "early_warning.api.acknowledge_alerts",
	"early_warning.alerts.list_actions.get_time_left": "early_warning.api.get_time_left",
	"early_warning.rule_desk.form.describe": "early_warning.api.describe_rule",
	"early_warning.rule_desk.form.get_choices": "early_warning.api.get_rule_choices",
	"early_warning.rule_desk.preview.preview": "early_warning.api.preview_rule",
	"early_warning.rule_desk.what_if.compare": "early_warning.api.compare_rule",
	"early_warning.rule_desk.what_if.download": "early_warning.api.download_rule_comparison",
	"early_warning.screening.schedule.screen_household": "early_warning.api.screen_household",
	"early_warning.screening.schedule.screen_now": "early_warning.api.screen_now",
	"oversight.report.clue_yield.clue_yield.get_yield_of_rule": "oversight.api.get_yield_of_rule",
	"oversight.waiting.checks_for_me": "oversight.api.count_checks_for_me",
	"registry.households.change_history.get_changes": "registry.api.get_household_changes",
	"registry.households.duplicates.compare": "registry.api.compare_members",
	"registry.operations.head.change_head": "registry.api.change_household_head",
	"registry.operations.members.add_member": "registry.api.add_member",
	"registry.operations.members.record_death": "registry.api.record_member_death",
	"registry.operations.members.record_moving_out": "registry.api.record_member_moving_out",
	"registry.operations.merge.merge": "registry.api.merge_households",
	"registry.operations.move.move": "registry.api.move_household",
	"registry.operations.split.split": "registry.api.split_household",
	"registry.operations.status.correct": "registry.api.correct_status",
	"registry.operations.status.leave": "registry.api.record_household_leaving",
	"registry.personal_data.private_values.record": "registry.api.record_private_value",
	"registry.personal_data.private_values.reveal": "registry.api.reveal_private_value",
	"registry.personal_data.subject_access.sheet": "registry.api.print_subject_access_sheet",
	"registry.regions.changes.give_new_code": "registry.api.give_region_new_code",
	"registry.regions.changes.merge": "registry.api.merge_regions",
	"registry.regions.changes.put_into_grid": "registry.api.put_households_into_grid",
	"registry.regions.changes.rename": "registry.api.rename_region",
	"resources.handling.close_handled": "resources.api.close_handled_alert",
	"security.accounts.password_reset.reset_password": "security.api.reset_password",
	"security.accounts.password_reset.send_login_link": "security.api.send_login_link",
	"security.notices.outside_recipients.unconfirmed": "security.api.get_unconfirmed_recipients",
	"verification.papers.get_owed": "verification.api.get_owed_papers",
	"verification.papers.hand_in": "verification.api.hand_in_papers",
	"verification.start.start_check": "verification.api.start_check",
}
DOTTED_NAME = re.compile(r"\bfanpin_app(?:\.\w+)+")
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
	module, _dot, function = method.removeprefix("fanpin_app.").rpartition(".")
	name = f"{MOVED.get(module, module)}.{function}"
	return f"fanpin_app.{MOVED_FUNCTIONS.get(name, name)}" if method.startswith("fanpin_app.") else method


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
		f"{doctype} {name}: {', '.join(sorted(moved))}"
		for doctype, field in SCRIPTS.items()
		for name, text in _naming_the_app(doctype, field)
		if (moved := {method for method in DOTTED_NAME.findall(text) if new_name(method) != method})
	]
	if not found:
		return
	message = "\n".join(["These name functions of fanpin_app that have moved:", *found])
	print(message)
	frappe.log_error(title="Scripts name functions that have moved", message=message)


def _naming_the_app(doctype: str, field: str) -> list[tuple[str, str]]:
	return frappe.get_all(
		doctype, filters={field: ("like", "%fanpin_app.%")}, fields=["name", field], as_list=True
	)
