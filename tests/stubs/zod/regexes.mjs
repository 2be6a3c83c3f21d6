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
];

/** Which of the texts a regular expression finds something in; undefined where there is no such regular expression. */
function found(make) {
  try {
    const regex = make();
    return TEXTS.map((text) => regex.exec(text)?.[0] ?? null).join("\u0000");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

for (const line of readFileSync(0, "utf8").split("\n").slice(0, -1)) {
  const [pattern, literal] = JSON.parse(line);
  const unicode = found(() => new RegExp(pattern, "u"));
  const older = found(() => new RegExp(pattern));
  const written =
    literal === null ? undefined : found(new Function(`return ${literal};`).bind(null));
  const problem =
    literal !== null && written === undefined
      ? "is no regular expression"
      : literal === null && unicode !== undefined
        ? "is one"
        : literal !== null && unicode !== undefined && written !== unicode
          ? "finds something else"
          : literal !== null && unicode === undefined && older === undefined
            ? "is none as a pattern"
            : undefined;
  if (problem) console.log(JSON.stringify([pattern, literal, problem]));
}
