// The settings of a group's member, with the rules by which Kafka's own classes refuse them.
// [src: ConsumerConfig.postProcessParsedConfig, checkUnsupportedConfigsPostProcess; Heartbeat.java; GroupRebalanceConfig]

import type { ClientAssignor } from '../groups/leader-assignment.ts';
import type { CommitMode, MemberConfig } from '../member/member-state.ts';
import type { ConfigError, ConfigResult, GivenConfig } from './config-key.ts';
import { readConfig } from './config-key.ts';
import { ASSIGNOR_CLASSES, memberKeys } from './defaults.ts';
import { conflict } from './read-config.ts';

/** What a member is apart from its settings. `commit` absent: as enable.auto.commit says. */
export interface MemberIdentity
  extends Pick<
    MemberConfig,
    | 'client'
    | 'bootstrap'
    | 'topics'
    | 'client.rack'
    | 'group.id'
    | 'client.id'
    | 'group.instance.id'
    | 'processing'
    | 'job'
    | 'memberIds'
  > {
  readonly commit?: CommitMode;
}

/** What only the classic protocol has: with group.protocol=consumer the coordinator decides. */
const CLASSIC_ONLY = ['session.timeout.ms', 'heartbeat.interval.ms', 'partition.assignment.strategy'];

export function readMemberConfig(given: GivenConfig, identity: MemberIdentity): ConfigResult<MemberConfig> {
  const { values, errors } = readConfig(memberKeys, given);
  const { commit, ...rest } = identity;
  if (values['group.protocol'] === 'consumer') {
    for (const name of CLASSIC_ONLY) {
      if (!Object.hasOwn(given, name)) continue;
      errors.push(conflict(name, `${name} cannot be set when group.protocol=consumer.`));
    }
  } else if ((values['heartbeat.interval.ms'] as number) >= (values['session.timeout.ms'] as number)) {
    errors.push(conflict('heartbeat.interval.ms', 'Heartbeat must be set lower than the session timeout.'));
  }
  const mode = commitMode(given, commit, values['enable.auto.commit'] === true, errors);
  const config = {
    ...values,
    ...rest,
    'enable.auto.commit': isAutoCommit(mode),
    'partition.assignment.strategy': assignorsOf(String(values['partition.assignment.strategy'])),
    commit: mode,
  } as unknown as MemberConfig;
  return { config, errors };
}

function isAutoCommit(commit: CommitMode): boolean {
  return commit === 'auto' || commit === 'handover';
}

/** Who commits: Kafka's auto commit, or the application, which then switches it off. */
function commitMode(
  given: GivenConfig,
  commit: CommitMode | undefined,
  isAuto: boolean,
  errors: ConfigError[],
): CommitMode {
  if (commit === undefined) return isAuto ? 'auto' : 'sync';
  const isGiven = Object.hasOwn(given, 'enable.auto.commit');
  if (isGiven && isAuto !== isAutoCommit(commit)) {
    errors.push(
      conflict(
        'enable.auto.commit',
        `commit: ${commit} needs enable.auto.commit=${String(isAutoCommit(commit))}.`,
      ),
    );
  }
  return commit;
}

function assignorsOf(text: string): ClientAssignor[] {
  const names: ClientAssignor[] = [];
  for (const entry of text.split(',')) {
    const known = (Object.keys(ASSIGNOR_CLASSES) as ClientAssignor[]).find(
      (name) => name === entry || ASSIGNOR_CLASSES[name] === entry,
    );
    if (known !== undefined && !names.includes(known)) names.push(known);
  }
  return names;
}
