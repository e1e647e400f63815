const CHECK = "Risk Check";
const STAGES = ["Village Review", "Town Verification", "District Determination", "Approved"];
const FINAL = ["Approved", "Rejected"];

frappe.ui.form.on("Workflow", {
	refresh(frm) {
		// Frappe would only warn, and leave the documents at a state from which no action leads on.
		if (frm.doc.document_type === CHECK) frm.ignore_warning = true;
	},
	validate(frm) {
		if (frm.doc.document_type !== CHECK || frm.is_new() || frm.doc.__moved_checks) return;
		const removed = get_removed_places(frm);
		if (!removed.length) return;
		frappe.validated = false;
		choose_states(frm, removed);
	},
	after_save(frm) {
		delete frm.doc.__moved_checks;
	},
});

// [{state, number, stages}] of the checks whose state is not in the form any more.
function get_removed_places(frm) {
	const kept = frm.doc.states.map((row) => row.state);
	const removed = (frm.doc.__onload?.checks || []).filter((place) => !kept.includes(place.state));
	return [...new Set(removed.map((place) => place.state))].map((state) => {
		const of_state = removed.filter((place) => place.state === state);
		const number = of_state.reduce((sum, place) => sum + place.number, 0);
		return { state, number, stages: of_state.map((place) => place.stage) };
	});
}

function choose_states(frm, removed) {
	const dialog = new frappe.ui.Dialog({
		title: __("Where do the checks go?"),
		fields: removed.map((place) => ({
			fieldname: place.state,
			fieldtype: "Select",
			label: __("{0}: {1} checks", [__(place.state), place.number]),
			description: __(
				"This state is no longer in the workflow. Choose the state that takes its checks."
			),
			options: states_for(frm, place),
			default: replacement_of(frm, place),
			reqd: 1,
		})),
		primary_action_label: __("Move and Save"),
		primary_action(values) {
			dialog.hide();
			frm.doc.__moved_checks = values;
			frm.save().catch(() => delete frm.doc.__moved_checks);
		},
	});
	dialog.show();
}

function states_for(frm, place) {
	return frm.doc.states
		.filter((row) => place.stages.every((stage) => may_take(stage, stage_set_by(row))))
		.map((row) => ({ value: row.state, label: __(row.state) }));
}

function replacement_of(frm, place) {
	return frm.doc.states.find((row) => stage_set_by(row) === place.stages[0])?.state;
}

function stage_set_by(row) {
	return row.update_field === "stage" && row.update_value ? row.update_value : null;
}

function may_take(stage, target) {
	if (!target || target === stage) return true;
	return (
		!FINAL.includes(stage) && STAGES.includes(target) && STAGES.indexOf(target) < STAGES.indexOf(stage)
	);
}
