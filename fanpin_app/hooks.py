app_name = "fanpin_app"
app_title = "Fanpin"
app_publisher = "The makers of fanpin_app"
app_description = "Monitoring and assistance that keep households from falling back into poverty"
app_email = "maintainers@fanpin.example"
app_license = "MIT"
app_logo_url = "/assets/fanpin_app/images/fanpin.svg"

website_context = {"favicon": app_logo_url, "splash_image": app_logo_url}

after_install = "fanpin_app.setup.install.after_install"
after_migrate = "fanpin_app.setup.install.after_migrate"
before_uninstall = "fanpin_app.setup.uninstall.before_uninstall"

permission_query_conditions = {
	"Household": "fanpin_app.scope.household",
	"Household Member": "fanpin_app.scope.household_member",
	"Income Statement": "fanpin_app.scope.income_statement",
	"Officer Posting": "fanpin_app.scope.officer_posting",
	"Data Batch": "fanpin_app.scope.data_batch",
	"Indicator Record": "fanpin_app.scope.indicator_record",
	"Risk Finding": "fanpin_app.scope.risk_finding",
	"Risk Alert": "fanpin_app.scope.risk_alert",
	"Risk Check": "fanpin_app.scope.risk_check",
	"Check Situation": "fanpin_app.scope.check_situation",
	"Check Step": "fanpin_app.scope.check_step",
	"Monitoring Case": "fanpin_app.scope.monitoring_case",
	"Case Risk": "fanpin_app.scope.case_risk",
	"Assistance Measure": "fanpin_app.scope.assistance_measure",
	"Measure Follow-up": "fanpin_app.scope.measure_follow_up",
}

has_permission = {
	"Household": "fanpin_app.scope.has_permission",
	"Income Statement": "fanpin_app.scope.has_permission",
	"Officer Posting": "fanpin_app.scope.has_permission",
	"Data Batch": "fanpin_app.scope.has_batch_permission",
	"Indicator Record": "fanpin_app.scope.has_permission",
	"Risk Finding": "fanpin_app.scope.has_permission",
	"Risk Alert": "fanpin_app.scope.has_permission",
	"Risk Check": "fanpin_app.scope.has_permission",
	"Monitoring Case": "fanpin_app.scope.has_permission",
	"Assistance Measure": "fanpin_app.scope.has_permission",
}

# Frappe's own answer for documents outside the reader's scope too.
override_whitelisted_methods = {
	"frappe.client.get_count": "fanpin_app.scoped_methods.get_count",
	"frappe.desk.search.search_link": "fanpin_app.scoped_methods.search_link",
	"frappe.desk.search.search_widget": "fanpin_app.scoped_methods.search_widget",
	"frappe.desk.search.get_link_title": "fanpin_app.scoped_methods.get_link_title",
}

# A report by mail shows what its user may see.
override_doctype_class = {"Auto Email Report": "fanpin_app.oversight.report_mail.ReportMail"}

doctype_js = {"Risk Alert": "verification/risk_alert.js"}

doc_events = {
	"Risk Alert": {"after_insert": "fanpin_app.assistance.cases.take_up"},
	"Risk Check": {"on_update": "fanpin_app.assistance.cases.follow_determination"},
	"Data Batch": {"on_update": "fanpin_app.assistance.imported.follow_batch"},
}

# What later steps of the loop ask before a check is approved: each takes the check and returns sentences.
risk_check_approval_guards = ["fanpin_app.assistance.guards.on_approval"]
