frappe.listview_settings["Risk Alert"] = {
	add_fields: ["response_due", "responsible"],
	get_indicator(doc) {
		if (doc.status === "Open" && doc.response_due < frappe.datetime.system_datetime()) {
			return [
				__("Overdue"),
				"red",
				`status,=,Open|response_due,<,${frappe.datetime.system_datetime()}`,
			];
		}
		const colours = { Open: "orange", Acknowledged: "blue", "Under Check": "blue", Confirmed: "purple" };
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
	onload(listview) {
		listview.page.add_inner_button(__("My Alerts"), () =>
			listview.filter_area.clear().then(() =>
				listview.filter_area.add([
					["Risk Alert", "responsible", "=", frappe.session.user],
					["Risk Alert", "status", "in", ["Open", "Acknowledged"]],
				])
			)
		);
		if (frappe.model.can_write("Risk Alert")) {
			listview.page.add_actions_menu_item(__("Acknowledge"), () => acknowledge_ticked(listview), false);
		}
	},
	refresh: show_time_left,
};

function acknowledge_ticked(listview) {
	frappe
		.xcall("fanpin_app.early_warning.api.acknowledge_alerts", {
			alerts: listview.get_checked_items(true),
		})
		.then(({ acknowledged, refused }) => {
			frappe.show_alert({
				message: __("{0} alerts acknowledged.", [acknowledged]),
				indicator: "green",
			});
			if (refused.length) {
				frappe.msgprint({
					title: __("Not acknowledged"),
					message: refused
						.map(({ alert, reason }) => `${alert}: ${frappe.utils.escape_html(reason)}`)
						.join("<br>"),
				});
			}
			listview.clear_checked_items();
			listview.refresh();
		});
}

// Show the time left in place of the status while a response is awaited. Only the server knows the working time.
function show_time_left(listview) {
	const names = listview.data.filter((row) => row.status === "Open").map((row) => row.name);
	if (!names.length) return;
	frappe.xcall("fanpin_app.early_warning.api.get_time_left", { alerts: names }).then((left) => {
		listview.$result.find(".list-row-container").each((_, row) => {
			const time_left = left[$(row).find(".list-row-checkbox").attr("data-name")];
			if (!time_left) return;
			$(row)
				.find(".indicator-pill")
				.attr("title", time_left.text)
				.find(".ellipsis")
				.text(time_left.short);
			const label = $("<span class='small mr-2'>")
				.text(time_left.short)
				.toggleClass("text-danger", time_left.overdue);
			$(row).find(".visible-xs .indicator").before(label);
		});
	});
}
