frappe.provide("fanpin");

// A table for forms and dialogs, as an element. A label or a cell is a text (shown as it is, never read as HTML), an
// element of jQuery, or an array of these, one a line. Without labels there is no head.
fanpin.table = (labels, rows, classes = "") => {
	const node = (content) => (content instanceof $ ? content : document.createTextNode(content ?? ""));
	const nodes = (content) =>
		Array.isArray(content) ? content.map((line) => $("<div>").append(node(line))) : node(content);
	const row = (tag, contents) =>
		$("<tr>").append(contents.map((content) => $(`<${tag}>`).append(nodes(content))));

	const table = $(`<table class="table table-bordered small">`).addClass(classes);
	if (labels.length) $("<thead>").append(row("th", labels)).appendTo(table);
	$("<tbody>")
		.append(rows.map((cells) => row("td", cells)))
		.appendTo(table);
	return $(`<div class="table-responsive">`).append(table);
};

// Why a rule holds, a row a condition. `before`: columns (key, label) that stand in front of the condition's own.
fanpin.evidence_table = (rows, before = []) => {
	if (!rows?.length) return "";
	const columns = [
		...before,
		["what", __("Measured")],
		["value", __("Value")],
		["threshold", __("Threshold")],
		["origin", __("Origin")],
	];
	return fanpin.table(
		columns.map(([, label]) => label),
		rows.map((row) => columns.map(([key]) => row[key]))
	);
};
