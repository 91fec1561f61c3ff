// What a setting is: its type, its default, what it may be; and how given values are read against a table of them.
// Errors are data: the scenario reader shows them at their line. [src: common/config/ConfigDef.java]

export type ConfigValue = string | number | boolean;

/** Settings as somebody wrote them, under Kafka's names. */
export type GivenConfig = Readonly<Record<string, ConfigValue>>;

export interface ConfigKey {
  /** A list is text with commas between its entries. */
  readonly type: 'int' | 'boolean' | 'choice' | 'list';
  readonly default: ConfigValue;
  /** Of an int: bounds, both allowed. Default: 0 and 2^31 - 1. */
  readonly min?: number;
  readonly max?: number;
  /** Of a choice, and of each entry of a list: every allowed spelling. */
  readonly choices?: readonly string[];
  /** Of a choice: what else it may be, and how that is written. */
  readonly form?: { readonly pattern: RegExp; readonly says: string };
}

/** Kafka's name to what it is. Settings that the model could not act on are left out, so that nobody trusts them. */
export type ConfigTable = Readonly<Record<string, ConfigKey>>;

export interface ConfigError {
  readonly key: string;
  /** `conflict`: each value is allowed, but not together (Kafka's ConfigException). */
  readonly reason: 'unknownKey' | 'wrongType' | 'notAllowed' | 'conflict';
  /** One sentence for people: what is wrong and what is allowed. */
  readonly message: string;
  /** Of unknownKey: the settings that there are. */
  readonly known?: readonly string[];
}

/** `config` may be used only when `errors` is empty. */
export interface ConfigResult<C> {
  readonly config: C;
  readonly errors: readonly ConfigError[];
}

const MAX_INT = 2147483647;

/** Defaults by table, as the JSON reader makes them: such objects are copied at once, not name by name. */
const DEFAULTS = new WeakMap<ConfigTable, Record<string, ConfigValue>>();

/** The defaults of a table, as values; the caller's own. */
function defaultsOf(table: ConfigTable): Record<string, ConfigValue> {
  let values = DEFAULTS.get(table);
  if (values === undefined) {
    const entries = Object.entries(table).map(([name, key]) => [name, key.default]);
    values = JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Record<string, ConfigValue>;
    DEFAULTS.set(table, values);
  }
  return { ...values };
}

/**
 * Reads given values over the defaults; each value comes out in its key's type, wrong ones as their default. A
 * configuration is these values with a few others put behind them: many behind a few would take ten times as long.
 */
export function readConfig(
  table: ConfigTable,
  given: GivenConfig,
): { values: Record<string, ConfigValue>; errors: ConfigError[] } {
  const values = defaultsOf(table);
  const errors: ConfigError[] = [];
  for (const name of Object.keys(given)) {
    const key = Object.hasOwn(table, name) ? table[name] : undefined;
    if (key === undefined) {
      const known = Object.keys(table);
      errors.push({
        key: name,
        reason: 'unknownKey',
        message: `Unknown setting ${name}. Known: ${known.join(', ')}.`,
        known,
      });
      continue;
    }
    const read = readValue(name, key, given[name] as ConfigValue);
    if ('error' in read) errors.push(read.error);
    else values[name] = read.value;
  }
  return { values, errors };
}

function readValue(
  name: string,
  key: ConfigKey,
  given: ConfigValue,
): { value: ConfigValue } | { error: ConfigError } {
  const text = typeof given === 'string' ? given.trim() : String(given);
  if (key.type === 'choice') {
    const choices = key.choices ?? [];
    if (choices.includes(text) || key.form?.pattern.test(text) === true) return { value: text };
    const allowed = [...choices, ...(key.form === undefined ? [] : [key.form.says])].join(', ');
    return refuse(name, 'notAllowed', `${name} must be one of ${allowed}, not ${text}.`);
  }
  if (key.type === 'list') {
    const choices = key.choices ?? [];
    const entries = text.split(',').map((entry) => entry.trim());
    const bad = entries.find((entry) => !choices.includes(entry));
    if (bad === undefined) return { value: entries.join(',') };
    return refuse(name, 'notAllowed', `${name} must list some of ${choices.join(', ')}, not ${bad}.`);
  }
  if (key.type === 'boolean') {
    const lower = text.toLowerCase();
    if (lower === 'true' || lower === 'false') return { value: lower === 'true' };
    return refuse(name, 'wrongType', `${name} must be true or false, not ${text}.`);
  }
  const value = typeof given === 'number' ? given : /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value))
    return refuse(name, 'wrongType', `${name} must be a whole number, not ${text}.`);
  const min = key.min ?? 0;
  const max = key.max ?? MAX_INT;
  if (value < min || value > max) {
    return refuse(name, 'notAllowed', `${name} must be between ${min} and ${max}, not ${text}.`);
  }
  // -0 has no place in the world.
  return { value: value === 0 ? 0 : value };
}

function refuse(key: string, reason: ConfigError['reason'], message: string): { error: ConfigError } {
  return { error: { key, reason, message } };
}
