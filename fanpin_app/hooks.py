from fanpin_app.permissions.rules import has_permission, permission_query_conditions  # noqa: F401
from fanpin_app.setup.renamed_endpoints import renamed_endpoints

app_name = "fanpin_app"
app_title = "Fanpin"
app_publisher = "The makers of fanpin_app"
app_description = "Monitoring and assistance that keep households from falling back into poverty"
app_email = "maintainers@fanpin.example"
app_license = "MIT"

# Frappe writes the fields of a DocType into its controller as types, when it is saved in developer mode;
export_python_type_annotations = True
# and Frappe 16 refuses calls of whitelisted functions that have an argument without a type.
require_type_annotated_api_methods = True
app_logo_url = "/assets/fanpin_app/images/fanpin.svg"

app_include_js = [
	"/assets/fanpin_app/js/tables.js",
	"/assets/fanpin_app/js/list_count.js",
	"/assets/fanpin_app/js/list_subject.js",
	"/assets/fanpin_app/js/removed_rows.js",
	"/assets/fanpin_app/js/session_end.js",
	"/assets/fanpin_app/js/stored_markup.js",
]

website_context = {"favicon": app_logo_url, "splash_image": app_logo_url}

clear_cache = "fanpin_app.permissions.links.clear"

after_install = "fanpin_app.setup.install.after_install"
after_migrate = "fanpin_app.setup.install.after_migrate"
before_uninstall = "fanpin_app.setup.uninstall.before_uninstall"

# Earlier names of methods, answers that do not reveal whether there is such a document or account, and the program
# that makes PDFs.
override_whitelisted_methods = {
	**renamed_endpoints,
	"frappe.core.doctype.user.user.reset_password": "fanpin_app.security.api.reset_password",
	"frappe.utils.pdf.is_wkhtmltopdf_valid": "fanpin_app.security.api.is_wkhtmltopdf_valid",
	"frappe.www.login.send_login_link": "fanpin_app.security.api.send_login_link",
}

# Who may make requests at all; then endpoints are opened by name, and all others are refused.
auth_hooks = ["fanpin_app.security.every_request.check"]
on_login = "fanpin_app.security.accounts.account_check.check_login"
extend_bootinfo = [
	"fanpin_app.security.accounts.session_end.add_to_boot",
	"fanpin_app.permissions.shown_rights.remove_from_boot",
]

# What Frappe has no hook for is replaced at run time, once for each process.
before_request = ["fanpin_app.security.every_request.prepare"]
before_job = [
	"fanpin_app.security.replacements.install",
	"fanpin_app.security.documents.child_rows.set_job_origin",
	"fanpin_app.security.accounts.account_check.check_job",
]
after_request = ["fanpin_app.security.responses.after_request.finish"]

override_doctype_class = {
	# A report by mail shows what its user may see.
	"Auto Email Report": "fanpin_app.oversight.report_mail.ReportMail",
	# Notices go to who may read their documents.
	"Assignment Rule": "fanpin_app.security.notices.overrides.ReadersAssignmentRule",
	"Notification": "fanpin_app.security.notices.overrides.ReadersNotification",
	"Notification Log": "fanpin_app.security.notices.overrides.ReadersNotificationLog",
	# Nobody becomes a System Manager unless an administrator says so.
	"User": "fanpin_app.security.accounts.user.AssignedRolesUser",
	# What is attached to a scoped document is private for ever.
	"File": "fanpin_app.security.files.private_files.GuardedFile",
}

# What print formats and notifications may ask for.
jinja = {
	"methods": [
		"fanpin_app.discovery.applications.receipt_slip.application_slip",
		"fanpin_app.discovery.applications.recipients.officers_of_application",
		"fanpin_app.verification.public_notice.prints.check_appraisal",
		"fanpin_app.verification.public_notice.prints.check_notice",
	]
}

doctype_js = {
	"Auto Email Report": "security/client_scripts/outside_recipients.js",
	"Data Batch": "discovery/client_scripts/data_batch_match_columns.js",
	"Notification": "security/client_scripts/outside_recipients.js",
	"Household": [
		"discovery/client_scripts/household_visits.js",
		"early_warning/client_scripts/household_screening.js",
		"registry/client_scripts/household_private_values.js",
		"registry/client_scripts/household_operations.js",
	],
	"Risk Alert": [
		"verification/client_scripts/risk_alert_check.js",
		"resources/client_scripts/risk_alert_handling.js",
	],
	"Risk Check": [
		"verification/client_scripts/risk_check_clocks.js",
		"assistance/client_scripts/risk_check_elimination_sheet.js",
		"verification/client_scripts/risk_check_public_notice.js",
	],
	"Risk Rule": [
		"early_warning/client_scripts/risk_rule_trial.js",
		"oversight/client_scripts/risk_rule_yield.js",
	],
	"User": "security/client_scripts/user_own_account.js",
	"Workflow": "verification/client_scripts/workflow_moves.js",
}
doctype_list_js = {
	"Household": [
		"discovery/client_scripts/household_list_visits.js",
		"registry/client_scripts/household_list_regions.js",
	]
}

