// Prints what is wrong with regular expressions: stdin has a line for each, an array of a pattern and its literal, or
// null where it is said to have none.
import { readFileSync } from "node:fs";

const TEXTS = [
  "",
  "a",
  "ab",
  "aab",
  "b",
  "-",
  "_",
  "/",
  "]",
  "{",
  "}",
  "{,2}",
  "a{,2}",
  "1",
  " ",
  "\n",
  "\\",
  "A",
  "é",
  "😀",
  "\ud800",
  "a-b",
  "\b",
  "^",
  "$",
  "@",
  "0",
  "α",
  "\u0001",
  "aa",
];
/** Those in which the older mode sees the same characters. */
const PLAIN = TEXTS.filter((text) => !/[\ud800-\udfff]/.test(text));
/** What only one of the modes lets be repeated. */
const BRACES = /\\u\{/;
/** What the older mode reads as something else. */
const OTHER = /\\[pPu]|[\ud800-\udfff]/;

/** Which of the texts a regular expression finds something in; undefined where there is no such regular expression. */
function found(make, texts = TEXTS) {
  try {
    const regex = make();
    return texts.map((text) => regex.exec(text)?.[0] ?? null).join("\u0000");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

for (const line of readFileSync(0, "utf8").split("\n").slice(0, -1)) {
  const [pattern, literal] = JSON.parse(line);
  const unicode = found(() => new RegExp(pattern, "u"));
  const older = found(() => new RegExp(pattern), PLAIN);
  const make = () => new Function(`return ${literal};`)();
  const written = literal === null ? undefined : found(make);
  const problem =
    literal !== null && written === undefined
      ? "is no regular expression"
      : literal === null && unicode !== undefined
        ? "is one"
        : literal !== null && unicode !== undefined && written !== unicode
          ? "finds something else"
          : literal !== null && unicode === undefined && older === undefined && !BRACES.test(pattern)
            ? "is none as a pattern"
            : literal !== null &&
                unicode === undefined &&
                !OTHER.test(pattern) &&
                found(make, PLAIN) !== older
              ? "finds something else than in the older mode"
              : undefined;
  if (problem) console.log(JSON.stringify([pattern, literal, problem]));
}
