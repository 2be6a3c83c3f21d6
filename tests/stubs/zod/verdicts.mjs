// Answers questions about schemas: a line of stdin is an array of what is asked and of questions, each a module's file, the
// name of a schema in it and a JSON text. A line of stdout is an array of answers: whether the schema accepts the value,
// or its output, null for a value that it refuses.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

for await (const line of createInterface({ input: process.stdin })) {
  const [what, questions] = JSON.parse(line);
  const answers = [];
  for (const [file, name, text] of questions) {
    const { [name]: schema } = await import(pathToFileURL(file).href);
    const { success, data } = schema.safeParse(JSON.parse(text));
    answers.push(what === "verdict" ? success : success ? data : null);
  }
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
