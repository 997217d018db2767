import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from '../../src/db/id.ts'
import {
  trendBlindSpans,
  trendDefinitions,
  trendEvidence,
  trendEvidenceDays,
  trendOverrides,
  trends,
} from '../../src/db/schema/index.ts'
import { asKnownAt, asKnownNow, type TrendRecord } from '../../src/trends/history.ts'
import { listStandings } from '../../src/trends/list-trends.ts'
import { loadRecord } from '../../src/trends/load-record.ts'
import { standingAt } from '../../src/trends/standing-at.ts'
import { logOddsAt } from '../../src/trends/value.ts'
import { logOddsOf, refreshCurrentValues } from '../../src/trends/value-sql.ts'
import { useDatabase } from '../support/database.ts'
import { afterAll, instant, trendRecord } from './histories.ts'

const database = useDatabase()
const now = afterAll

/** Writes a record as rows and returns the trend's id. */
async function store(record: TrendRecord): Promise<string> {
  const trendId = newId(now)
  const common = { tenantId: 'main', trendId }
  await database.db.insert(trends).values({
    id: trendId,
    slug: trendId,
    name: 'trend',
    question: '?',
    currentLogOdds: 0,
    currentAsOf: now,
    createdAt: now,
    updatedAt: now,
  })
  await database.db.insert(trendDefinitions).values(
    record.definitions.map((row) => ({
      ...row,
      ...common,
      id: newId(now),
      halfLifeDays: 30,
      definition: {},
      contentHash: '',
    })),
  )
  const evidence = record.contributions.filter((row) => row.kind === 'evidence')
  if (evidence.length > 0)
    await database.db.insert(trendEvidence).values(
      evidence.map((row, index) => ({
        ...row,
        ...common,
        id: newId(now),
        eventId: newId(now),
        eventVersion: 1,
        signal: `signal-${index}`,
        definitionId: newId(now),
        definitionVersion: 1,
        matcherVersion: 'test',
        direction: 1,
        weight: 0.1,
        severity: 1,
        confidence: 1,
        credibility: 1,
        corroboration: row.corroboration ?? 0,
        novelty: 1,
        owner: 'Alpha',
        groups: [],
        itemIds: [],
        spans: [],
        orderKey: '',
      })),
    )
  const overrides = record.contributions.filter((row) => row.kind === 'override')
  if (overrides.length > 0)
    await database.db
      .insert(trendOverrides)
      .values(overrides.map((row) => ({ ...row, ...common, id: newId(now), reason: 'r', author: 'a' })))
  // The database allows one open span; the generator may make more, which the first one covers.
  const open = record.blindSpans.filter((span) => span.endedAt === null)
  const spans = record.blindSpans.filter((span) => span.endedAt !== null || span === open[0])
  if (spans.length > 0)
    await database.db.insert(trendBlindSpans).values(spans.map((span) => ({ ...span, ...common, id: newId(now) })))
  return trendId
}

describe('the value in SQL', () => {
  it('agrees with TypeScript on the same rows, at any time, as known at any time, and so does the value kept ready', async () => {
    await fc.assert(
      fc.asyncProperty(
        trendRecord,
        fc.array(fc.tuple(instant, instant), { minLength: 4, maxLength: 4 }),
        async (given, times) => {
          const trendId = await store(given)
          const record = await loadRecord(database.db, trendId)
          for (const [at, knownAt] of times) {
            const today = (await logOddsOf(database.db, { trendIds: [trendId], at })).get(trendId)!
            expect(Math.abs(today - logOddsAt(asKnownNow(record), at))).toBeLessThan(1e-9)
            const then = (await logOddsOf(database.db, { trendIds: [trendId], at, knownAt })).get(trendId)!
            expect(Math.abs(then - logOddsAt(asKnownAt(record, knownAt), at))).toBeLessThan(1e-9)
          }
          const [at] = times[0]!
          await refreshCurrentValues(database.db, [trendId], at)
          const [cached] = await database.db.select().from(trends).where(eq(trends.id, trendId))
          expect(cached).toMatchObject({ currentAsOf: at })
          expect(Math.abs(cached!.currentLogOdds - logOddsAt(asKnownNow(record), at))).toBeLessThan(1e-6)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('stays right when evidence is retracted or removed under it', async () => {
    await fc.assert(
      fc.asyncProperty(trendRecord, instant, fc.integer({ min: 1, max: 5 }), async (given, at, every) => {
        const trendId = await store(given)
        const pick = sql`trend_id = ${trendId} and abs(hashtext(id::text)) % 6`
        await database.db.execute(sql`update trend_evidence set retracted_at = now() where ${pick} < ${every}`)
        await database.db.execute(sql`update trend_evidence set retracted_at = null where ${pick} = 0`)
        await database.db.execute(sql`delete from trend_evidence where ${pick} = 2`)
        const history = asKnownNow(await loadRecord(database.db, trendId))
        const value = (await logOddsOf(database.db, { trendIds: [trendId], at })).get(trendId)!
        expect(Math.abs(value - logOddsAt(history, at))).toBeLessThan(1e-9)
      }),
      { numRuns: 40 },
    )
  })

  it('does not fail on what has long faded, and goes with its trend', async () => {
    const fleeting = {
      kind: 'evidence' as const,
      delta: 0.4,
      halfLifeDays: 0.05,
      corroboration: 1,
      eventId: 'e',
      id: 'c',
    }
    const at = new Date('2025-01-01T08:00:00Z')
    const trendId = await store({
      definitions: [{ version: 1, effectiveFrom: at, recordedAt: at, baselineLogOdds: -1 }],
      contributions: [{ ...fleeting, effectiveAt: at, recordedAt: at, retractedAt: null }],
      blindSpans: [],
    })
    const value = await logOddsOf(database.db, { trendIds: [trendId], at: new Date('2025-12-01') })
    expect(value.get(trendId)).toBe(-1)
    await database.db.delete(trends).where(eq(trends.id, trendId))
    expect(await database.db.$count(trendEvidenceDays, eq(trendEvidenceDays.trendId, trendId))).toBe(0)
  })

  it('gives lists the same standing as one trend asked alone', async () => {
    await fc.assert(
      fc.asyncProperty(trendRecord, instant, async (given, at) => {
        const trendId = await store(given)
        const listed = (await listStandings(database.db, [trendId], at)).get(trendId)!
        const alone = standingAt(asKnownNow(await loadRecord(database.db, trendId)), at)
        for (const field of ['logOdds', 'probability', 'bandLow', 'bandHigh'] as const)
          expect(Math.abs(listed[field] - alone[field])).toBeLessThan(1e-9)
        expect(listed).toMatchObject({
          level: alone.level,
          eventCount24h: alone.eventCount24h,
          isBlind: alone.isBlind,
          blindSince: alone.blindSince,
          definitionVersion: alone.definitionVersion,
        })
      }),
      { numRuns: 40 },
    )
  })
})
