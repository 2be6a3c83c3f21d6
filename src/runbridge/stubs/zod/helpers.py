"""Helper functions for generated zod code, where zod itself deviates from JSON Schema; each says how."""

from collections.abc import Iterable

_IS_TIME = """\
/** Whether a text is a date-time of RFC 3339; a leap second has to be the last of a day in UTC. */
function isTime(text: string, offset: RegExp): boolean {
  const found = /^(\\d{4})-(\\d\\d)-(\\d\\d)[Tt](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.\\d+)?(.*)$/.exec(text);
  const shift = offset.exec(found?.[7] ?? "");
  if (!found || !shift) return false;
  const numbers = [...found.slice(1, 7), ...shift.slice(2)].map((part) => Number(part ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const [hours = 0, minutes = 0] = numbers.slice(6);
  // JavaScript takes years before 100 for others; the calendar is the same every 400 years.
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > days) return false;
  if (hour > 23 || minute > 59 || hours > 23 || minutes > 59) return false;
  const utc = 60 * hour + minute - (shift[1] === "-" ? -1 : 1) * (60 * hours + minutes);
  return second < 60 || (second === 60 && (utc + 1440) % 1440 === 1439);
}
"""

#: The text of each helper and the helpers that it calls, dependencies first.
_HELPERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "anyString": (
        """\
/** Any other string; this type keeps editors suggesting the known values. */
const anyString: z.ZodType<string & {}, string & {}> = z.string();
""",
        (),
    ),
    "present": (
        """\
/** Rejects a missing field, which `z.unknown()` took before zod 4.4. */
const present = z.refine<unknown>(
  (value) => value !== undefined,
  "Invalid input: expected a value, received undefined",
);
""",
        (),
    ),
    "integer": (
        """\
/** Any integer; `z.int()` takes none beyond 2^53, which JSON has. */
const integer = z.number().refine(Number.isInteger, "Invalid input: expected integer");
""",
        (),
    ),
    "decimal": (
        """\
/** The digits of a number as an integer, and the power of ten to multiply it with. */
function decimal(value: number): [bigint, number] {
  // Beyond 2^53 the digits that JavaScript prints are not all those of an integer.
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return [BigInt(value), 0];
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  const fraction = digits.split(".")[1] ?? "";
  return [BigInt(digits.replace(".", "")), Number(exponent) - fraction.length];
}
""",
        (),
    ),
    "multipleOf": (
        """\
/** Divides decimal numbers exactly; `multipleOf` of zod takes what is nearly a multiple. */
const multipleOf = (step: number) =>
  z.refine<number>((value) => {
    const [[digits, power], [stepDigits, stepPower]] = [decimal(value), decimal(step)];
    const scale = (by: number) => BigInt(10) ** BigInt(Math.max(0, by));
    const rest = (digits * scale(power - stepPower)) % (stepDigits * scale(stepPower - power));
    return rest === BigInt(0);
  }, `Invalid number: must be a multiple of ${step}`);
""",
        ("decimal",),
    ),
    "minLength": (
        """\
/** Counts characters; `min` of zod counts those beyond U+FFFF twice. */
const minLength = (least: number) =>
  z.refine<string>(
    (text) => [...text].length >= least,
    `Too small: expected string to have >=${least} characters`,
  );
""",
        (),
    ),
    "maxLength": (
        """\
/** Counts characters; `max` of zod counts those beyond U+FFFF twice. */
const maxLength = (most: number) =>
  z.refine<string>(
    (text) => [...text].length <= most,
    `Too big: expected string to have <=${most} characters`,
  );
""",
        (),
    ),
    "canonical": (
        """\
/** The same text for equal values, whatever the order of their fields. */
function canonical(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const fields = Object.entries(value).map(
    ([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`,
  );
  return `{${fields.sort().join()}}`;
}
""",
        (),
    ),
    "unique": (
        """\
/** Refuses an array that has two equal elements. */
const unique = z.refine<readonly unknown[]>(
  (items) => new Set(items.map(canonical)).size === items.length,
  "Invalid input: expected unique elements",
);
""",
        ("canonical",),
    ),
    "isTime": (_IS_TIME, ()),
    "dateTime": (
        """\
/** With its offset; `z.iso.datetime()` takes no leap seconds and nothing in lower case. */
const dateTime = z.stringFormat("date-time", (text) =>
  isTime(text, /^(?:[Zz]|([+-])(\\d\\d):(\\d\\d))$/),
);
""",
        ("isTime",),
    ),
    "localDateTime": (
        """\
/** Without an offset. */
const localDateTime = z.stringFormat("date-time-local", (text) => isTime(text, /^$/));
""",
        ("isTime",),
    ),
    "ownMembers": (
        """\
/** Leaves off what all objects inherit: zod would find a `constructor` that is not there. */
function ownMembers<T>(value: T): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.setPrototypeOf({ ...value }, null);
}
""",
        (),
    ),
    "withProto": (
        """\
/** Looks at a field called `__proto__`, which zod passes over; zod's output is always without it. */
function withProto<T extends z.ZodType>(schema: T, field: z.ZodType, isRequired = false) {
  return z.preprocess((value: z.input<T>, context) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const { ["__proto__"]: proto, ...others } = { ["__proto__"]: undefined, ...value };
    if (proto === undefined ? isRequired : !field.safeParse(proto).success) {
      context.addIssue({ code: "custom", path: ["__proto__"], message: "Invalid input" });
    }
    return proto === undefined ? value : others;
  }, schema);
}
""",
        (),
    ),
    "mapOf": (
        """\
/** An object with values of one type under any names. */
function mapOf<T extends z.ZodType>(value: T) {
  return withProto(z.record(z.string(), value), value);
}
""",
        ("withProto",),
    ),
}


def helpers_for(names: Iterable[str]) -> list[str]:
    """The texts of the helpers among some names and of their dependencies, dependencies first."""
    wanted = set(names)
    for name, (_, called) in reversed(_HELPERS.items()):
        if name in wanted:
            wanted.update(called)
    return [text for name, (text, _) in _HELPERS.items() if name in wanted]
