import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

/** Path of an `expected.ndjson` beside a folder `files/`; this set is not part of the project. */
const expected = process.env.FEED_EXPECTATIONS

describe('agreement with a long-established parser', () => {
  if (!expected) console.warn('\n!! FEED_EXPECTATIONS is not set: the comparison with recorded feeds is SKIPPED.\n')
  it.skipIf(!expected)('is at least 97 % over all fields', () => {
    const report = execFileSync(process.execPath, ['--import', 'tsx', 'scripts/compare-feeds.ts', String(expected)], {
      encoding: 'utf8',
    })
    expect(Number(/agreement over all \d+ fields: ([\d.]+) %/.exec(report)?.[1])).toBeGreaterThanOrEqual(97)
  })
})
