// Checks a copy of the ledger as ledger-format.md says; the numbers of its rules stand beside them.
// Runs as it is in a browser, in a page from https or from this computer, and in Node 20 or later:
//   node verify-ledger.mjs [--key HEX]… [--earlier FILE] [--promise TEXT]… [--witnesses FILE] LEDGER.json
// What does not hold is thrown, with a sentence that says what it is.
const NAMES = {
  "the file": ["format", "public_key", "days"],
  "a day": ["day", "signed_on", "size", "hash", "public_key", "signature", "commitments", "openings"],
  "an opened entry": ["commitment", "salt", "kind", "fact"],
};
const DEEPEST = 8;
const TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]|-?\d[\d.eE+-]*/g;
const PROMISE = /^candour-promise-1\.(\d{4}-\d\d-\d\d)\.([\w-]{42}[AEIMQUYcgkosw048])\.([\w-]{85}[AQgw])$/;
const WITNESS = /^candour-witness-1\.(\d{4}-\d\d-\d\d)\.([0-9a-f]{64})\.([0-9a-f]{128})$/;

export function must(holds, sentence) {
  if (!holds) throw new Error(sentence);
}

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt());
const encode = (text) => new TextEncoder().encode(text);

export function decode(bytes, what) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error(`${what} is not text in UTF-8`);
  }
}

export function readJson(text, what) {
  try {
    return JSON.parse(text);
  } catch (fault) {
    throw new Error(`${what} is not JSON: ${fault.message}`);
  }
}

// JSON.parse forgets that a name stood twice and how a number was written: so the text is read again.
function readStrictly(text) {
  const value = readJson(text, "the file");
  const names = [];
  for (const [token, string, colon] of text.matchAll(TOKENS)) {
    const word = string && JSON.parse(string);
    if (token === "{") names.push(new Set());
    else if (token === "}") names.pop();
    else if (string) must(word.isWellFormed(), `${string} is not text that UTF-8 can write`);
    else must(/^-?\d+$/.test(token) && Number.isSafeInteger(+token), `${token} is no number of this format`);
    if (!colon) continue;
    must(!names.at(-1).has(word), `the name ${string} stands twice`);
    must(/^[\0-\x7f]*$/.test(word), `the name ${string} is not ASCII`);
    names.at(-1).add(word);
  }
  return value;
}

// Whoever made the file wrote this key too: it proves nothing to who does not know it from elsewhere.
export const keyInFront = (content) => [readJson(decode(content, "the file"), "the file")?.public_key];

function canonical(value, depth) {
  must(depth <= DEEPEST, "an opened entry is deeper than a fact can be");
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one, depth + 1))}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const member = (name) => `${JSON.stringify(name)}:${canonical(value[name], depth + 1)}`;
  return `{${Object.keys(value).sort().map(member)}}`;
}

function mustHaveItsNames(object, what) {
  const names = isObject(object) ? Object.keys(object) : [];
  const right = names.length === NAMES[what].length && NAMES[what].every((name) => names.includes(name));
  must(right, `${what} has not exactly the names ${NAMES[what].join(", ")}`);
}

function mustBeHex(text, length, what) {
  const right = typeof text === "string" && text.length === 2 * length && /^[0-9a-f]*$/.test(text);
  must(right, `${what} is not ${length} bytes in small hexadecimal digits`);
}

export function dayNumber(text) {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) && text > "0001" ? Date.parse(`${text}T00:00Z`) : NaN;
  must(!isNaN(at) && new Date(at).toISOString().slice(0, 10) === text, `${text} is not a day`);
  return at / 86_400_000;
}