doc_events = {
	"*": {
		"before_insert": [
			"fanpin_app.security.documents.child_rows.check_before_insert",
			"fanpin_app.permissions.client_links.check_amended",
		],
		"before_validate": [
			"fanpin_app.security.documents.child_rows.check",
			"fanpin_app.security.text.plain_text.refuse_markup",
			"fanpin_app.security.files.attach_fields.check",
		],
		"before_update_after_submit": [
			"fanpin_app.security.documents.child_rows.check",
			"fanpin_app.security.text.plain_text.refuse_markup",
		],
		"before_cancel": "fanpin_app.security.documents.child_rows.check",
		"before_change": "fanpin_app.security.text.plain_text.refuse_markup",
		"before_print": "fanpin_app.security.text.stored_markup.make_print_harmless",
		"before_rename": [
			"fanpin_app.permissions.client_links.check_renaming",
			"fanpin_app.security.text.plain_text.refuse_markup_in_name",
			"fanpin_app.permissions.client_links.check_merge",
		],
		"on_trash": "fanpin_app.security.documents.child_rows.check_before_deleting",
	},
	"Role": {
		"on_update": "fanpin_app.security.gate.open_endpoints.forget_permitted",
		"after_delete": "fanpin_app.security.gate.open_endpoints.forget_permitted",
	},
	"DocType": {"on_update": "fanpin_app.permissions.announcement.on_doctype_change"},
	"Custom Field": {
		"on_update": "fanpin_app.permissions.announcement.on_custom_field_change",
		"after_delete": "fanpin_app.permissions.links.forget",
	},
	"Property Setter": {
		"on_update": "fanpin_app.permissions.announcement.on_property_setter_change",
		"after_delete": "fanpin_app.permissions.links.forget",
	},
	"File": {
		"validate": [
			"fanpin_app.discovery.visits.photos.check",
			"fanpin_app.discovery.applications.attachments.check",
		],
		"after_insert": "fanpin_app.security.queries.stored_results.note_reach",
	},
	"Officer Posting": {
		"on_update": [
			"fanpin_app.early_warning.posting_changes.follow_posting",
			"fanpin_app.security.accounts.account_check.end_sessions_of_former_officer",
		],
		"after_delete": "fanpin_app.early_warning.posting_changes.follow_posting",
	},
	"User": {
		"onload": "fanpin_app.security.accounts.own_account.set_onload_fields",
		"before_validate": "fanpin_app.security.documents.document_guard.restore_hidden_fields",
		"before_rename": "fanpin_app.security.accounts.own_account.refuse_renaming",
		"on_update": "fanpin_app.security.accounts.account_check.end_sessions_of_disabled_user",
	},
	"Tag": {"before_insert": "fanpin_app.permissions.tags.forget_author"},
	"Discussion Topic": {"validate": "fanpin_app.security.documents.discussions.refuse"},
	"Discussion Reply": {"validate": "fanpin_app.security.documents.discussions.refuse"},
	"Household": {"on_update": "fanpin_app.discovery.visits.recording.follow_household"},
	"Household Visit": {"on_update": "fanpin_app.early_warning.alerts.from_visits.raise_findings"},
	"Service Application": {"on_update": "fanpin_app.early_warning.alerts.from_applications.raise_alerts"},
	"Risk Alert": {
		"after_insert": [
			"fanpin_app.assistance.cases.add_risk",
			"fanpin_app.assistance.elimination.watch.follow_alert",
		]
	},
	"Risk Check": {
		"onload": "fanpin_app.assistance.elimination.sheet.set_sheet",
		"on_update": "fanpin_app.assistance.cases.follow_determination",
	},
	"Workflow": {
		"validate": "fanpin_app.verification.workflow_changes.moves.check",
		"on_update": "fanpin_app.verification.workflow_changes.moves.move",
		"on_trash": "fanpin_app.verification.workflow_changes.moves.check_deletion",
	},
	"Monitoring Case": {
		"before_insert": [
			"fanpin_app.assistance.pairings.set_current_helper",
			"fanpin_app.assistance.first_help.set_due",
		]
	},
	"Response Plan": {
		"on_update": [
			"fanpin_app.verification.clocks.calendar_changes.follow_plan",
			"fanpin_app.assistance.first_help.follow_plan",
		]
	},
	"Version": {"before_insert": "fanpin_app.privacy.fields.mask_version"},
	"ToDo": {
		"before_insert": "fanpin_app.security.documents.tasks.set_assigner",
		"before_validate": "fanpin_app.security.documents.tasks.restore_assigner",
		"validate": "fanpin_app.security.notices.overrides.check_task",
		"on_trash": "fanpin_app.security.documents.tasks.refuse_deletion",
	},
	"Document Follow": {"validate": "fanpin_app.security.notices.overrides.check_follower"},
	"Dashboard Settings": {"before_insert": "fanpin_app.security.documents.own_rows.check_name_of_new"},
	"Notification Settings": {"before_insert": "fanpin_app.security.documents.own_rows.check_name_of_new"},
	"DocShare": {"validate": "fanpin_app.security.documents.shares.check_share"},
	"Document Share Key": {"validate": "fanpin_app.security.documents.shares.refuse_key"},
	"Comment": {
		"before_insert": [
			"fanpin_app.permissions.tags.refuse_comment",
			"fanpin_app.security.documents.comments.set_author",
		]
	},
	"Communication": {
		"before_insert": "fanpin_app.security.notices.mail.set_sender",
		"validate": "fanpin_app.security.notices.mail.check_communication",
	},
	"Prepared Report": {
		"before_insert": "fanpin_app.security.queries.report_guards.check_prepared_report",
		"after_insert": "fanpin_app.security.queries.stored_results.note_reach",
	},
	"Email Queue": {
		"before_insert": [
			"fanpin_app.security.notices.mail.remove_unpermitted_recipients",
			"fanpin_app.security.files.attach_fields.check_mail",
		]
	},
	"Custom HTML Block": {
		"before_insert": "fanpin_app.security.documents.shared_views.make_name_unique",
		"before_rename": "fanpin_app.security.documents.shared_views.make_new_name_unique",
		"validate": "fanpin_app.security.documents.shared_views.make_private",
	},
	"Dashboard Chart": {
		"before_insert": "fanpin_app.security.documents.shared_views.make_name_unique",
		"before_rename": "fanpin_app.security.documents.shared_views.make_new_name_unique",
		"validate": "fanpin_app.security.documents.shared_views.make_private",
	},
	"Event": {"validate": "fanpin_app.security.documents.shared_views.make_private"},
	"Kanban Board": {
		"before_insert": "fanpin_app.security.documents.shared_views.make_name_unique",
		"before_rename": "fanpin_app.security.documents.shared_views.make_new_name_unique",
		"validate": [
			"fanpin_app.security.documents.shared_views.make_private",
			"fanpin_app.security.documents.shared_views.clear_shared_card_order",
		],
	},
	"List Filter": {"validate": "fanpin_app.security.documents.shared_views.make_private"},
	"Note": {"validate": "fanpin_app.security.documents.shared_views.make_private"},
	"Number Card": {"validate": "fanpin_app.security.documents.shared_views.make_private"},
	"Report": {
		"before_insert": "fanpin_app.security.documents.shared_views.make_name_unique",
		"before_rename": "fanpin_app.security.documents.shared_views.make_new_name_unique",
	},
	"Data Batch": {
		"before_roll_back": "fanpin_app.early_warning.rescreening.after_batch.remember_affected_towns",
		"after_correction_of_period": "fanpin_app.early_warning.rescreening.after_batch.screen_affected_households",
		"on_update": [
			"fanpin_app.assistance.imported.follow_batch",
			"fanpin_app.early_warning.rescreening.after_batch.screen_after_status_change",
		],
	},
	"Translation": {
		"on_update": "fanpin_app.database.translation_cache.forget",
		"on_trash": "fanpin_app.database.translation_cache.forget",
	},
}

