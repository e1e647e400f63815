// Builds the desk's bundles as Frappe's own build does, by the packages of the bench's node_modules.
// usage: node build.mjs BENCH APP…   writes sites/assets/APP/dist and sites/assets/assets.json, assets-rtl.json

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [bench, ...apps] = process.argv.slice(2);
const sites = path.join(bench, "sites");
const assets = path.join(sites, "assets");
const sources = (app) => path.join(bench, "apps", app, app, "public");
const node_modules = path.join(bench, "apps", "frappe", "node_modules");
const app_folders = ["frappe", ...apps].map((app) => path.join(bench, "apps", app));

const require = createRequire(path.join(node_modules, "/"));
const esbuild = require("esbuild");
const glob = require("fast-glob");
const postcss = require("@frappe/esbuild-plugin-postcss2").default;
const vue = require("esbuild-plugin-vue3");
const STYLES = ["css", "scss", "sass", "less", "styl"];
const SCRIPTS = ["js", "ts", "jsx"];

const templates = {
	name: "templates",
	setup(build) {
		build.onResolve({ filter: /\.html$/ }, (args) => ({
			path: path.join(args.resolveDir, args.path),
			namespace: "template",
		}));
		build.onLoad({ filter: /.*/, namespace: "template" }, async (args) => {
			const name = path.basename(args.path).split(".")[0];
			const text = await fs.promises.readFile(args.path, "utf8");
			return { contents: `frappe.templates['${name}'] = \`${text.replace(/`/g, "\\`")}\`;` };
		});
	},
};

const urls_of_assets_stay = {
	name: "urls-of-assets-stay",
	setup(build) {
		build.onResolve({ filter: /^\/assets\// }, (args) => ({ path: args.path, external: true }));
	},
};

// Vue's styles come as a second file of the same name; the desk loads scripts only, so these carry them.
const styles_of_vue_in_scripts = {
	name: "styles-of-vue-in-scripts",
	setup(build) {
		build.initialOptions.write = false;
		build.onEnd((result) => {
			const styles = new Map();
			for (const file of result.outputFiles.filter((file) => file.path.endsWith(".css"))) {
				styles.set(without_hash(file.path), file.text);
			}
			for (const file of result.outputFiles.filter((file) => file.path.endsWith(".js"))) {
				const style = styles.get(without_hash(file.path));
				const script = style
					? `frappe.dom.set_style(${JSON.stringify(style)});\n${file.text}`
					: file.text;
				fs.mkdirSync(path.dirname(file.path), { recursive: true });
				fs.writeFileSync(file.path, script);
			}
		});
	},
};

const sassOptions = {
	includePaths: [node_modules, ...app_folders],
	quietDeps: true,
	importer: (url) => ({ file: url.replace(/^~/, "").replace(/\.css$/, "") }),
};

function without_hash(file) {
	return path.basename(file).replace(/\.[A-Z0-9]{8}\.(js|css)$/, "");
}

function bundles(extensions, folder) {
	const entries = {};
	for (const app of apps) {
		const found = glob.sync(`**/*.bundle.{${extensions.join(",")}}`, {
			cwd: sources(app),
			ignore: ["node_modules/**", "dist/**"],
		});
		for (const file of found) {
			const name = path.basename(file, path.extname(file));
			entries[path.join(app, "dist", folder, name)] = path.join(sources(app), file);
		}
	}
	return entries;
}

async function build(entryPoints, plugins) {
	const result = await esbuild.build({
		entryPoints,
		plugins,
		entryNames: "[dir]/[name].[hash]",
		outdir: assets,
		absWorkingDir: sites,
		target: ["es2017"],
		bundle: true,
		metafile: true,
		minify: true,
		logLevel: "warning",
		nodePaths: [node_modules, ...app_folders],
		define: {
			"process.env.NODE_ENV": '"production"',
			__VUE_OPTIONS_API__: "true",
			__VUE_PROD_DEVTOOLS__: "false",
		},
	});
	return Object.entries(result.metafile.outputs).filter(([, output]) => output.entryPoint);
}

function styles(folder, plugins) {
	const all = [...plugins, require("autoprefixer")];
	return build(bundles(STYLES, folder), [urls_of_assets_stay, postcss({ plugins: all, sassOptions })]);
}

// The bundle's name, as hooks and templates give it, to the address of the built file.
function write_addresses(file, outputs, prefix = "") {
	const known = path.join(assets, file);
	const addresses = fs.existsSync(known) ? JSON.parse(fs.readFileSync(known, "utf8")) : {};
	for (const [output, { entryPoint }] of outputs) {
		const name = path.basename(entryPoint).replace(/\.(scss|sass|less|styl)$/, ".css");
		addresses[prefix + name.replace(/\.(ts|jsx)$/, ".js")] = `/${output}`;
	}
	fs.writeFileSync(known, JSON.stringify(addresses, null, 4));
}

for (const app of apps) {
	fs.rmSync(path.join(assets, app, "dist"), { recursive: true, force: true });
}
const [scripts, left_to_right, right_to_left] = await Promise.all([
	build(bundles(SCRIPTS, "js"), [vue(), templates, styles_of_vue_in_scripts]),
	styles("css", []),
	styles("css-rtl", [require("rtlcss")]),
]);
write_addresses("assets.json", [...scripts, ...left_to_right]);
write_addresses("assets-rtl.json", right_to_left, "rtl_");
console.log(`${scripts.length} scripts, ${left_to_right.length} styles`);
