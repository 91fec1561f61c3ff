// Changes one setting at the playhead: Kafka's names, its present value, and what Kafka says to the new one.
import { useId, useState } from 'react';
import { settingProblem, settingsOf } from '../../engine/kafka/facts/queries.ts';
import type { SettingChoice, SettingTarget } from '../../engine/kafka/queries/settings-now.ts';
import type { Player } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';

export interface SettingFormProps {
  readonly player: Player;
  readonly target: SettingTarget;
  /** What happens when it is applied, in a sentence. */
  readonly note: string;
  readonly isDisabled: boolean;
}

const FIELD =
  'min-h-11 w-full rounded-control border border-line-strong bg-card px-2 font-mono text-xs text-ink md:min-h-8';

/** A select of settings and a field for the value. Unmount it (by key) when the target changes. */
export function SettingForm({ player, target, note, isDisabled }: SettingFormProps) {
  const id = useId();
  const settings = settingsOf(player.frame().world, target);
  const [name, setName] = useState(settings[0]?.name ?? '');
  const [text, setText] = useState<string>();
  const setting = settings.find((one) => one.name === name);
  if (setting === undefined) return null;
  const value = text ?? setting.value;
  const isSame = value.trim() === setting.value;
  const problem = isSame ? undefined : settingProblem(player.frame().world, target, name, value);
  const apply = () => {
    const { kind: _kind, ...place } = target;
    const isNumber = setting.choices === undefined;
    const isBoolean = setting.choices?.[0] === 'true';
    player.intervene({
      do: 'set',
      ...place,
      config: { [name]: isNumber ? Number(value) : isBoolean ? value === 'true' : value },
    });
    setText(undefined);
  };
  return (
    <form
      className="grid gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSame && problem === undefined && !isDisabled) apply();
      }}
    >
      <label htmlFor={`${id}name`} className="text-xs text-muted">
        Setting
      </label>
      <select
        id={`${id}name`}
        className={FIELD}
        value={name}
        onChange={(event) => {
          setName(event.target.value);
          setText(undefined);
        }}
      >
        {settings.map((one) => (
          <option key={one.name}>{one.name}</option>
        ))}
      </select>
      <label htmlFor={`${id}value`} className="text-xs text-muted">
        Value, now <span className="font-mono text-ink">{setting.value === '' ? 'none' : setting.value}</span>
        {setting.isDefault ? ' (default)' : ''}
      </label>
      <ValueField id={`${id}value`} setting={setting} value={value} problem={problem} onChange={setText} />
      <p
        id={`${id}value-note`}
        className={problem === undefined ? 'text-xs text-muted' : 'text-xs font-medium text-warning-text'}
      >
        {problem ?? note}
      </p>
      <Button
        type="submit"
        size="small"
        className="justify-self-start"
        disabled={isDisabled || isSame || problem !== undefined}
      >
        Change it
      </Button>
    </form>
  );
}

function ValueField(props: {
  readonly id: string;
  readonly setting: SettingChoice;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const { id, setting, value, problem, onChange } = props;
  const about = {
    id,
    'aria-describedby': `${id}-note`,
    'aria-invalid': problem !== undefined,
    className: FIELD,
  };
  if (setting.choices !== undefined) {
    return (
      <select {...about} value={value} onChange={(event) => onChange(event.target.value)}>
        {!setting.choices.includes(value) && <option>{value}</option>}
        {setting.choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...about}
      inputMode="numeric"
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
