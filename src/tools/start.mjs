// `npm start`: from a fresh clone to the app in a browser. Installs what is missing, builds what is out of
// date, serves it and prints the address. PORT and HOST may be set; the next free port is taken.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, installDependencies, root, stop } from './install.mjs';
import { listen, staticServer } from './static-server.mjs';

const sources = [
  'index.html',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json',
  'public',
  'src',
  'content',
];

/** The time of the newest change at or below a path; folders count, so that a deleted file is seen. */
function newestChange(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestChange(join(path, name))),
    stats.mtimeMs,
  );
}

function build() {
  const built = join(root, 'dist/index.html');
  const newest = Math.max(...sources.map((path) => newestChange(join(root, path))));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) {
    console.log('The build is up to date.');
    return;
  }
  console.log('Building …');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const run = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (run.status !== 0) stop('The build failed: see the messages above.');
}

async function serve() {
  const host = process.env.HOST || '127.0.0.1';
  const wanted = Number(process.env.PORT || 4173);
  const server = staticServer(join(root, 'dist'));
  const port = await listen(server, wanted, host).catch((error) =>
    stop(`No port could be opened from ${wanted} on: ${error.message}.`),
  );
  if (port !== wanted) console.log(`Port ${wanted} is taken; using ${port}.`);
  console.log(
    `\nFaultline is at http://${host === '127.0.0.1' ? 'localhost' : host}:${port}/  (Ctrl+C ends it)`,
  );
}

checkNode();
installDependencies();
build();
await serve();
