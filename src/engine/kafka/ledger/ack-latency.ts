// A histogram of ack latencies in about two significant digits, kept sparse: a run meets few different latencies.

/** Steps of 1 ms below 100 ms, of 10 ms below 1 s, of 100 ms below 10 s, of 1 s above. */
function bucketOf(ms: number): number {
  if (ms < 100) return ms;
  if (ms < 1_000) return 90 + Math.floor(ms / 10);
  if (ms < 10_000) return 180 + Math.floor(ms / 100);
  return 270 + Math.floor(ms / 1_000);
}

/** Smallest latency (ms) that falls into the bucket. */
function lowerBound(bucket: number): number {
  if (bucket < 100) return bucket;
  if (bucket < 190) return (bucket - 90) * 10;
  if (bucket < 280) return (bucket - 180) * 100;
  return (bucket - 270) * 1_000;
}

/** Counts `count` records that were acknowledged after `ms` (whole milliseconds count). */
export function addLatency(histogram: number[], ms: number, count: number): void {
  const bucket = bucketOf(Math.max(0, Math.floor(ms)));
  let i = 0;
  while (i < histogram.length && (histogram[i] as number) < bucket) i += 2;
  if (histogram[i] === bucket) histogram[i + 1] = (histogram[i + 1] as number) + count;
  else histogram.splice(i, 0, bucket, count);
}

/** The latency (ms, lower bound of its bucket) that `percent` of the records stayed at or below; 0 without records. */
export function latencyPercentile(histogram: readonly number[], percent: number): number {
  let total = 0;
  for (let i = 1; i < histogram.length; i += 2) total += histogram[i] as number;
  const rank = Math.ceil((total * percent) / 100);
  let seen = 0;
  for (let i = 0; i < histogram.length; i += 2) {
    seen += histogram[i + 1] as number;
    if (seen >= rank) return lowerBound(histogram[i] as number);
  }
  return 0;
}
