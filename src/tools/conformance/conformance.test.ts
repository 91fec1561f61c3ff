import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGREEING_STORIES } from '../../engine/kafka/fidelity/agreeing.ts';
import { type Story, storySchema } from '../../engine/scenario/story-schema.ts';
import { judgeFile } from './judge-file.ts';
import { AGREES, DISAGREES, exitOf, INVALID, NOT_MODELLED } from './outcome.ts';
import { playStory } from './play-story.ts';

const fixtures = join(import.meta.dirname, '../../../conformance/fixtures');
const read = (path: string) => readFileSync(join(fixtures, path), 'utf8');
const storyOf = (path: string): Story => storySchema.parse(JSON.parse(read(path)));

const files = ['stories', 'wire'].flatMap((folder) =>
  readdirSync(join(fixtures, folder)).map((file) => `${folder}/${file}`),
);

describe('the shipped stories', () => {
  it('are all here', () => {
    expect(files.length).toBe(34);
    for (const file of Object.keys(AGREEING_STORIES)) expect(files).toContain(file);
  });

  it.each(files)('%s', (file) => {
    const report = playStory(storyOf(file));
    const compared = report.steps.filter((s) => s.verdict === 'agrees').length;
    expect(report.steps.flatMap((s) => (s.verdict === 'disagrees' ? s.lines : []))).toEqual([]);
    expect(exitOf(report)).toBe(AGREEING_STORIES[file] === undefined ? NOT_MODELLED : AGREES);
    if (AGREEING_STORIES[file] !== undefined) expect(compared).toBe(AGREEING_STORIES[file]);
    else expect(compared).toBeGreaterThan(0);
  });

  it('agree whatever the engine draws', () => {
    for (const file of Object.keys(AGREEING_STORIES)) {
      for (const seed of [1, 2, 3])
        expect({ file, seed, exit: exitOf(playStory(storyOf(file), seed)) }).toMatchObject({ exit: AGREES });
    }
  });
});

it('recorded calls of the client library agree, and one changed answer does not', () => {
  const text = read('clients/assign.json');
  expect(judgeFile(text).exit).toBe(AGREES);
  const calls = JSON.parse(text);
  calls.keys[17].of6 = (calls.keys[17].of6 + 1) % 6;
  expect(judgeFile(JSON.stringify(calls))).toMatchObject({ exit: DISAGREES });
  expect(judgeFile(JSON.stringify({ ...calls, cases: [], keys: [], groups: [] })).exit).toBe(DISAGREES);
});

it('circuit breakers are not modelled yet', () => {
  expect(judgeFile(read('resilience4j/breaker.json')).exit).toBe(NOT_MODELLED);
});

