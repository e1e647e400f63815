frappe.provide("fanpin");

// Why a rule holds, a row a condition. `before`: columns (key, label) that stand in front of the condition's own.
fanpin.evidence_table = function (rows, before = []) {
	if (!rows?.length) return "";
	const columns = [
		...before,
		["what", __("Measured")],
		["value", __("Value")],
		["threshold", __("Threshold")],
		["origin", __("Origin")],
	];
	const cells = (tag, texts) =>
		texts.map((text) => `<${tag}>${frappe.utils.escape_html(text || "")}</${tag}>`).join("");
	const head = cells("th", columns.map(([, label]) => label));
	const body = rows.map((row) => `<tr>${cells("td", columns.map(([key]) => row[key]))}</tr>`).join("");
	return `<div class="table-responsive"><table class="table table-bordered small">
		<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
};
