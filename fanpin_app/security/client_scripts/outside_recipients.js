// Before a notification or a report by mail is saved, administrators must confirm addresses that belong to no user.

const addresses_of = {
	"Auto Email Report": (doc) => split(doc.email_to),
	Notification: (doc) => [
		...(doc.recipients || [])
			.flatMap((row) => [row.cc, row.bcc])
			.filter((value) => value && !value.includes("{"))
			.flatMap(split),
		doc.channel === "Slack" ? doc.slack_webhook_url : "",
	],
};

function split(text) {
	return (text || "").split(/[\s,;]+/);
}

async function ask_about_outside_addresses(frm) {
	const typed = addresses_of[frm.doctype](frm.doc).filter(Boolean);
	if (!typed.length || !frappe.model.can_create("Outside Recipient")) {
		return;
	}
	const unknown = await frappe.xcall("fanpin_app.security.api.get_unconfirmed_recipients", {
		addresses: typed,
	});
	if (!unknown.length) {
		return;
	}
	const reason = await ask_for_reason(unknown);
	if (!reason) {
		frappe.validated = false;
		return;
	}
	for (const address of unknown) {
		await frappe.db.insert({ doctype: "Outside Recipient", address, reason });
	}
}

function ask_for_reason(unknown) {
	return new Promise((resolve) => {
		let given = null;
		const dialog = new frappe.ui.Dialog({
			title: __("Address Outside the System"),
			fields: [
				{
					fieldtype: "HTML",
					options: `<p>${__("Nobody who uses this system has these addresses:")}</p><p>${unknown
						.map(frappe.utils.escape_html)
						.join("<br>")}</p>`,
				},
				{
					fieldname: "reason",
					fieldtype: "Small Text",
					label: __("Reason for Sending There"),
					reqd: 1,
				},
			],
			primary_action_label: __("Send There All the Same"),
			primary_action(values) {
				given = values.reason;
				dialog.hide();
			},
		});
		dialog.onhide = () => resolve(given);
		dialog.show();
	});
}

for (const doctype of Object.keys(addresses_of)) {
	frappe.ui.form.on(doctype, { before_save: ask_about_outside_addresses });
}
