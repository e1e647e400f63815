const COLOURS = {
	Queued: "gray",
	Loading: "blue",
	Compared: "yellow",
	Loaded: "green",
	"Rolled Back": "gray",
	Cancelled: "gray",
};

// All other statuses: the file arrived and is not loaded.
const NOT_LOADED = "red";

// Bootstrap's smallest screens, where a list shows only its first column and a dot.
const IS_PHONE = () => window.innerWidth < 768;

function share(part, rows) {
	return rows ? ` (${((100 * part) / rows).toFixed(part === rows ? 0 : 1)}%)` : "";
}

frappe.listview_settings["Data Batch"] = {
	add_fields: ["status", "rows_read", "rows_refused"],

	get_indicator({ status, rows_refused }) {
		const colour = status === "Loaded" && rows_refused ? "orange" : COLOURS[status] || NOT_LOADED;
		return [__(status), colour, `status,=,${status}`];
	},

	formatters: {
		rows_refused(refused, _df, { rows_read }) {
			return refused ? `<span class="text-danger">${refused}${share(refused, rows_read)}</span>` : "0";
		},

		file_name(file_name, _df, { status, rows_refused }) {
			if (!IS_PHONE()) return file_name;
			if (status !== "Loaded") return `${__(status)} · ${file_name}`;
			return rows_refused ? `${__("{0} refused", [rows_refused])} · ${file_name}` : file_name;
		},
	},
};
