// Loud failures for things that cannot be. An error says what was expected, so that a seed can be reported with it.

/** Throws with `message` unless `condition` holds; narrows the type. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Faultline: ${message}`);
}

/** Returns `value`, or throws when it is missing. For look-ups that the design says cannot fail. */
export function must<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new Error(`Faultline: ${message}`);
  return value;
}
