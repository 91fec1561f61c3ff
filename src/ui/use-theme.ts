// Light or dark, as public/theme.js has set it on the root element before the first paint.
import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

function current(): Theme {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
}

/** The theme shown; canvases read their colours anew when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current, () => 'light');
}

/** Keeps the reader's choice; `undefined` follows the system. False when storage is forbidden or full. */
export function chooseTheme(theme: Theme | undefined): boolean {
  try {
    if (theme === undefined) localStorage.removeItem('faultline.theme');
    else localStorage.setItem('faultline.theme', theme);
  } catch {
    if (theme !== undefined) document.documentElement.dataset.theme = theme;
    return false;
  }
  window.dispatchEvent(new Event('faultline-theme'));
  return true;
}
