// Reads NDJSON lines [pattern, literal, texts]; writes whether JavaScript reads the pattern, and what it matches.
const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
for (const line of lines) {
  const [pattern, literal, texts] = JSON.parse(line);
  let native = null;
  try {
    native = new RegExp(pattern, "u");
  } catch {}
  const ours = literal === null ? null : new RegExp(literal.slice(1, -2), "u");
  const regex = native ?? ours;
  const found = regex === null ? null : texts.map((text) => regex.test(text));
  const same = native === null || ours === null || texts.every((text) => native.test(text) === ours.test(text));
  console.log(JSON.stringify([native !== null, found, same]));
}
