import { expect, test } from 'vitest';
import type { ConfigTable } from '../kafka/config/config-key.ts';
import {
  brokerKeys,
  consumerKeys,
  controllerKeys,
  memberKeys,
  producerKeys,
  shareGroupKeys,
  shareMemberKeys,
  topicKeys,
} from '../kafka/config/defaults.ts';
import { type SettingScope, settingProblems } from './settings.ts';

test.each<[SettingScope, ConfigTable]>([
  ['broker', brokerKeys],
  ['controller', controllerKeys],
  ['topic', topicKeys],
  ['producer', producerKeys],
  ['consumer', consumerKeys],
  ['member', memberKeys],
  ['shareMember', shareMemberKeys],
  ['shareGroup', shareGroupKeys],
])(
  'the defaults of a %s are allowed, so that nothing has to be read where nothing is set',
  (scope, table) => {
    const [name, key] = Object.entries(table)[0] ?? [];
    expect(settingProblems(scope, { [String(name)]: key?.default })).toEqual([]);
    expect(settingProblems(scope, {})).toEqual([]);
    expect(settingProblems(scope, { [String(name)]: 'what' }).length).toBe(1);
  },
);
