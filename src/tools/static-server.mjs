// A small static file server: for `npm start`, and for the browser tests, which serve the site from a
// sub-path as many static hosts do. Started by hand: node src/tools/static-server.mjs FOLDER PORT SUBPATH.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const contentTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The file behind an address, or undefined: nothing outside the folder, no listing of folders. */
function fileFor(folder, subPath, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  if (!path.startsWith(subPath)) return undefined;
  const inside = path.slice(subPath.length);
  const file = resolve(folder, inside === '' || inside.endsWith('/') ? `${inside}index.html` : inside);
  if (!file.startsWith(resolve(folder) + sep)) return undefined;
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? { file, size: stats.size } : undefined;
}

/** A server that is not listening yet. `subPath` begins and ends with a slash. */
export function staticServer(folder, subPath = '/') {
  return createServer((request, response) => {
    const found = fileFor(folder, subPath, request.url ?? '/');
    if (!found || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
      return;
    }
    response.writeHead(200, {
      'content-type': contentTypes[extname(found.file)] ?? 'application/octet-stream',
      'content-length': found.size,
      // Files under assets/ carry their hash in the name; everything else is asked for again.
      'cache-control': found.file.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-cache',
    });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(found.file)
        .on('error', () => response.destroy())
        .pipe(response);
  });
}

/** Listens on the wanted port or, when it is taken, on the next free one; gives the port. */
export function listen(server, port, host, attempts = 50) {
  return new Promise((done, failed) => {
    server.once('error', (error) => {
      if (error.code !== 'EADDRINUSE' || attempts <= 1) failed(error);
      else done(listen(server, port + 1, host, attempts - 1));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      done(server.address().port);
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = 'dist', port = '4173', subPath = '/'] = process.argv.slice(2);
  const listening = await listen(staticServer(join(folder), subPath), Number(port), '127.0.0.1', 1);
  console.log(`http://127.0.0.1:${listening}${subPath}`);
}
