frappe.listview_settings.Household = Object.assign(frappe.listview_settings.Household ?? {}, {
	get_indicator: ({ status }) => [
		__(status, null, "Household"),
		frappe.utils.guess_colour(status),
		`status,=,${status}`,
	],
	onload(listview) {
		if (!frappe.model.can_write("Household")) return;
		listview.page.add_actions_menu_item(__("Put into a Grid"), () => {
			const households = listview.get_checked_items(true);
			frappe.prompt(
				{
					fieldname: "region",
					fieldtype: "Link",
					options: "Administrative Region",
					label: __("Village or Grid"),
					get_query: () => ({ filters: { level: ["in", ["Village", "Grid"]], disabled: 0 } }),
					reqd: 1,
				},
				({ region }) =>
					frappe
						.call({
							method: "fanpin_app.registry.api.put_households_into_grid",
							args: { households, region },
							freeze: true,
						})
						.then(({ message }) => {
							frappe.show_alert({
								message: __("{0} households are in {1} now.", [message, region]),
								indicator: "green",
							});
							listview.refresh();
						}),
				__("Put into a Grid"),
				__("Put into a Grid")
			);
		});
	},
});
