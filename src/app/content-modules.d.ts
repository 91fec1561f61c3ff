// Modules that src/tools/vite-content.ts makes of content/ at build time.

declare module 'virtual:content-index' {
  export const index: import('../lessons/content-index.ts').ContentIndex;
}

declare module '*/glossary.yaml' {
  export const glossary: import('../lessons/course-schema.ts').Glossary;
}