describe('a story that was changed', () => {
  /** The end of a shipped story with one observation changed. */
  function endOf(file: string, change: (steps: Record<string, never>[]) => void): number {
    const story = JSON.parse(read(file));
    change(story.steps);
    return judgeFile(JSON.stringify(story)).exit;
  }
  // biome-ignore lint/suspicious/noExplicitAny: the data are changed in ways that their types forbid
  type Any = any;

  it.each<[string, string, (steps: Any[]) => void]>([
    ['leader', 'stories/leader-crash-acks-all.json', (s) => (s[3].observed[0].leader = 3)],
    ['isr', 'stories/leader-crash-acks-all.json', (s) => (s[7].observed[0].isr = [2, 3])],
    ['elr', 'stories/two-crashes-min-isr-2.json', (s) => (s[6].observed[0].elr = [2, 3])],
    [
      'leader epoch',
      'stories/leader-crash-acks-all.json',
      (s) => (s[13].observed.partitions[0].epochOfLatestOffset = 1),
    ],
    ['log', 'stories/unclean-election.json', (s) => (s[18].observed[1].partitionLeaderEpoch = 1)],
    ['offsets', 'stories/elr-elects-after-clean-shutdown.json', (s) => (s[8].observed[0].latest = 5)],
    [
      'acknowledged',
      'stories/two-crashes-min-isr-2.json',
      (s) => (s[7].observed = { acked: 3, offsets: ['0:6', '0:7', '0:8'], errors: {} }),
    ],
    [
      'error',
      'stories/two-crashes-min-isr-2.json',
      (s) => (s[7].observed.errors = { NotEnoughReplicasException: 3 }),
    ],
    ['consumed', 'stories/acks-1-loses-acknowledged-records.json', (s) => s[10].observed.push('0:3:b0')],
    ['key', 'stories/keys-to-partitions.json', (s) => (s[3].observed.offsets[0] = '2:4')],
    ['voters', 'stories/controller-failover.json', (s) => s[2].observed.voters.pop()],
    [
      'refusal',
      'stories/min-isr-above-replication-factor.json',
      (s) => (s[2].observed = { exception: 'InvalidConfigurationException' }),
    ],
    [
      'order of calls',
      'wire/wire-produce-and-read.json',
      (s) => (s[5].observed.find((e: Any) => e.api.startsWith('PRODUCE')).from = 'reader'),
    ],
    [
      'assignment',
      'stories/group-classic-cooperative-sticky.json',
      (s) =>
        (s[4].observed.group.assignment = { m1: ['t-0', 't-1', 't-2'], m2: ['t-3', 't-4', 't-5', 't-6'] }),
    ],
    ['group state', 'stories/group-stalled-member-classic.json', (s) => (s[7].observed.state = 'Empty')],
    ['group epoch', 'stories/group-consumer-uniform.json', (s) => (s[4].observed.group.groupEpoch = 4)],
    ['assignor', 'stories/group-consumer-uniform.json', (s) => (s[2].observed.group.assignor = 'range')],
    ['members', 'stories/group-static-fenced.json', (s) => (s[5].observed.memberIds = { m1b: 'i1-x' })],
    [
      'member id of before',
      'stories/group-stalled-member-classic.json',
      (s) => (s[9].observed.group.memberIds.m2 = s[4].observed.group.memberIds.m2),
    ],
    ['order of callbacks', 'stories/group-classic-range.json', (s) => s[4].observed.callbacks.m1.reverse()],
    ['a callback too few', 'stories/group-crash-classic.json', (s) => s[8].observed.callbacks.m1.pop()],
    [
      'lost or revoked',
      'stories/group-stalled-member-classic.json',
      (s) => (s[9].observed.callbacks.m2[0] = { revoked: ['t-2', 't-3'] }),
    ],
    [
      'exception of a member',
      'stories/group-static-fenced.json',
      (s) => (s[6].observed.m1[1] = 'CommitFailedException'),
    ],
    ['timed out', 'stories/group-classic-range.json', (s) => (s[2].observed.timedOut = true)],
    [
      'processed',
      'stories/crash-between-processing-and-commit.json',
      (s) => (s[6].observed.processed = ['0:7:r7', '0:8:r8', '0:9:r9']),
    ],
    ['committed', 'stories/coordinator-failover.json', (s) => (s[3].observed['t-0'] = 6)],
    ['nothing committed', 'stories/coordinator-failover.json', (s) => (s[3].observed = {})],
    [
      'order of calls of a member',
      'wire/wire-group-classic.json',
      (s) => (s[6].observed.find((e: Any) => e.api.startsWith('SYNC_GROUP')).api = 'LEAVE_GROUP v5'),
    ],
    [
      'no heartbeats in a long stretch',
      'wire/wire-group-classic.json',
      (s) =>
        (s[6].observed = s[6].observed.filter((e: Any) => e.from !== 'm1' || !e.api.startsWith('HEARTBEAT'))),
    ],
    ['refusal of a group', 'stories/group-crash-classic.json', (s) => (s[7].observed = { exception: 'X' })],
    [
      'an end of the log that given-up records do not explain',
      '../recordings/two-zones-of-three.json',
      (s) => (s.at(-1).observed[0].latest = 99),
    ],
  ])('disagrees: %s', (_what, file, change) => {
    expect(endOf(file, change)).toBe(DISAGREES);
  });

  it('is not valid with an unknown step, an unknown key, no steps', () => {
    const file = 'stories/leader-crash-acks-all.json';
    expect(endOf(file, (s: Any[]) => s.push({ do: 'explode' }))).toBe(INVALID);
    expect(endOf(file, (s: Any[]) => (s[1].acks = 'all'))).toBe(INVALID);
    expect(endOf(file, (s: Any[]) => (s[3].until = {}))).toBe(INVALID);
    const group = 'stories/group-classic-range.json';
    expect(endOf(group, (s: Any[]) => (s[1].acks = 'all'))).toBe(INVALID);
    expect(endOf(group, (s: Any[]) => (s[7].how = 'crash'))).toBe(INVALID);
    expect(endOf(group, (s: Any[]) => delete s[1].topics)).toBe(INVALID);
    expect(endOf(group, (s: Any[]) => (s[2].observed.group.leader = 'm1'))).toBe(INVALID);
    expect(endOf(group, (s: Any[]) => (s[2].observed.callbacks.m1 = [{ told: [] }]))).toBe(INVALID);
    expect(endOf(file, (s: Any[]) => s.splice(0))).toBe(INVALID);
    expect(judgeFile('{').exit).toBe(INVALID);
    const story = JSON.parse(read(group));
    story.steps[2].observed.callbacks.m1 = [{ assigned: [7] }];
    expect(judgeFile(JSON.stringify(story)).report).toContain('steps.2.observed.callbacks.m1.0.assigned.0: ');
    expect(judgeFile('[]').exit).toBe(INVALID);
  });

  it('is played in part with a feature level, a setting or a protocol mix that the engine does not have', () => {
    const text = JSON.parse(read('stories/group-classic-range.json'));
    const ends = (story: object) => judgeFile(JSON.stringify({ ...text, ...story })).exit;
    expect(ends({ features: { 'transaction.version': 1 } })).toBe(NOT_MODELLED);
    expect(ends({ features: { 'group.version': 0 } })).toBe(AGREES);
    expect(ends({ features: { 'group.version': '1' } })).toBe(AGREES);
    expect(
      ends({ brokerConfig: { ...text.brokerConfig, 'group.consumer.migration.policy': 'disabled' } }),
    ).toBe(NOT_MODELLED);
    expect(
      endOf('stories/group-classic-range.json', (s: Any[]) =>
        Object.assign(s[3], { protocol: 'consumer', assignor: 'uniform' }),
      ),
    ).toBe(NOT_MODELLED);
  });

  it('knows what the brokers offer as server-side assignors', () => {
    const text = JSON.parse(read('stories/group-consumer-uniform.json'));
    const ends = (assignors: string, steps = text.steps) => {
      const brokerConfig = { ...text.brokerConfig, 'group.consumer.assignors': assignors };
      return judgeFile(JSON.stringify({ ...text, brokerConfig, steps })).exit;
    };
    // Its members ask for the uniform one.
    expect(ends('org.apache.kafka.coordinator.group.assignor.UniformAssignor')).toBe(AGREES);
    expect(ends('range,uniform')).toBe(AGREES);
    expect(ends('range')).toBe(DISAGREES);
    expect(ends('best')).toBe(INVALID);
    const steps = text.steps.map(({ assignor: _asked, ...step }: Any) => step);
    expect(ends('uniform,range', steps)).toBe(AGREES);
    expect(ends('range,uniform', steps)).toBe(DISAGREES);
  });

  it('disagrees when nothing in it is compared', () => {
    expect(
      endOf('stories/leader-crash-acks-all.json', (s: Any[]) =>
        s.splice(0, s.length, { do: 'sleep', ms: 10 }),
      ),
    ).toBe(DISAGREES);
  });
});
