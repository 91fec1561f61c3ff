// The figures of the engine and its recordings, in a process of their own: node engine-process.js MEMBERS. Started by
// as-shipped.ts.

import { engineFigures } from './engine-bench.ts';
import { recordingFigures } from './recording-bench.ts';

const members = Number(process.argv[2]);
// The engine first: recordings leave the compiler with worlds of a second make.
const figures = [...engineFigures(members), ...recordingFigures(members)];
console.log(JSON.stringify(figures));
