const POLL_MS = 2000;
const IN_WORK = ["Queued", "Loading"];
const MAY_LOAD_AGAIN = ["Cancelled", "Failed", "Not Loaded", "Refused", "Rolled Back"];
// The file was read; it is written only after somebody decides.
const WAITING = ["Asked", "Held"];
const PERIOD_MAY_BE_CORRECTED = [...WAITING, ...MAY_LOAD_AGAIN, "Compared", "Loaded"];
const ANSWERS = {
	Replace: __("Replace: the earlier file is taken back, this one holds."),
	Add: __(
		"Add: both hold. Of one person, day and item (or loan), this file has the last word; equal rows count once."
	),
	Apart: __("Apart: every row of both counts, as two instalments do."),
};
const FILES = [".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".txt", ".tsv"];

// The result of a finished load in one line.
function load_summary({ doc }) {
	const { rows_read, rows_accepted, rows_refused, rows_not_data } = doc;
	const rows = __("{0} rows read, {1} loaded, {2} refused.", [rows_read, rows_accepted, rows_refused]);
	return rows_not_data
		? `${rows} ${__("{0} further rows are no data: sums, notes, signatures.", [rows_not_data])}`
		: rows;
}

// A sentence, because a table row would truncate it and hide it on a phone.
function refusal_in_words({ reason, rows, places, example }) {
	const escaped = frappe.utils.escape_html;
	return `<div class="mb-3">
		<div><b>${escaped(__(reason))}</b> · ${__("{0} rows", [rows])} · <span class="text-muted">${escaped(places || "")}</span></div>
		<div>${escaped(example || "")}</div>
	</div>`;
}

function show_load_summary(frm) {
	const { status, message } = frm.doc;
	if (status === "Loaded") {
		frappe.show_alert(
			{ message: load_summary(frm), indicator: frm.doc.rows_refused ? "orange" : "green" },
			10
		);
	} else {
		const about = message ? `${__(status)}: ${frappe.utils.escape_html(message)}` : __(status);
		frappe.show_alert({ message: about, indicator: message ? "red" : "blue" }, 10);
	}
}

frappe.ui.form.on("Data Batch", {
	setup(frm) {
		// The upload saves the form by itself. Pressing Save again shows the result of the load.
		const save = frm.save.bind(frm);
		frm.save = (...asked) => {
			if (frm.is_new() || frm.is_dirty()) return save(...asked);
			show_load_summary(frm);
			return Promise.resolve();
		};
	},

	refresh(frm) {
		frm.trigger("show_state");
		frm.get_field("refusals_in_words").html((frm.doc.refusals || []).map(refusal_in_words).join(""));
		if (frm.is_new()) return frm.trigger("choose_only_feed");
		if (frm.has_perm("write")) {
			frm.trigger("show_actions");
		}
		if (IN_WORK.includes(frm.doc.status)) {
			show_progress(frm, { status: frm.doc.status });
			frm.trigger("poll");
		}
	},

	// A file is saved as soon as it is chosen, so fill in the other required fields first. Most agencies have one feed.
	async choose_only_feed(frm) {
		const feeds = await frappe.db.get_list("Data Feed", { filters: { enabled: 1 }, limit: 2 });
		if (feeds.length === 1 && frm.is_new() && !frm.doc.feed) frm.set_value("feed", feeds[0].name);
	},

	show_state(frm) {
		frm.set_intro("");
		if (frm.doc.message) {
			frm.set_intro(frappe.utils.escape_html(frm.doc.message), "red");
		} else if (frm.doc.status === "Compared") {
			frm.set_intro(
				lines(
					__(
						"Nothing is written yet. Read below and in the comparison workbook what this file changes, then apply it."
					),
					(frm.doc.held_because || "").split("\n").filter(Boolean)
				),
				frm.doc.held_because ? "orange" : "blue"
			);
		} else if (frm.doc.status === "Asked") {
			frm.set_intro(question(frm), "orange");
			show_buttons(
				frm,
				Object.keys(ANSWERS).map((answer) => [
					__(answer, null, "Data Batch"),
					() => frm.events.answer(frm, answer),
				])
			);
		} else if (frm.doc.status === "Held") {
			frm.set_intro(
				lines(
					__(
						"Something about this file looks wrong, and nothing of it is loaded yet. Check what is listed; if the file is right, let it pass."
					),
					frm.doc.held_because.split("\n")
				),
				"orange"
			);
			show_buttons(frm, [[__("Let Pass"), () => frm.trigger("let_pass")]]);
		} else if (frm.doc.status === "Cancelled") {
			frm.set_intro(
				__("Loading was cancelled; nothing of this file was kept. It may be loaded again."),
				"orange"
			);
		} else if (frm.doc.status === "Loaded") {
			const { rows_refused: refused } = frm.doc;
			const what_to_do = frm.has_perm("write")
				? __(
						"The error workbook holds each refused row with its reason: correct them there and load it back."
					)
				: __("The error workbook holds each refused row with its reason.");
			frm.set_intro(
				refused ? `${load_summary(frm)} ${what_to_do}` : load_summary(frm),
				refused ? "orange" : "green"
			);
		}
	},

	show_actions(frm) {
		const status = frm.doc.status;
		if (IN_WORK.includes(status)) {
			frm.add_custom_button(__("Cancel Loading"), () => frm.trigger("cancel_loading"));
		}
		if (WAITING.includes(status)) {
			frm.add_custom_button(__("Give Up This File"), () => frm.trigger("give_up"));
		}
		if (status === "Asked") {
			for (const answer of Object.keys(ANSWERS).reverse()) {
				frm.add_custom_button(__(answer, null, "Data Batch"), () =>
					frm.events.answer(frm, answer)
				).addClass("btn-primary");
			}
		}
		if (status === "Held") {
			frm.add_custom_button(__("Let Pass"), () => frm.trigger("let_pass")).addClass("btn-primary");
		}
		if (PERIOD_MAY_BE_CORRECTED.includes(status)) {
			frm.add_custom_button(__("Correct Period"), () => frm.trigger("correct_period"));
		}
		if (MAY_LOAD_AGAIN.includes(status)) {
			frm.add_custom_button(__("Load Again"), () => frm.events.work(frm, "load_again"));
		}
		if (status === "Compared") {
			frm.add_custom_button(__("Compare Again"), () => frm.events.work(frm, "compare"));
			frm.add_custom_button(__("Apply"), () => frm.trigger("apply")).addClass("btn-primary");
		}
		if (["Compared", "Loaded", "Not Loaded", ...WAITING].includes(status) && frm.doc.error_workbook) {
			frm.add_custom_button(__("Load Corrected Rows"), () => frm.events.replace(frm, true));
		}
		if (status === "Loaded") {
			frm.add_custom_button(__("Replace"), () => frm.events.replace(frm, false));
			frm.add_custom_button(__("Roll Back"), () => frm.trigger("roll_back"));
		}
	},

	// The progress is polled, so that no realtime server is needed.
	poll(frm) {
		const { name } = frm.doc;
		setTimeout(async () => {
			if (cur_frm?.doc?.name !== name || !IN_WORK.includes(frm.doc.status)) return;
			const { message: progress } = await frappe.call({
				method: "fanpin_app.discovery.api.get_load_progress",
				args: { batch: name },
				type: "GET",
			});
			if (cur_frm?.doc?.name !== name) return;
			if (!IN_WORK.includes(progress.status))
				return frm.reload_doc().then(() => show_load_summary(frm));
			show_progress(frm, progress);
			frm.trigger("poll");
		}, POLL_MS);
	},

	async cancel_loading(frm) {
		await frappe.call({
			method: "fanpin_app.discovery.api.cancel_load",
			args: { batch: frm.doc.name },
		});
		frm.reload_doc();
	},

	give_up(frm) {
		frappe.confirm(__("Load nothing of this file? It may be loaded again later."), () =>
			frm.trigger("cancel_loading")
		);
	},

	answer(frm, answer) {
		frappe.confirm(ANSWERS[answer], () =>
			frm.call("answer", { when_sent_again: answer }).then(() => frm.reload_doc())
		);
	},

	let_pass(frm) {
		frappe.prompt(
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Why Is It Right?"),
				description: __("Kept with the file, with your name."),
				reqd: 1,
			},
			({ reason }) => frm.call("let_pass", { reason }).then(() => frm.reload_doc()),
			__("Let This File Pass"),
			__("Let Pass")
		);
	},

	correct_period(frm) {
		frappe.prompt(
			[
				{
					fieldname: "period",
					fieldtype: "Data",
					label: __("Right Period"),
					description: __("Month (202610) or year (2026) that the file reports on"),
					default: frm.doc.period,
					reqd: 1,
				},
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			],
			({ period, reason }) =>
				frm.call("correct_period", { period, reason }).then(() => frm.reload_doc()),
			__("Correct Period"),
			__("Correct")
		);
	},

	apply(frm) {
		const count = (kind) => frm.doc.changes.reduce((sum, row) => sum + row[kind], 0);
		frappe.confirm(
			__(
				"Write {0} new and {1} changed entries into the register? What is missing from the file stays as it is.",
				[count("new"), count("changed")]
			),
			() => frm.events.work(frm, "apply")
		);
	},

	work(frm, method) {
		frm.call(method).then(() => frm.reload_doc());
	},

	replace(frm, is_correction) {
		new frappe.ui.FileUploader({
			allow_multiple: false,
			make_attachments_public: false,
			restrictions: { allowed_file_types: FILES },
			on_success: async (file) => {
				const { message: successor } = await frm.call("replace", {
					file: file.file_url,
					is_correction,
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

function question(frm) {
	const earlier = frm.doc.earlier_files.map((file) =>
		__("{0} ({1}): {2} rows, sent on {3}, {4} entries report the same", [
			file.file_name,
			file.batch,
			file.rows_accepted,
			frappe.datetime.str_to_user(file.sent_on),
			file.alike,
		])
	);
	return lines(
		__(
			"{0} has a file of this feed already. Does this one replace it, add to it, or count apart? Nothing of it is loaded before you say so.",
			[frm.doc.period]
		),
		[...earlier, ...Object.values(ANSWERS)]
	);
}

// On a phone the page's buttons are in a menu, so those that the message refers to are repeated below it.
function show_buttons(frm, buttons) {
	if (!frm.has_perm("write")) return;
	const row = $('<div class="d-md-none mt-3"></div>').appendTo(frm.layout.message.children().last());
	for (const [label, action] of buttons) {
		$('<button class="btn btn-primary btn-sm mr-2"></button>')
			.text(label)
			.on("click", action)
			.appendTo(row);
	}
}

function lines(sentence, points) {
	const items = points.map((point) => `<li>${frappe.utils.escape_html(point)}</li>`).join("");
	return `${frappe.utils.escape_html(sentence)}${items ? `<ul class="mb-0 pl-4">${items}</ul>` : ""}`;
}

const STAGES = {
	Reading: __("Reading the file"),
	Loading: __("Checking and loading rows"),
	Settling: __("Settling what holds"),
};

function show_progress(frm, { status, stage, rows_read, rows_total, seconds }) {
	if (!stage) {
		return frm.dashboard.show_progress(
			__("Progress"),
			0,
			__(status === "Queued" ? "Waiting for a worker" : "Loading")
		);
	}
	const rows = rows_total ? __("{0} of {1} rows", [rows_read, rows_total]) : __("{0} rows", [rows_read]);
	const percent = stage === "Settling" ? 100 : rows_total ? (100 * rows_read) / rows_total : 0;
	const elapsed = __("{0} min {1} s", [Math.floor(seconds / 60), seconds % 60]);
	frm.dashboard.show_progress(__("Progress"), percent, `${STAGES[stage]} · ${rows} · ${elapsed}`);
}
