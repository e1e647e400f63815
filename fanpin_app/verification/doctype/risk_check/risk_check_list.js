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
			const text = is_paused ? notes[0] : clock.text;
			const title = [`${clock.title}: ${clock.due}`, ...notes].join("\n");
			$("<span class='days-left indicator-pill no-indicator-dot hidden-xs ml-2'>")
				.addClass(is_paused ? "blue" : clock.colour)
				.attr("title", title)
				.text(text)
				.appendTo($(row).find(".list-subject"));
			const label = $("<span class='days-left small mr-2'>")
				.text(text)
				.toggleClass("text-danger", clock.is_overdue && !is_paused);
			$(row).find(".visible-xs .indicator").before(label);
		});
	});
}

function show_unassigned(row, sentence) {
	$("<span class='unassigned indicator-pill no-indicator-dot red ml-2'>")
		.attr("title", sentence)
		.text(__("Unassigned"))
		.appendTo(row.find(".list-subject"));
}
