import { describe, expect, it } from 'vitest';
import {
  fidelityHash,
  fidelityPlaceHash,
  lessonHash,
  lessonLinkHash,
  linkHash,
  parseRoute,
  runHash,
} from './router.ts';

describe('routes', () => {
  it.each(['', '#', '#/'])('%s is home', (hash) => expect(parseRoute(hash)).toEqual({ page: 'home' }));

  it('reads what it writes', () => {
    expect(parseRoute(lessonHash('durability-acks', 'two'))).toEqual({
      page: 'lesson',
      id: 'durability-acks',
      step: 'two',
      link: undefined,
    });
    expect(parseRoute(lessonLinkHash('durability-acks', 'two', '1.abc-_'))).toEqual({
      page: 'lesson',
      id: 'durability-acks',
      step: 'two',
      link: '1.abc-_',
    });
    expect(parseRoute(lessonHash('durability-acks'))).toMatchObject({ step: undefined });
    expect(parseRoute(runHash('zone-a-goes-dark', 24_456_000))).toEqual({
      page: 'run',
      id: 'zone-a-goes-dark',
      link: undefined,
      at: 24_456_000,
    });
    expect(parseRoute(runHash('durability-acks/zone-dark'))).toMatchObject({
      id: 'durability-acks/zone-dark',
    });
    expect(parseRoute(fidelityHash())).toEqual({ page: 'fidelity', about: [], at: undefined });
    expect(parseRoute(fidelityHash(['isr', 'elr']))).toMatchObject({ about: ['isr', 'elr'] });
    expect(parseRoute(fidelityPlaceHash('isr'))).toMatchObject({ about: [], at: 'isr' });
    expect(parseRoute(linkHash('1.abc-_'))).toMatchObject({ page: 'run', link: '1.abc-_' });
  });

  it.each(['#/lesson', '#/run', '#/nowhere', '#x', '#/run?at=3', '#/run?link', '#/fidelity/x'])(
    '%s',
    (hash) => expect(['notFound', 'run']).toContain(parseRoute(hash).page),
  );

  it('takes only sane times', () => {
    expect(parseRoute('#/run/x?at=-4')).toMatchObject({ at: undefined });
    expect(parseRoute('#/run/x?at=soon')).toMatchObject({ at: undefined });
  });
});
