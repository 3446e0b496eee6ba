// Copies the front-end files named below from node_modules into static/vendor, with their licences and a manifest of
// versions and SHA-256 sums, and builds static/icons.svg from the names in static/icons.txt.
// Run it after `npm ci`: `npm run vendor`. Two runs give the same bytes.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const vendor = join(root, "static", "vendor");

const packages = {
  "htmx.org": ["dist/htmx.min.js", "LICENSE"],
  "tom-select": ["dist/js/tom-select.complete.min.js", "dist/css/tom-select.min.css", "LICENSE"],
};

const describe = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

function copy(name, files) {
  const { version, license } = describe(name);
  const folder = `${name}-${version}`;
  mkdirSync(join(vendor, folder), { recursive: true });
  const sums = {};
  for (const file of files) {
    const target = `${folder}/${basename(file)}`;
    cpSync(join(modules, name, file), join(vendor, target));
    sums[target] = sha256(join(vendor, target));
  }
  return { name, version, license, files: sums };
}

// One line of icons.txt is a Tabler icon's name; `-filled` at its end takes the filled drawing.
function symbol(name) {
  const filled = name.endsWith("-filled");
  const file = filled ? `filled/${name.slice(0, -"-filled".length)}.svg` : `outline/${name}.svg`;
  const drawing = readFileSync(join(modules, "@tabler/icons/icons", file), "utf8");
  const shapes = drawing
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
    .replace(/<\/svg>\s*$/, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.includes('d="M0 0h24v24H0z"'))
    .join("");
  const paint = filled
    ? 'fill="currentColor"'
    : 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${shapes}</symbol>`;
}

function sprite() {
  const listed = readFileSync(join(root, "static", "icons.txt"), "utf8").split("\n");
  const names = [...new Set(listed.map((line) => line.trim()).filter(Boolean))].sort();
  const body = names.map(symbol).join("\n");
  writeFileSync(join(root, "static", "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${body}\n</svg>\n`);
  const { name, version, license } = copy("@tabler/icons", ["LICENSE"]);
  const files = { [`${name}-${version}/LICENSE`]: sha256(join(vendor, `${name}-${version}`, "LICENSE")) };
  return { name, version, license, files: { ...files, "../icons.svg": sha256(join(root, "static", "icons.svg")) } };
}

rmSync(vendor, { recursive: true, force: true });
const manifest = Object.entries(packages).map(([name, files]) => copy(name, files));
manifest.push(sprite());
writeFileSync(join(vendor, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`static/vendor: ${manifest.map(({ name, version }) => `${name} ${version}`).join(", ")}`);
