// Checks files of a report against the ledger as release-format.md says; the numbers of its rules stand
// beside them. Runs as it is in a browser, in a page from https or from this computer, and in Node 20 or
// later, with the checker of the ledger beside it:
//   node verify-release.mjs [--key HEX]… LEDGER.json FILE…
// What does not hold is thrown, with a sentence that says what it is.
import { checkLedger, dayNumber, decode, hex, isObject, keyInFront } from "./verify-ledger.mjs";
import { must, readJson, sha256 } from "./verify-ledger.mjs";

const MOST = { bytes: 8 * 1024 * 1024, files: 60, rows: 20_000, cell: 300, words: 100 };
const KINDS = ["release_published", "release_corrected"];
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const KEY = ["period_start", "period_end", "breakdown", "part", "indicator_id"];
const COLUMNS = ["period_start", "period_end", "geography_code", "breakdown", "part", "indicator_id", "unit"];
COLUMNS.push("value", "lower", "upper", "obs_status", "methodology_version");
const ROUNDING = 10;
const asText = JSON.stringify;

async function inflate(packed, size, name) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const unpacked = new Uint8Array(size);
  let at = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    must(at + piece.value.length <= size, `${name} has another size than the zip says`);
    unpacked.set(piece.value, at);
    at += piece.value.length;
  }
  must(at === size, `${name} has another size than the zip says`);
  return unpacked;
}

// At the end of a zip stands a list of its files, which says where each begins.
async function unzip(content) {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const [two, four] = [(at) => view.getUint16(at, true), (at) => view.getUint32(at, true)];
  const end = content.findLastIndex((_byte, at) => at + 22 <= content.length && four(at) === 0x06054b50);
  must(end >= 0 && two(end + 10) <= MOST.files, "the bundle is not a zip, or has too many files");
  const files = new Map();
  let room = MOST.bytes;
  for (let left = two(end + 10), at = four(end + 16); left > 0; left -= 1) {
    const [flags, method, size, start] = [two(at + 8), two(at + 10), four(at + 24), four(at + 42)];
    const name = decode(content.subarray(at + 46, at + 46 + two(at + 28)), "a name in the bundle");
    const body = start + 30 + two(start + 26) + two(start + 28);
    const packed = content.subarray(body, body + four(at + 20));
    must(NAME.test(name) && !files.has(name), `${name} is no name of a file, or stands in the bundle twice`);
    must((room -= size) >= 0, "what is in the bundle is larger than a release can be");
    must([0, 8].includes(method) && !(flags & 1), `${name} is packed in a way that is not read here`);
    files.set(name, method ? await inflate(packed, size, name) : packed);
    at += 46 + two(at + 28) + two(at + 30) + two(at + 32);
  }
  return files;
}

// `ledger`: the copy that checkLedger gave (rule 1). Says what the file is, and what became of it.
export async function checkFile(content, ledger) {
  must(content.length <= MOST.bytes, "the file is larger than a release can be");
  const digest = hex(await sha256(content));
  const openings = ledger.days.flatMap((day) => day.openings);
  const nameIn = ({ files }) => isObject(files) && Object.keys(files).find((name) => files[name] === digest);
  const found = openings.find(({ kind, fact }) => KINDS.includes(kind) && nameIn(fact)); // rule 2
  must(found, "no release in this ledger has this file: it was changed, or published later");
  const name = nameIn(found.fact);
  if (name.endsWith(".zip")) await checkBundle(content, found.fact);
  const said = `${name} of ${found.fact.release}, signed by ${[found.fact.signed_by].flat().join(" and ")}`;
  return [said, ...openings.map(({ kind, fact }) => whatBecame(kind, fact, found.fact.release))].join("");
}

function whatBecame(kind, fact, release) {
  const isCorrected = kind === "release_corrected" && fact.corrects === release; // rule 7
  const isTakenDown = kind === "release_withdrawn" && fact.release === release;
  if (isCorrected) return `; corrected since by ${fact.release}`;
  return isTakenDown ? `; taken down since: ${fact.reason}` : "";
}

async function checkBundle(content, fact) {
  const broken = (fault) => must(false, `the bundle cannot be read: ${fault.message}`);
  const [files, digests] = [await unzip(content).catch(broken), new Map()];
  for (const [name, body] of files) digests.set(name, hex(await sha256(body)));
  for (const name of ["SHA256SUMS", "datapackage.json", "indicators.csv"])
    must(files.has(name), `there is no ${name} in the bundle`);
  const lines = decode(files.get("SHA256SUMS"), "SHA256SUMS").split("\n"); // rule 3
  const isListed = lines.pop() === "" && lines.length === files.size - 1;
  must(isListed, "SHA256SUMS does not list exactly the files that are there");
  for (const [name, digest] of digests) {
    const right = name === "SHA256SUMS" || lines.includes(`${digest}  ${name}`);
    must(right, `${name} was changed: its checksum is not in SHA256SUMS`);
    must(fact.files[name] === digest, `${name} is not what the ledger says of it`);
  }
  for (const name of Object.keys(fact.files))
    must(files.has(name) || name === "release.zip", `${name} was published, and is not in the bundle`);
  const described = readJson(decode(files.get("datapackage.json"), "datapackage.json"), "datapackage.json");
  must(isObject(described), "datapackage.json is not a description");
  must(described.version === fact.release, `the bundle says that it is ${described.version}`);
  checkDescription(described, files, digests);
}

