frappe.listview_settings.Household = Object.assign(frappe.listview_settings.Household ?? {}, {
	button: {
		show: () => frappe.model.can_create("Household Visit"),
		get_label: () => __("No Change"),
		get_description: () => __("Visited today: no change."),
		action: ({ name }) =>
			frappe
				.call({
					method: "fanpin_app.discovery.api.record_visit_without_change",
					args: { household: name },
					freeze: true,
				})
				.then(() => {
					frappe.show_alert({ message: __("Visited today: no change."), indicator: "green" });
					cur_list.refresh();
				}),
	},
	refresh(listview) {
		// Frappe shows buttons in rows on wide screens only.
		listview.$result.find(".list-row .list-actions .btn-action").each((_, button) => {
			$(button).clone().prependTo($(button).closest(".list-row").find(".level-item.visible-xs"));
		});
	},
});
