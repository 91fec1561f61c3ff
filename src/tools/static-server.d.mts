// The types of static-server.mjs, which stays plain JavaScript because it runs before anything is installed.
import type { Server } from 'node:http';

export function staticServer(folder: string, subPath?: string): Server;
export function listen(server: Server, port: number, host: string, attempts?: number): Promise<number>;