# Extension points of earlier steps, which later ones use (fanpin_app/extension_points.py says when each is called).
household_followers = [
	"fanpin_app.registry.households.relocation",
	"fanpin_app.discovery.household_changes",
	"fanpin_app.early_warning.household_changes",
	"fanpin_app.early_warning.data_defects.tasks",
	"fanpin_app.verification.household_changes",
	"fanpin_app.assistance.household_changes",
]
household_merge_guards = ["fanpin_app.verification.household_changes.merge_objections"]
posting_handed_over = [
	"fanpin_app.registry.officers.handover.move_assignments",
	"fanpin_app.assistance.pairings.hand_over_pairings",
	"fanpin_app.assistance.handover.move_helped_cases",
]
documents_of_regions = [
	"Service Application",
	"Risk Alert",
	"Risk Finding",
	"Alleviation Asset",
	"Asset Inspection",
	"Asset Lease",
	"Asset Ledger Entry",
	"Policy Acknowledgement",
	"Leading Group",
	"Coordination Meeting",
	"Meeting Decision",
]
region_taken_over = [
	"fanpin_app.discovery.loading.batch_access.follow_region",
	"fanpin_app.coordination.decisions.follow_region",
]
feed_targets = {
	"Indicator Record": "fanpin_app.discovery.targets.indicator_records.IndicatorRecords",
	"Household": "fanpin_app.discovery.targets.register.Register",
	"Income Statement": "fanpin_app.discovery.targets.incomes.Incomes",
	"Administrative Region": "fanpin_app.discovery.targets.regions.Regions",
	"Alleviation Asset": "fanpin_app.resources.asset_ledger.AssetLedger",
}
screened_subjects = ["fanpin_app.resources.rule_fields.ASSETS"]
household_rule_sources = [
	"fanpin_app.assistance.rule_fields.CASE",
	"fanpin_app.assistance.rule_fields.CASE_RISK",
	"fanpin_app.assistance.rule_fields.MEASURE",
]
risk_alerts_raised = [
	"fanpin_app.assistance.cases.add_risks",
	"fanpin_app.assistance.elimination.watch.open_relapses",
]
risk_check_approval_guards = ["fanpin_app.assistance.elimination.guards.approval_objections"]
retention_policies = [
	"fanpin_app.discovery.retention.POLICIES",
	"fanpin_app.early_warning.retention.POLICIES",
	"fanpin_app.verification.retention.POLICIES",
	"fanpin_app.assistance.retention.POLICIES",
]
retention_holds = [
	"fanpin_app.registry.personal_data.retention.monitored_households",
	"fanpin_app.early_warning.retention.households_with_open_alerts",
	"fanpin_app.verification.retention.households_under_check",
	"fanpin_app.assistance.retention.households_with_recent_case",
]
files_frozen_when = {
	"Household": {"status": ["Ended"]},
	"Data Authorization": {"status": ["Expired", "Withdrawn"]},
	"Data Batch": {
		"status": [
			*("Compared", "Asked", "Held", "Loaded", "Not Loaded"),
			*("Refused", "Failed", "Rolled Back", "Cancelled"),
		]
	},
	"Service Application": {"status": ["Answered"]},
	"Risk Alert": {"status": ["Dismissed", "Ended"]},
	"Data Defect": {"status": ["Resolved", "Confirmed Correct"]},
	"Monitoring Case": {"status": ["Eliminated", "Merged"]},
	"Assistance Measure": {"status": ["Delivered", "Stopped"]},
	"Alleviation Asset": {"status": ["Disposed Of"]},
	"Policy Document": {"status": ["Superseded", "Expired"]},
	"Meeting Decision": {"status": ["Done", "Withdrawn"]},
}
document_file_guards = {"Risk Check": ["fanpin_app.verification.files.refusal_reason"]}

