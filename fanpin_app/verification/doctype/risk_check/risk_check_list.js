frappe.listview_settings["Risk Check"] = {
	refresh: show_days_left,
};

// Beside the name, because the width of the screen decides which columns there are. Only the server knows holidays
// and pauses.
function show_days_left(listview) {
	const names = listview.data.map((row) => row.name);
	if (!names.length) return;
	frappe.xcall("fanpin_app.verification.api.get_clocks", { checks: names }).then((read) => {
		listview.$result.find(".list-row-container").each((_, row) => {
			const name = $(row).find(".list-row-checkbox").attr("data-name");
			$(row).find(".days-left, .unassigned").remove();
			if (!read[name]) return;
			const { clocks, is_paused, notes, unassigned } = read[name];
			if (unassigned) show_unassigned($(row), unassigned);
			const [clock] = clocks;
			if (!clock) return;
			$("<span class='days-left indicator-pill no-indicator-dot ml-2'>")
				.addClass(is_paused ? "blue" : clock.colour)
				.attr("title", [`${clock.title}: ${clock.due}`, ...notes].join("\n"))
				.text(is_paused ? __("Paused") : clock.text)
				.appendTo($(row).find(".list-subject"));
		});
	});
}

function show_unassigned(row, sentence) {
	$("<span class='unassigned indicator-pill no-indicator-dot red ml-2'>")
		.attr("title", sentence)
		.text(__("Unassigned"))
		.appendTo(row.find(".list-subject"));
}
