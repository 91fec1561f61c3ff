// How the site is built: static files with relative addresses, so that it works from any sub-path.
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { content } from './src/tools/vite-content.ts';
import { workerEntry } from './src/tools/vite-worker-entry.ts';

// zod runs jitless (no eval); Radix and CodeMirror inject style elements, hence the one 'unsafe-inline'.
const contentSecurityPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self'";

/** Writes the policy into the built page only: the dev server needs inline scripts for hot reload. */
function contentSecurityPolicyMeta(): Plugin {
  return {
    name: 'faultline:content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}

export default defineConfig({
  base: './',
  plugins: [content(), workerEntry(), react(), tailwindcss(), contentSecurityPolicyMeta()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    // A data: address would need a wider policy.
    assetsInlineLimit: 0,
  },
});
