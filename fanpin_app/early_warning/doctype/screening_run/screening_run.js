const UNDER_WAY = ["Queued", "Running"];
const POLL_SECONDS = 3;

frappe.ui.form.on("Screening Run", {
	refresh(frm) {
		clearTimeout(frm.poll);
		if (frm.is_new()) return;
		show_progress(frm);
		if (frm.doc.status === "Running") poll(frm);
		if (frm.doc.status !== "Finished" && frm.has_perm("write")) {
			const label = frm.doc.status === "Queued" ? __("Start Screening") : __("Resume Screening");
			frm.add_custom_button(label, () => frm.call("start").then(() => frm.reload_doc()));
		}
	},
});

function show_progress(frm) {
	if (!UNDER_WAY.includes(frm.doc.status) || !frm.doc.started_at) return;
	const parts = frm.doc.parts || [];
	const done = parts.filter((part) => !UNDER_WAY.includes(part.status)).length;
	const message = __("{0} of {1} parts are done", [done, parts.length]);
	frm.dashboard.add_progress(__("Screening"), parts.length ? (100 * done) / parts.length : 0, message);
}

// Schedules the next reload first, so that a failed one does not end the polling.
function poll(frm) {
	frm.poll = setTimeout(() => {
		if (cur_frm !== frm || frappe.get_route()[0] !== "Form") return;
		poll(frm);
		if (!frm.is_dirty()) frm.reload_doc();
	}, POLL_SECONDS * 1000);
}
