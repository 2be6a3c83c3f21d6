// Prints whether schemas take values: a line for each line of stdin, an array of a module's file, the name of a schema
// in it and a JSON text. With an argument it prints what the schema gives for the value, or null.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const isOutput = process.argv.length > 2;
for (const line of readFileSync(0, "utf8").split("\n").slice(0, -1)) {
  const [file, name, text] = JSON.parse(line);
  const { [name]: schema } = await import(pathToFileURL(file).href);
  const { success, data } = schema.safeParse(JSON.parse(text));
  process.stdout.write(`${JSON.stringify(isOutput ? (success ? data : null) : success)}\n`);
}