function checkDescription({ version, contributors, resources, candour }, files, digests) {
  const isSaid = (words) => typeof words === "string" && words.trim() && [...words].length <= MOST.words;
  must(isSaid(version), "datapackage.json does not say which release it is");
  const publisher = Array.isArray(contributors) && contributors[0]?.title;
  must(isSaid(publisher), "datapackage.json does not say who publishes");
  must(isSaid(candour?.methodology_version), "datapackage.json does not say by which method");
  must(Array.isArray(resources), "datapackage.json describes no tables");
  for (const one of resources) {
    must(files.has(one?.path), "datapackage.json describes a table that is not there"); // rule 4
    const right = one.bytes === files.get(one.path).length && one.hash === `sha256:${digests.get(one.path)}`;
    must(right, `datapackage.json describes another ${one.path} than the one beside it`);
  }
  const schema = resources.find((one) => one.path === "indicators.csv")?.schema;
  must(Array.isArray(schema?.fields), "datapackage.json does not describe indicators.csv");
  const described = asText([schema.fields.map((field) => field?.name), schema.primaryKey]);
  must(described === asText([COLUMNS, KEY]), "datapackage.json describes other columns"); // rule 5
  const rows = readTable(decode(files.get("indicators.csv"), "indicators.csv"));
  must(candour.rows === rows.length, "datapackage.json counts other rows than indicators.csv has");
  for (const row of rows) checkFigure(row, candour.methodology_version);
  checkTotals(rows);
}

function readTable(text) {
  const cells = text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy);
  const lines = [[]];
  let read = 0;
  for (const [all, quoted, plain, end] of cells) {
    if (all === "" && lines.at(-1).length === 0) break;
    lines.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") lines.push([]);
    read += all.length;
  }
  must(read === text.length && lines.pop().length === 0, "indicators.csv is not a table");
  must(asText(lines.shift()) === asText(COLUMNS), "indicators.csv has other columns than are described");
  must(lines.length && lines.length <= MOST.rows, "indicators.csv has no rows, or too many");
  for (const line of lines) {
    must(line.length === COLUMNS.length, "a row of indicators.csv has another number of cells than columns");
    must(line.every((cell) => [...cell].length <= MOST.cell), "a cell of indicators.csv is too long");
  }
  const rows = lines.map((line) => Object.fromEntries(COLUMNS.map((name, at) => [name, line[at]])));
  const keys = new Set(rows.map((row) => asText(KEY.map((name) => row[name]))));
  must(keys.size === rows.length, "indicators.csv gives one figure twice");
  return rows;
}

function checkFigure(row, method) {
  const what = `indicators.csv, ${row.indicator_id} of ${row.part}, ${row.period_start}`;
  must(dayNumber(row.period_start) <= dayNumber(row.period_end), `${what}: the period ends before it begins`);
  must(row.methodology_version === method, `${what}: made by another method than is said`);
  must(row.unit === "percent", `${what}: the unit is not percent`);
  const bounds = [row.lower, row.value, row.upper];
  const isPercent = bounds.every((cell) => /^\d{0,3}$/.test(cell)) && row.value <= 100;
  must(isPercent, `${what}: not a whole number of percent`);
  const given = bounds.filter((cell) => cell !== "").map(Number);
  must(given.every((one, at) => at === 0 || given[at - 1] <= one), `${what}: not between its bounds`);
  must(/^[abcefkprstuwxz]*$/.test(row.obs_status), `${what}: a mark that is not known`);
  must(row.value !== "" || row.obs_status !== "", `${what}: empty, and no mark says why`);
}

// A figure that is hidden is NaN: no comparison with it is true, so that it breaks no rule.
const figureOf = (row) => (row.value === "" ? NaN : Number(row.value));

function groupsOf(rows, nameOf) {
  const groups = new Map(rows.map((row) => [nameOf(row), []]));
  for (const row of rows) groups.get(nameOf(row)).push(figureOf(row));
  return groups;
}

function checkTotals(rows) {
  const when = (row) => `${row.period_start} to ${row.period_end}`;
  const whole = (row) => `${row.indicator_id}, ${when(row)}`;
  const wholes = rows.filter((row) => row.breakdown === "all");
  const totals = new Map(wholes.map((row) => [whole(row), figureOf(row)]));
  const parts = rows.filter((row) => row.breakdown !== "all");
  for (const [name, figures] of groupsOf(parts, (row) => asText([whole(row), row.breakdown]))) {
    const [of, total] = [JSON.parse(name)[0], totals.get(JSON.parse(name)[0])];
    const outside = total < Math.min(...figures) - ROUNDING || total > Math.max(...figures) + ROUNDING;
    must(!outside, `${of}: the whole is said to be ${total}, which its parts cannot make`); // rule 6
  }
  const lost = wholes.filter((row) => row.indicator_id.startsWith("hours_lost_"));
  for (const [name, figures] of groupsOf(lost, when)) {
    const sum = figures.reduce((all, one) => all + one, totals.get(`hours_delivered, ${name}`));
    must(!(Math.abs(sum - 100) > 3 * ROUNDING), `${name}: delivered and lost hours do not make 100`);
  }
}

async function main() {
  const { readFile } = await import("node:fs/promises");
  const { parseArgs } = await import("node:util");
  const options = { key: { type: "string", multiple: true, default: [] } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  must(positionals.length, "say which file is the ledger, and which are to be checked");
  const [content, ...others] = await Promise.all(positionals.map((name) => readFile(name)));
  const trusted = values.key.length ? values.key : keyInFront(content);
  const ledger = await checkLedger(content, trusted); // rule 1
  console.log(`The ledger holds, signed by ${trusted}: is this the key as you know it?`);
  for (const [at, file] of others.entries()) {
    const refused = (fault) => must(false, `${positionals[at + 1]}: ${fault.message}`);
    console.log(`${positionals[at + 1]}: ${await checkFile(file, ledger).catch(refused)}`);
  }
}

if (globalThis.process?.argv[1]?.endsWith("verify-release.mjs"))
  main().catch((fault) => (console.error(fault.message), process.exit(1)));
