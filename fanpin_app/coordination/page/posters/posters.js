frappe.pages.posters.on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({
		parent: wrapper,
		title: __("Posters"),
		single_column: true,
	});
	frappe.xcall("fanpin_app.coordination.api.get_poster_choices").then((choices) => show(page, choices));
};

function show(page, { posters, region }) {
	const draw = () => draw_poster(page);
	page.add_field({
		fieldname: "poster",
		fieldtype: "Select",
		label: __("Poster"),
		options: posters.map(({ name, title }) => ({ value: name, label: title })),
		default: posters[0].name,
		change: draw,
	});
	page.add_field({
		fieldname: "region",
		fieldtype: "Link",
		options: "Administrative Region",
		label: __("Region"),
		default: region,
		change: draw,
	});
	page.add_field({
		fieldname: "day",
		fieldtype: "Date",
		label: __("Day"),
		default: frappe.datetime.get_today(),
		change: draw,
	});
	page.set_primary_action(__("Make PDF"), () => open_pdf(page));
	page.set_secondary_action(__("Print"), () => print_sheets(page), "printer");
	page.sheets = $("<div class='poster-sheets'>").appendTo(page.main);
	// The fields have no values yet.
	draw_poster(page, { poster: posters[0].name, region, day: frappe.datetime.get_today() });
}

function draw_poster(page, { poster, region, day } = page.get_form_values()) {
	if (!poster || !region) return;
	frappe.xcall("fanpin_app.coordination.api.get_poster", { poster, region, day }).then((sheets) => {
		// An image runs no script and loads nothing, whatever a document contains.
		const images = sheets.map((svg) =>
			$("<img class='w-100 border mb-3'>")
				.attr("alt", __("Posters"))
				.attr("src", `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`)
		);
		page.sheets.empty().append(images);
	});
}

function open_pdf(page) {
	const address = "/api/method/fanpin_app.coordination.api.download_poster";
	window.open(`${address}?${new URLSearchParams(page.get_form_values())}`);
}

function print_sheets(page) {
	const opened = window.open("", "_blank");
	if (!opened) return;
	const style = opened.document.createElement("style");
	style.textContent =
		"@page { size: A3 landscape; margin: 0 } body { margin: 0 } img { width: 100%; break-after: page }";
	opened.document.head.append(style);
	page.sheets.find("img").each((_index, image) => {
		const copy = opened.document.createElement("img");
		copy.src = image.src;
		opened.document.body.append(copy);
	});
	opened.setTimeout(() => opened.print(), 500);
}
