frappe.query_reports["Duplicate Members"] = {
	filters: [
		{
			fieldname: "region",
			label: __("Region"),
			fieldtype: "Link",
			options: "Administrative Region",
		},
	],

	formatter(value, row, column, data, default_formatter) {
		if (column.fieldname !== "compare" || !data) return default_formatter(value, row, column, data);
		return $("<a class='compare-duplicates'></a>")
			.attr("data-pair", JSON.stringify(data))
			.text(value)
			.prop("outerHTML");
	},

	onload(report) {
		report.page.wrapper.on("click", ".compare-duplicates", (event) =>
			compare_duplicates(report, $(event.currentTarget).data("pair"))
		);
	},
};

function compare_duplicates(report, pair) {
	frappe
		.xcall("fanpin_app.registry.api.compare_members", {
			member: pair.one_member,
			other: pair.other_member,
		})
		.then((facts) => {
			const dialog = new frappe.ui.Dialog({
				title: __("Registered Twice"),
				size: "large",
				fields: [
					{ fieldname: "facts", fieldtype: "HTML", options: side_by_side(facts) },
					{
						fieldname: "how",
						fieldtype: "Select",
						label: __("What Is Right"),
						options: [
							{ value: "one", label: __("Moved out of {0}", [pair.one_household]) },
							{ value: "other", label: __("Moved out of {0}", [pair.other_household]) },
							{
								value: "merge",
								label: __("One household: {1} goes into {0}", [
									pair.one_household,
									pair.other_household,
								]),
							},
						],
						reqd: 1,
					},
					{
						fieldname: "effective_on",
						fieldtype: "Date",
						label: __("In Effect From"),
						default: frappe.datetime.get_today(),
						reqd: 1,
					},
					{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
				],
				primary_action_label: __("Record the Change"),
				primary_action: (values) =>
					resolve_duplicates(pair, values).then(() => {
						dialog.hide();
						frappe.show_alert({ message: __("The change is recorded."), indicator: "green" });
						report.refresh();
					}),
			});
			dialog.show();
		});
}

function resolve_duplicates(pair, { how, effective_on, reason }) {
	const details = { effective_on, reason };
	const post = (method, args) => frappe.xcall(method, { ...args, ...details });
	if (how === "merge") {
		return post("fanpin_app.registry.api.merge_households", {
			household: pair.one_household,
			absorbed: pair.other_household,
		});
	}
	return post("fanpin_app.registry.api.record_member_moving_out", {
		household: pair[`${how}_household`],
		member: pair[`${how}_member`],
	});
}

function side_by_side(facts) {
	const rows = facts.map(({ label, one, other, differs }) =>
		[label, one, other].map((text) => (differs ? $("<b>").text(text) : text))
	);
	return fanpin.table([], rows).prop("outerHTML");
}
