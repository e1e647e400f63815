frappe.listview_settings["Meeting Decision"] = {
	add_fields: ["status", "due_on"],
	get_indicator(doc) {
		if (doc.status === "Open" && doc.due_on < frappe.datetime.get_today()) {
			return [__("Not Done in Time"), "red", `status,=,Open|due_on,<,${frappe.datetime.get_today()}`];
		}
		const colour = { Open: "orange", Done: "green", Withdrawn: "gray" }[doc.status];
		return [__(doc.status), colour, `status,=,${doc.status}`];
	},
};
