const POLL_MS = 2000;
const IN_WORK = ["Queued", "Loading"];
const MAY_LOAD_AGAIN = ["Cancelled", "Failed", "Refused", "Rolled Back"];
const FILES = [".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".txt", ".tsv"];

frappe.ui.form.on("Data Batch", {
	refresh(frm) {
		frm.trigger("show_state");
		if (frm.is_new()) return;
		if (frm.perm[0].write) {
			frm.trigger("show_actions");
		}
		if (IN_WORK.includes(frm.doc.status)) {
			show_progress(frm, { status: frm.doc.status });
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
		} else if (frm.doc.status === "Cancelled") {
			frm.set_intro(__("Loading was cancelled; nothing of this file was kept. It may be loaded again."), "orange");
		} else if (frm.doc.rows_refused) {
			frm.set_intro(
				frm.perm[0].write
					? __(
							"{0} rows were refused. The error workbook holds each with its reason: correct them there and load it back.",
							[frm.doc.rows_refused]
					  )
					: __("{0} rows were refused. The error workbook holds each with its reason.", [
							frm.doc.rows_refused,
					  ]),
				"orange"
			);
		}
	},

	show_actions(frm) {
		const status = frm.doc.status;
		if (IN_WORK.includes(status)) {
			frm.add_custom_button(__("Cancel Loading"), () => frm.trigger("cancel_loading"));
		}
		if (MAY_LOAD_AGAIN.includes(status)) {
			frm.add_custom_button(__("Load Again"), () => frm.events.work(frm, "load_again"));
		}
		if (status === "Compared") {
			frm.add_custom_button(__("Compare Again"), () => frm.events.work(frm, "compare"));
			frm.add_custom_button(__("Apply"), () => frm.trigger("apply")).addClass("btn-primary");
		}
		if (["Compared", "Loaded"].includes(status) && frm.doc.error_workbook) {
			frm.add_custom_button(__("Load Corrected Rows"), () => frm.events.replace(frm, true));
		}
		if (status === "Loaded") {
			frm.add_custom_button(__("Replace"), () => frm.events.replace(frm, false));
			frm.add_custom_button(__("Roll Back"), () => frm.trigger("roll_back"));
		}
	},

	// No realtime server is needed: how far a load is, is asked.
	poll(frm) {
		const { name } = frm.doc;
		setTimeout(async () => {
			if (cur_frm?.doc?.name !== name || !IN_WORK.includes(frm.doc.status)) return;
			const { message: told } = await frappe.call({
				method: "fanpin_app.discovery.progress.get_progress",
				args: { batch: name },
				type: "GET",
			});
			if (cur_frm?.doc?.name !== name) return;
			if (!IN_WORK.includes(told.status)) return frm.reload_doc();
			show_progress(frm, told);
			frm.trigger("poll");
		}, POLL_MS);
	},

	async cancel_loading(frm) {
		await frappe.call({ method: "fanpin_app.discovery.progress.cancel", args: { batch: frm.doc.name } });
		frm.reload_doc();
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

	replace(frm, holds_corrections) {
		new frappe.ui.FileUploader({
			allow_multiple: false,
			make_attachments_public: false,
			restrictions: { allowed_file_types: FILES },
			on_success: async (file) => {
				const { message: successor } = await frm.call("replace", {
					file: file.file_url,
					holds_corrections,
				});
				frappe.set_route("Form", "Data Batch", successor);
			},
		});
	},

	roll_back(frm) {
		frappe.confirm(__("Take back what this file said? What it had replaced holds again."), () =>
			frm.call("roll_back").then(() => frm.reload_doc())
		);
	},
});

const STAGES = {
	Reading: __("Reading the file"),
	Loading: __("Checking and loading rows"),
	Settling: __("Settling what holds"),
};

function show_progress(frm, { status, stage, rows_read, rows_total, seconds }) {
	if (!stage) {
		return frm.dashboard.show_progress(__("Progress"), 0, __(status === "Queued" ? "Waiting for a worker" : "Loading"));
	}
	const rows = rows_total
		? __("{0} of {1} rows", [rows_read, rows_total])
		: __("{0} rows", [rows_read]);
	const percent = stage === "Settling" ? 100 : rows_total ? (100 * rows_read) / rows_total : 0;
	const elapsed = __("{0} min {1} s", [Math.floor(seconds / 60), seconds % 60]);
	frm.dashboard.show_progress(__("Progress"), percent, `${STAGES[stage]} · ${rows} · ${elapsed}`);
}
