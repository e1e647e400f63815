frappe.ui.form.on("Monitoring Case", {
	refresh(frm) {
		if (frm.is_new()) return;
		show_loop(frm);
		show_help_clock(frm);
		if (frm.doc.status !== "Open") {
			frm.set_read_only();
			return;
		}
		if (frappe.model.can_create("Assistance Measure")) {
			frm.add_custom_button(__("Propose Measures"), () => propose_measures(frm));
			frm.add_custom_button(__("Add Measure"), () =>
				frappe.new_doc("Assistance Measure", { monitoring_case: frm.doc.name })
			);
		}
		if (frappe.model.can_create("Risk Check")) {
			frm.add_custom_button(__("Start Elimination Review"), () => start_elimination_review(frm));
		}
	},
});

function show_help_clock(frm) {
	const clock = frm.doc.__onload?.help_clock;
	if (!clock) return;
	const sentence = __("{0}: {1} (last day {2})", [clock.title, clock.text, clock.due]);
	frm.dashboard.add_indicator(frappe.utils.escape_html(sentence), clock.colour);
	for (const note of clock.notes) {
		$("<div class='col-sm-12 small text-muted'>").text(note).appendTo(frm.dashboard.stats_area_row);
	}
}

function show_loop(frm) {
	frappe.xcall("fanpin_app.assistance.api.get_loop", { case: frm.doc.name }).then((loop) => {
		const rows = loop.steps.map((step) => build_row(step.title, step.events.map(build_event)));
		if (loop.left.length) {
			rows.push(
				build_row(
					__("Left to Do"),
					loop.left.map((text) => $("<li>").text(text))
				)
			);
		}
		frm.get_field("loop").$wrapper.empty().append(rows);
	});
}

function build_row(title, items) {
	const list = $("<ul class='list-unstyled col-sm-10 mb-0'>").append(
		items.length ? items : $("<li class='text-muted'>").text(__("None yet"))
	);
	return $("<div class='row border-bottom py-3'>").append(
		$("<div class='col-sm-2 bold mb-2'>").text(title),
		list
	);
}

function build_event(event) {
	const link = $("<a>")
		.attr("href", frappe.utils.get_form_link(event.doctype, event.name))
		.text(event.title);
	return $("<li class='mb-2'>").append(
		event.day ? $("<span class='text-muted mr-2'>").text(event.day) : null,
		link,
		$("<span class='indicator-pill gray no-indicator-dot ml-2'>").text(event.state),
		event.text.map((line) => $("<div class='small'>").text(line))
	);
}

function propose_measures(frm) {
	frappe.xcall("fanpin_app.assistance.api.propose_measures", { case: frm.doc.name }).then((proposals) => {
		if (!proposals.length) {
			frappe.msgprint(__("The plan holds a measure of each type that answers the unsolved risks."));
			return;
		}
		choose_measures(frm, proposals);
	});
}

function choose_measures(frm, proposals) {
	const dialog = new frappe.ui.Dialog({
		title: __("Propose Measures"),
		fields: [
			{
				fieldname: "measure_types",
				fieldtype: "MultiCheck",
				label: __("Measures That Answer the Risks"),
				columns: 1,
				options: proposals.map((proposal) => ({
					value: proposal.measure_type,
					label: `${__(proposal.measure_group)} · ${proposal.measure_type}`,
				})),
			},
		],
		primary_action_label: __("Put into the Plan"),
		primary_action({ measure_types }) {
			frappe
				.xcall("fanpin_app.assistance.api.plan_measures", { case: frm.doc.name, measure_types })
				.then(() => {
					dialog.hide();
					show_loop(frm);
				});
		},
	});
	dialog.show();
}

function start_elimination_review(frm) {
	frappe
		.xcall("fanpin_app.assistance.api.start_elimination_review", { case: frm.doc.name })
		.then((check) => frappe.set_route("Form", "Risk Check", check));
}