scheduler_events = {
	# Every four minutes.
	"all": [
		"fanpin_app.discovery.loading.recovery.recover_stalled_batches",
		"fanpin_app.early_warning.screening.recovery.recover_stalled_screenings",
	],
	"cron": {"*/10 * * * *": ["fanpin_app.early_warning.alerts.escalation.escalate_overdue"]},
	"hourly_long": ["fanpin_app.early_warning.alerts.digest.send_when_due"],
	"monthly_long": ["fanpin_app.registry.personal_data.retention.run_monthly"],
	"daily": [
		"fanpin_app.registry.officers.posting.withdraw_roles_of_ended_postings",
		"fanpin_app.assistance.pairings.show_changes_of_today",
		"fanpin_app.registry.personal_data.authorization.bring_up_to_date",
		"fanpin_app.early_warning.response.officers.follow_postings",
		"fanpin_app.early_warning.data_defects.tasks.give_to_officers",
		"fanpin_app.early_warning.screening.schedule.screen_monthly",
		"fanpin_app.registry.personal_data.authorization.remind",
		"fanpin_app.discovery.feeds.reminders.remind",
		"fanpin_app.early_warning.response.calendar_warning.warn_administrators",
		"fanpin_app.verification.clocks.reminders.remind_offices",
		"fanpin_app.assistance.first_help.remind_offices",
		"fanpin_app.coordination.policies.bring_up_to_date",
		"fanpin_app.coordination.meeting_schedule.propose_meetings",
	],
}
