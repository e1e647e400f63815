frappe.listview_settings["Screening Run"] = {
	onload(listview) {
		if (frappe.model.can_create("Screening Run")) {
			listview.page.add_inner_button(__("Screen Now"), () => prompt_for_screening());
		}
	},
};

function prompt_for_screening() {
	frappe.prompt(
		[
			{
				fieldname: "as_of",
				fieldtype: "Date",
				label: __("As Of"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{
				fieldname: "region",
				fieldtype: "Link",
				label: __("Region"),
				options: "Administrative Region",
				description: __("Empty: everything"),
			},
		],
		async (values) => {
			const run = await frappe.xcall("fanpin_app.early_warning.api.screen_now", values);
			frappe.set_route("Form", "Screening Run", run);
		},
		__("Screen Now"),
		__("Screen Now")
	);
}
