// A record whose unnamed members have a type too: the index signature takes in the named ones, as TypeScript wants it.
import { holds, type Identical } from "./tools.js";
import type { Labels, LabelsSub } from "./types.js";

const labels: Labels = { main: 1, series: "walls" };
labels["mood"] = "calm";

holds<Identical<Labels["main"], number>>();
holds<Identical<Labels["mood"], string | number | LabelsSub | undefined>>();
// @ts-expect-error: this one is named, and a number
export const wrong: Labels = { main: "1" };
// @ts-expect-error: neither a string nor of any other member's type
labels["mood"] = true;

export const empty: LabelsSub = {};
// @ts-expect-error: closed, and without members
export const full: LabelsSub = { a: 1 };
// @ts-expect-error: a string is no object
export const text: LabelsSub = "a";
