frappe.ui.form.on("Risk Check", {
	refresh(frm) {
		if (frm.is_new() || ["Approved", "Rejected"].includes(frm.doc.stage)) return;
		show_clocks(frm);
		if (frm.has_perm("write")) add_pause_buttons(frm);
	},
});

function show_clocks(frm) {
	const check = frm.doc.name;
	// Frappe refreshes a form several times; only the last answer is shown.
	const request = {};
	frm.clocks_request = request;
	frappe.xcall("fanpin_app.verification.api.get_clocks", { checks: [check] }).then((read) => {
		const clocks = read[check];
		if (!clocks || frm.clocks_request !== request) return;
		for (const { title, text, colour, due } of clocks.clocks) {
			const sentence = __("{0}: {1} (last day {2})", [title, text, due]);
			frm.dashboard.add_indicator(
				frappe.utils.escape_html(sentence),
				clocks.is_paused ? "blue" : colour
			);
		}
		for (const note of [clocks.unassigned, ...clocks.notes].filter(Boolean)) {
			$("<div class='col-sm-12 small text-muted'>").text(note).appendTo(frm.dashboard.stats_area_row);
		}
	});
}

function add_pause_buttons(frm) {
	const check = frm.doc.name;
	frappe.xcall("fanpin_app.verification.api.get_pause_options", { check }).then((options) => {
		if (frm.doc.name !== check) return;
		if (options.reasons.length) {
			frm.add_custom_button(__("Pause the Clock"), () => prompt_for_pause(frm, options.reasons));
		}
		if (options.may_end) {
			frm.add_custom_button(__("End the Pause"), () =>
				frappe.xcall("fanpin_app.verification.api.end_pause", { check }).then(() => frm.reload_doc())
			);
		}
	});
}

function prompt_for_pause(frm, reasons) {
	const today = frappe.datetime.get_today();
	frappe.prompt(
		[
			{
				fieldname: "reason",
				fieldtype: "Select",
				label: __("Reason"),
				options: reasons.map(({ reason }) => reason),
				reqd: 1,
			},
			{ fieldname: "from_date", fieldtype: "Date", label: __("From"), default: today, reqd: 1 },
			{ fieldname: "until_date", fieldtype: "Date", label: __("Until"), reqd: 1 },
		],
		(values) =>
			frappe
				.xcall("fanpin_app.verification.api.pause_clock", { check: frm.doc.name, ...values })
				.then(() => frm.reload_doc()),
		__("Pause the Clock"),
		__("Pause")
	);
}
