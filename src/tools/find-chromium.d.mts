// The types of find-chromium.mjs, which stays plain JavaScript because it runs before anything is installed.
export function findChromium(): Promise<string | undefined>;
export function findOrInstallChromium(log?: (line: string) => void): Promise<string>;
export function chromiumArgs(): string[];
