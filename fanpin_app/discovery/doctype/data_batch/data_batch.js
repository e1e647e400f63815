const POLL_MS = 2000;
const IN_WORK = ["Queued", "Loading"];

frappe.ui.form.on("Data Batch", {
	refresh(frm) {
		frm.trigger("show_state");
		if (frm.doc.status === "Loaded" && frm.perm[0].write) {
			frm.add_custom_button(__("Roll Back"), () => frm.trigger("roll_back"));
		}
		if (frm.doc.status === "Compared" && frm.perm[0].write) {
			frm.add_custom_button(__("Compare Again"), () => frm.events.work(frm, "compare"));
			frm.add_custom_button(__("Apply"), () => frm.trigger("apply")).addClass("btn-primary");
		}
		if (!frm.is_new() && IN_WORK.includes(frm.doc.status)) {
			frm.trigger("poll");
		}
	},

	show_state(frm) {
		frm.set_intro("");
		if (frm.doc.message) {
			frm.set_intro(frappe.utils.escape_html(frm.doc.message), "red");
		} else if (frm.doc.status === "Compared") {
			frm.set_intro(
				__("Nothing is written yet. Read below and in the comparison workbook what this file changes, then apply it."),
				"blue"
			);
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

	apply(frm) {
		const count = (kind) => frm.doc.changes.reduce((sum, row) => sum + row[kind], 0);
		frappe.confirm(
			__("Write {0} new and {1} changed entries into the register? What is gone from the file stays as it is.", [
				count("new"),
				count("changed"),
			]),
			() => frm.events.work(frm, "apply")
		);
	},

	work(frm, method) {
		frm.call(method).then(() => frm.reload_doc());
	},

	roll_back(frm) {
		frappe.confirm(__("Take back what this file said? What it had replaced holds again."), () =>
			frm.call("roll_back").then(() => frm.reload_doc())
		);
	},
});
