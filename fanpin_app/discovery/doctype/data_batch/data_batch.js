const POLL_MS = 2000;
const IN_WORK = ["Queued", "Loading"];

frappe.ui.form.on("Data Batch", {
	refresh(frm) {
		frm.trigger("show_state");
		if (frm.doc.status === "Loaded" && frm.perm[0].write) {
			frm.add_custom_button(__("Roll Back"), () => frm.trigger("roll_back"));
		}
		if (!frm.is_new() && IN_WORK.includes(frm.doc.status)) {
			frm.trigger("poll");
		}
	},

	show_state(frm) {
		frm.set_intro("");
		if (frm.doc.message) {
			frm.set_intro(frappe.utils.escape_html(frm.doc.message), "red");
		} else if (frm.doc.rows_refused) {
			frm.set_intro(
				__("{0} rows were refused. The error workbook holds each with its reason.", [frm.doc.rows_refused]),
				"orange"
			);
		}
	},

	// No realtime server is needed: the state of a load is in the database.
	poll(frm) {
		setTimeout(() => {
			if (frm.doc.name === cur_frm?.doc?.name && IN_WORK.includes(frm.doc.status)) {
				frm.reload_doc();
			}
		}, POLL_MS);
	},

	roll_back(frm) {
		frappe.confirm(__("Take back what this file said? What it had replaced holds again."), () =>
			frm.call("roll_back").then(() => frm.reload_doc())
		);
	},
});
