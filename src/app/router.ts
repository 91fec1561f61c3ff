// Addresses within the page: `#/lesson/durability-acks?step=two`. Hash routes, so that any static host will do.

import { useSyncExternalStore } from 'react';

export type Route =
  | { readonly page: 'home' }
  /** `link`: the moment that a shared link carries. */
  | {
      readonly page: 'lesson';
      readonly id: string;
      readonly step: string | undefined;
      readonly link: string | undefined;
    }
  /** A built-in scenario, or whatever a shared link carries. */
  | {
      readonly page: 'run';
      readonly id: string | undefined;
      readonly link: string | undefined;
      readonly at: number | undefined;
    }
  /** `about`: only these mechanisms, all when empty; `at`: the mechanism or room to begin at. */
  | { readonly page: 'fidelity'; readonly about: readonly string[]; readonly at: string | undefined }
  | { readonly page: 'notFound'; readonly hash: string };

/** Reads a hash such as "#/run/zone-a-goes-dark?at=24000000". Never throws. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const [page, ...rest] = path.split('/').filter((part) => part !== '');
  const id = rest.length === 0 ? undefined : rest.join('/');
  const params = new URLSearchParams(query);
  if (page === undefined) return { page: 'home' };
  if (page === 'lesson' && id !== undefined)
    return { page, id, step: params.get('step') ?? undefined, link: params.get('link') ?? undefined };
  if (page === 'run') {
    const link = params.get('link') ?? undefined;
    const at = Number(params.get('at') ?? Number.NaN);
    if (id !== undefined || link !== undefined) {
      return { page, id, link, at: Number.isFinite(at) && at >= 0 ? Math.floor(at) : undefined };
    }
  }
  if (page === 'fidelity' && id === undefined) {
    const about = (params.get('about') ?? '').split(',').filter((part) => part !== '');
    return { page, about, at: params.get('at') ?? undefined };
  }
  return { page: 'notFound', hash };
}

/** The hash of a lesson, at a step if one is named. */
export function lessonHash(id: string, step?: string): string {
  return step === undefined ? `#/lesson/${id}` : `#/lesson/${id}?step=${encodeURIComponent(step)}`;
}

/** The hash of a lesson at the moment that a shared link carries. */
export function lessonLinkHash(id: string, step: string, link: string): string {
  return `${lessonHash(id, step)}&link=${link}`;
}

/** The hash of a built-in scenario (`id` or `lesson/run`), at a time if one is given. */
export function runHash(id: string, at?: number): string {
  return at === undefined ? `#/run/${id}` : `#/run/${id}?at=${at}`;
}

/** The hash of a shared link. */
export function linkHash(link: string): string {
  return `#/run?link=${link}`;
}

/** The hash of the fidelity page: all of it, or what it says about some mechanisms. */
export function fidelityHash(about: readonly string[] = []): string {
  return about.length === 0 ? '#/fidelity' : `#/fidelity?about=${about.join(',')}`;
}

/** The hash of one mechanism or room, among all the others. */
export function fidelityPlaceHash(id: string): string {
  return `#/fidelity?at=${id}`;
}

/** Goes to an address; `replace` leaves no step in the history. */
export function navigate(hash: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') {
    location.hash = hash;
    return;
  }
  history.replaceState(history.state, '', hash);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Writes the address without going anywhere: the page already shows what it names. */
export function rewriteHash(hash: string): void {
  history.replaceState(history.state, '', hash);
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

/** The hash shown, as React state. */
export function useHash(): string {
  return useSyncExternalStore(subscribe, () => location.hash);
}