export async function sha256(...parts) {
  const joined = parts.reduce((all, part) => Uint8Array.from([...all, ...part]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
}

async function isSigned(key, signature, lines) {
  const imported = await crypto.subtle.importKey("raw", fromHex(key), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signature, encode(`${lines.join("\n")}\n`));
}

// The copy, once all of it holds. `trusted`: the keys that you trust, in hexadecimal.
export async function checkLedger(content, trusted) {
  const copy = readStrictly(decode(content, "the file"));
  mustHaveItsNames(copy, "the file");
  must(copy.format === "candour-ledger-1", "the file is not of the format candour-ledger-1");
  mustBeHex(copy.public_key, 32, "the key of the file");
  must(Array.isArray(copy.days), "the days are not a list");
  const chain = { end: new Uint8Array(32), size: 0, seen: new Set(), before: null };
  for (const day of copy.days) await checkDay(day, chain, trusted);
  return copy;
}

async function checkDay(day, chain, trusted) {
  mustHaveItsNames(day, "a day");
  const { day: name, signed_on: signedOn, commitments } = day;
  const [number, signed, { before }] = [dayNumber(name), dayNumber(signedOn), chain];
  must(!before || number === dayNumber(before.day) + 1, `${name} does not follow ${before?.day}`); // rule 1
  must(signed > number, `${name} was signed before it had ended`);
  must(!before || signedOn >= before.signed_on, `${name} was signed before ${before?.day}`);
  must(Array.isArray(commitments), `the commitments of ${name} are not a list`); // rule 2
  must(commitments.length && commitments.length % 32 === 0, `${name} has not a multiple of 32 commitments`);
  for (const [at, commitment] of commitments.entries()) {
    mustBeHex(commitment, 32, `a commitment of ${name}`);
    must(at === 0 || commitment >= commitments[at - 1], `the commitments of ${name} are not in order`);
    must(!chain.seen.has(commitment), `a commitment of ${name} stands in the file twice`);
    chain.seen.add(commitment);
    chain.end = await sha256(encode("candour link 1\n"), chain.end, encode(name), fromHex(commitment));
  }
  chain.size += commitments.length;
  must(day.size === chain.size, `${name} counts ${day.size} links, the chain ${chain.size}`); // rule 3
  must(day.hash === hex(chain.end), `the chain does not end in the hash of ${name}`);
  mustBeHex(day.public_key, 32, `the key of ${name}`); // rule 4
  mustBeHex(day.signature, 64, `the signature of ${name}`);
  must(trusted.includes(day.public_key), `${name} is signed by a key that you do not trust`);
  const head = ["candour head 1", name, signedOn, day.size, day.hash];
  must(await isSigned(day.public_key, fromHex(day.signature), head), `the signature of ${name} is false`);
  must(Array.isArray(day.openings), `the opened entries of ${name} are not a list`);
  const closed = new Set(commitments);
  for (const opening of day.openings) {
    await checkOpening(opening, name);
    must(closed.delete(opening.commitment), `an opened entry does not stand in ${name}, or is opened twice`);
  }
  chain.before = day;
}

async function checkOpening(opening, day) {
  mustHaveItsNames(opening, "an opened entry");
  const { commitment, salt, kind, fact } = opening;
  must(typeof kind === "string" && isObject(fact), `an opened entry of ${day} has no kind or no fact`);
  mustBeHex(salt, 32, `a salt of ${day}`);
  const shown = `{"fact":${canonical(fact, 0)},"kind":${JSON.stringify(kind)}}`;
  const found = hex(await sha256(fromHex(salt), encode(shown)));
  must(found === commitment, `an opened entry of ${day}, ${kind}, is not what was committed to`); // rule 5
}

// Both copies as checkLedger gave them.
export function checkEarlier(earlier, later) {
  for (const [at, old] of earlier.days.entries()) {
    const same = (name) => JSON.stringify(later.days[at]?.[name]) === JSON.stringify(old[name]);
    const right = ["day", "commitments", "hash", "signed_on"].every(same);
    must(right, `${old.day} is not as in the earlier copy: the past was rewritten`); // rule 6
  }
}

// `today` as 2026-11-09.
export async function checkPromise(text, copy, trusted, today) {
  const parts = text.replace(/\s/g, "").match(PROMISE);
  must(parts && dayNumber(parts[1]), "this is not a promise, or not all of it");
  const [by, commitment, signature] = [parts[1], hex(fromBase64(parts[2])), fromBase64(parts[3])];
  const lines = ["candour promise 1", commitment, by];
  const signed = await Promise.all(trusted.map((key) => isSigned(key, signature, lines)));
  must(signed.includes(true), "the promise is not signed by a key that you trust");
  const day = copy.days.find((one) => one.commitments.includes(commitment)); // rule 7
  must(!day || day.signed_on <= by, `the promise is broken: ${day?.day} was signed after ${by}`);
  const isOver = today > by || copy.days.some((one) => one.signed_on > by);
  must(day || !isOver, `the promise is broken: ${by} is over, and the entry stands nowhere`);
  return day ? `the promise was kept: the entry stands in ${day.day}` : `the entry is promised by ${by}`;
}

export async function checkWitness(line, copy) {
  const parts = line.match(WITNESS);
  const day = parts && copy.days.find((one) => one.day === parts[1]);
  must(day, `this is not what a witness signs of a day in this copy: ${line}`);
  const lines = ["candour witness 1", day.public_key, day.day, day.signed_on, day.size, day.hash];
  const signed = await isSigned(parts[2], fromHex(parts[3]), lines);
  must(signed, `the witness ${parts[2]} signed another past than that up to ${day.day}`);
  return `the witness ${parts[2]} saw the same past up to ${day.day}`;
}

async function main() {
  const { readFile } = await import("node:fs/promises");
  const { parseArgs } = await import("node:util");
  const [one, many] = [{ type: "string" }, { type: "string", multiple: true, default: [] }];
  const options = { key: many, promise: many, earlier: one, witnesses: one };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  must(positionals.length === 1, "say which file is the ledger");
  const content = await readFile(positionals[0]);
  const trusted = values.key.length ? values.key : keyInFront(content);
  const copy = await checkLedger(content, trusted);
  console.log(`${copy.days.length} days hold, signed by ${trusted}: is this the key as you know it?`);
  if (values.earlier) checkEarlier(await checkLedger(await readFile(values.earlier), trusted), copy);
  for (const text of values.promise)
    console.log(await checkPromise(text, copy, trusted, new Date().toISOString().slice(0, 10)));
  const lines = values.witnesses ? decode(await readFile(values.witnesses), values.witnesses).split("\n") : [];
  for (const line of lines.filter(Boolean)) console.log(await checkWitness(line, copy));
}

if (globalThis.process?.argv[1]?.endsWith("verify-ledger.mjs"))
  main().catch((fault) => (console.error(fault.message), process.exit(1)));
