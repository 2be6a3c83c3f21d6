// Reads NDJSON lines [pattern, literal, texts]; writes whether JavaScript reads the pattern, what it matches, and
// whether the literal matches the same.
const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);

// ECMA-262 starts at code points; V8 tries an empty match inside of a surrogate pair too.
function matches(regex, text) {
  let start = 0;
  for (const char of [...text, ""]) {
    regex.lastIndex = start;
    if (regex.test(text)) return true;
    start += char.length;
  }
  return false;
}

for (const line of lines) {
  const [pattern, literal, texts] = JSON.parse(line);
  let native = null;
  try {
    native = new RegExp(pattern, "uy");
  } catch {}
  const ours = literal === null ? null : new RegExp(literal.slice(1, -2), "uy");
  const regex = native ?? ours;
  const found = regex === null ? null : texts.map((text) => matches(regex, text));
  const same = native === null || ours === null || texts.every((text) => matches(native, text) === matches(ours, text));
  console.log(JSON.stringify([native !== null, found, same]));
}
