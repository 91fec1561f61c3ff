// content/course.yaml and content/glossary.yaml: the order of what there is to learn, and the words.

import { parse as parseYaml } from 'yaml';
import * as z from 'zod';

z.config({ jitless: true });

const id = z.string().regex(/^[a-z][a-z0-9-]*$/);

const courseSchema = z.strictObject({
  modules: z.array(z.strictObject({ id, title: z.string(), lessons: z.array(id).min(1) })).min(1),
  /** Scenarios offered for playing, in this order. */
  scenarios: z.array(id).min(1),
});

const glossarySchema = z.record(
  id,
  z.strictObject({
    word: z.string(),
    /** One or two plain sentences. */
    means: z.string(),
    source: z.string().optional(),
  }),
);

export type Course = z.infer<typeof courseSchema>;
export type Glossary = z.infer<typeof glossarySchema>;

/** Reads course.yaml; throws with the path of what is wrong. */
export function parseCourse(text: string): Course {
  return courseSchema.parse(parseYaml(text));
}

/** Reads glossary.yaml; throws with the path of what is wrong. */
export function parseGlossary(text: string): Glossary {
  return glossarySchema.parse(parseYaml(text));
}
