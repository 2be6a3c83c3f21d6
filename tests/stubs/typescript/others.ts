// A record whose other fields have a type: TypeScript requires the index signature to include the named fields.
import { holds, type Identical } from "./tools.js";
import type { Labels, LabelsSub } from "./types.js";

const labels: Labels = { main: 1, series: "walls" };
labels["mood"] = "calm";

holds<Identical<Labels["main"], number>>();
holds<Identical<Labels["mood"], string | number | LabelsSub | undefined>>();
// @ts-expect-error: this one is named, and a number
export const wrong: Labels = { main: "1" };
// @ts-expect-error: neither a string nor the type of a named field
labels["mood"] = true;

export const empty: LabelsSub = {};
// @ts-expect-error: closed, and without fields
export const full: LabelsSub = { a: 1 };
// @ts-expect-error: a string is no object
export const text: LabelsSub = "a";
