/** Compiles where the types are the same for everyone who writes and reads values of them. */
export type Same<A, B> = [A, keyof A] extends [B, keyof B]
  ? [B, keyof B] extends [A, keyof A]
    ? true
    : false
  : false;

/** Compiles where the types are the same to the letter, `readonly` and all. */
export type Identical<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** A statement about types; `holds<false>()` does not compile. */
export declare function holds<_ extends true>(): void;
