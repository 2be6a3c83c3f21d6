// Prints what users of the schemas see: the messages about invalid values, and the schemas exported by zod.
import * as z from "zod";
import { Odd, Order, Rule, Tree } from "./order.js";

const order = {
  id: "o-1",
  status: "open",
  input: null,
  number: 1,
  lines: [{ text: "a" }],
  tree: { name: "t" },
};

function show(schema: z.ZodType, value: unknown): void {
  const { success, error } = schema.safeParse(value);
  const issues = error?.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  console.log(success ? "taken" : issues?.join("; "));
}

const { input: _, ...without } = order;
show(Order, order);
show(Order, without);
show(Order, { ...order, id: "" });
show(Order, { ...order, id: "😀".repeat(40) });
show(Order, { ...order, id: "😀".repeat(41) });
show(Order, { ...order, number: 1.5 });
show(Order, { ...order, number: 0 });
show(Order, { ...order, price: 0.255 });
show(Order, { ...order, code: "ab/1" });
show(Order, { ...order, lines: [{ text: "a", bolt: true }] });
show(Order, { ...order, tags: ["a", "b", "a"] });
show(Order, { ...order, shape: { kind: "ring" } });
show(Order, { ...order, tree: { name: "t", left: { name: "l", branches: [{}] } } });
show(Order, { ...order, "paid-at": "2026-02-29T00:00:00Z" });
show(Order, { ...order, due: "2026-02-28T00:00:00Z" });
show(Order, JSON.parse(JSON.stringify(order).replace("{", '{"notes":{"__proto__":1},')));
show(Rule, ["a", "b"]);
show(Odd, {});

console.log(JSON.stringify(Order.parse({ ...order, more: { a: [1] } })));
console.log(JSON.stringify(z.toJSONSchema(Tree)));
const { properties } = z.toJSONSchema(Order);
console.log(
  JSON.stringify([properties?.["paid-at"], properties?.["notes"], properties?.["status"]]),
);
const { required } = z.toJSONSchema(Order, { io: "input" });
console.log(JSON.stringify(required));
