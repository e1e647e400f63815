frappe.listview_settings["Monitoring Case"] = {
	get_indicator(doc) {
		const colour = doc.status === "Open" ? "orange" : "green";
		return [__(doc.status, null, "Monitoring Case"), colour, `status,=,${doc.status}`];
	},
};
