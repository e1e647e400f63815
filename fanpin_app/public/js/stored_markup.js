// Plain text that is stored from before markup was refused (security/text/plain_text.py) is shown as text. Frappe's desk puts
// what lists, reports, searches and forms hold into its pages as it is, in many places, so it is made harmless here, on
// its way from the server to the page. Values of documents that are edited and saved stay as they are.
frappe.provide("fanpin");
{
	const RICH = ["Comment", "HTML", "HTML Editor", "Markdown Editor", "Text Editor"];
	// As in security/text/plain_text.py: what could begin a tag, an attribute, an address or a template begins none.
	const HARMLESS = [
		[/[<﹤](?=[a-z/!?]|$)/gi, "‹"],
		[/&(?=(?:amp;)*(?:lt|#0*60|#x0*3c);?[a-z/!?])/gi, "＆"],
		[/([\s/"'`]on[a-z]{3,}\s*)=/gi, "$1＝"],
		[/((?:java|vb)script\s*|data(?=:text\/html)):/gi, "$1："],
		[/\{(?=[{%])/g, "｛"],
	];
	const SUSPICIOUS = /[<﹤][a-z/!?]|&(?:amp;)*(?:lt|#)|on[a-z]{3,}\s*=|script\s*:|data:text\/html/i;
	// A report's script is code of ours and not what somebody stored.
	const ROWS =
		/\/api\/method\/(?:frappe\.desk\.(?:reportview|query_report(?!\.get_script)|search|listview|treeview|calendar)\.|frappe\.utils\.global_search\.|frappe\.desk\.doctype\.tag\.|frappe\.client\.get_list)/;
	const ACTIVE = "script, style, iframe, object, embed, base, meta, link, form";

	fanpin.harmless = (text) =>
		typeof text === "string" && SUSPICIOUS.test(text)
			? HARMLESS.reduce((made, [sign, other]) => made.replace(sign, other), text)
			: text;

	// The HTML without what could run.
	fanpin.clean_html = (html) => {
		if (typeof html !== "string" || !SUSPICIOUS.test(html)) return html;
		const body = new DOMParser().parseFromString(html, "text/html").body;
		for (const element of body.querySelectorAll(ACTIVE)) element.remove();
		for (const element of body.querySelectorAll("*"))
			for (const { name, value } of [...element.attributes])
				if (/^on|^srcdoc$/i.test(name) || /^\s*(?:java|vb)script\s*:|^\s*data:text/i.test(value))
					element.removeAttribute(name);
		return body.innerHTML;
	};

	// `rich`: keys whose values are HTML.
	const harmless_values = (value, rich = []) => {
		if (Array.isArray(value)) return value.map((each) => harmless_values(each, rich));
		if (!$.isPlainObject(value)) return fanpin.harmless(value);
		return Object.fromEntries(
			Object.entries(value).map(([key, each]) => [
				key,
				rich.includes(key) && typeof each === "string"
					? fanpin.clean_html(each)
					: harmless_values(each, rich),
			])
		);
	};

	const rich_fields = (doctype) =>
		(frappe.get_meta(doctype)?.fields || [])
			.filter((df) => RICH.includes(df.fieldtype))
			.map((df) => df.fieldname);

	// What lists get: names of columns, and rows of values.
	const harmless_rows = (message, doctype) => {
		const rich = rich_fields(doctype);
		if (!message?.keys || !Array.isArray(message.values)) {
			const columns = (message?.columns || []).filter((column) => RICH.includes(column.fieldtype));
			return harmless_values(message, [
				...rich,
				...columns.map((column) => column.fieldname),
				"message",
			]);
		}
		const is_rich = message.keys.map((key) => rich.includes(key));
		const values = message.values.map((row) =>
			row.map((value, at) => (is_rich[at] ? fanpin.clean_html(value) : fanpin.harmless(value)))
		);
		return { ...message, values };
	};

	const harmless_answer = (answer, url, asked) => {
		if (ROWS.test(url)) answer.message = harmless_rows(answer.message, asked?.doctype);
		if (answer.docinfo) answer.docinfo = harmless_values(answer.docinfo, ["content"]);
		if (answer._link_titles) answer._link_titles = harmless_values(answer._link_titles);
		return answer;
	};

	$.ajaxPrefilter((options, original) => {
		if (!/\/api\/method\//.test(options.url)) return;
		const before = options.dataFilter;
		options.dataFilter = (text, type) => {
			const received = before ? before(text, type) : text;
			if (!SUSPICIOUS.test(received)) return received;
			try {
				return JSON.stringify(harmless_answer(JSON.parse(received), options.url, original.data));
			} catch {
				return received;
			}
		};
	});

	// Messages are HTML, and may name what is stored. Each is a text or an object with a `message`, as JSON or not.
	const clean_message = (sent) => {
		if (typeof sent === "object") return { ...sent, message: fanpin.clean_html(sent.message) };
		try {
			return JSON.stringify(clean_message(JSON.parse(sent)));
		} catch {
			return fanpin.clean_html(sent);
		}
	};

	const cleanup = frappe.request.cleanup;
	frappe.request.cleanup = (options, answer) => {
		if (answer?._server_messages && SUSPICIOUS.test(answer._server_messages))
			answer._server_messages = JSON.stringify(JSON.parse(answer._server_messages).map(clean_message));
		if (Array.isArray(answer?.messages)) answer.messages = answer.messages.map(clean_message);
		return cleanup(options, answer);
	};

	const format = frappe.format;
	frappe.format = (value, df, ...others) =>
		format(
			RICH.includes(df?.fieldtype) ? fanpin.clean_html(value) : fanpin.harmless(value),
			df,
			...others
		);

	const get_link_title = frappe.utils.get_link_title;
	frappe.utils.get_link_title = (...asked) => fanpin.harmless(get_link_title.apply(frappe.utils, asked));

	const get_indicator = frappe.get_indicator;
	frappe.get_indicator = (...asked) => get_indicator(...asked)?.map(fanpin.harmless);

	const set_title = frappe.ui.Page.prototype.set_title;
	frappe.ui.Page.prototype.set_title = function (title, icon = null, strip = true, ...others) {
		return set_title.call(
			this,
			strip ? fanpin.harmless(strip_html(title || "")) : title,
			icon,
			strip,
			...others
		);
	};

	const user_info = frappe.user_info;
	frappe.user_info = (uid) => harmless_values(user_info(uid));
}
