import { parse } from 'csv-parse/sync'
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { acknowledgeAlert, listAlerts, raiseAlerts } from '../../src/alerts/index.ts'
import { newId } from '../../src/db/id.ts'
import { alerts, events, evidenceUses, items, trendBlindSpans, trendEvidence } from '../../src/db/schema/index.ts'
import { mergeEvents, splitEvent } from '../../src/events/index.ts'
import type { TrendDefinitionInput } from '../../src/trends/definition.ts'
import { addOverride, evidenceCsv, exportEvidence, listRestatedUses, retractOverride } from '../../src/trends/index.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import { scoreEvents } from '../../src/trends/score-events.ts'
import { useDatabase } from '../support/database.ts'
import { hoursBefore, markMatcher, now, openNewsroom, strait } from '../trends/newsroom.ts'

const database = useDatabase()

async function openTrend(rules: TrendDefinitionInput['alerts']) {
  const room = await openNewsroom(database.db)
  const { tenantId } = room
  const definition = strait({ alerts: rules })
  const { trendId } = await saveDefinition(database.db, {
    tenantId,
    definition,
    now: hoursBefore(200),
    author: 'tests',
  })
  return {
    ...room,
    trendId,
    raise: (at = now) => raiseAlerts(database.db, { tenantId, now: at, jobId: 'job-1' }),
    list: () => database.db.select().from(alerts).where(eq(alerts.trendId, trendId)).orderBy(asc(alerts.id)),
    score: (eventIds: string[], at = now) =>
      scoreEvents(database.db, { tenantId, eventIds, matcher: markMatcher, now: at, jobId: 'job-1' }),
    moveTo: (toProbability: number, at = now) =>
      addOverride(database.db, {
        tenantId,
        trend: 'strait-closure',
        move: { toProbability },
        reason: 'test',
        author: 'tests',
        now: at,
      }),
  }
}

describe('raising alerts', () => {
  it('tells of a level once, whoever looks, and again only after it was well below', async () => {
    const { tenantId, raise, list, moveTo } = await openTrend([{ above: 0.25 }])
    expect(await raise()).toEqual([])
    const up = await moveTo(0.3)
    const raised = (await Promise.all([raise(), raise(), raise(), raise()])).flat()
    expect(raised).toHaveLength(1)
    expect(await raise()).toEqual([])
    expect((await list())[0]).toMatchObject({ kind: 'above', clearedAt: null })
    expect((await list())[0]!.message).toBe('Closure of the strait is at 30.0 %, at or above 25.0 %')
    // Just below the level is not far enough back, so its return is no news.
    await moveTo(0.245)
    expect(await raise()).toEqual([])
    await moveTo(0.26)
    expect(await raise()).toEqual([])
    await moveTo(0.2)
    expect(await raise()).toEqual([])
    expect((await list())[0]!.clearedAt).toEqual(now)
    await moveTo(0.26)
    expect(await raise()).toHaveLength(1)
    expect(await list()).toHaveLength(2)
    await retractOverride(database.db, { tenantId, id: up.id, author: 'tests', now })
  })

  it('takes the level to speak up again at from the rule, and forgets alerts whose rule is gone', async () => {
    const { tenantId, raise, list, moveTo } = await openTrend([{ above: 0.25, rearmBelow: 0.15 }])
    await moveTo(0.3)
    await raise()
    await moveTo(0.16)
    await raise()
    expect((await list())[0]!.clearedAt).toBeNull()
    await saveDefinition(database.db, { tenantId, definition: strait({ alerts: [] }), now, author: 'tests' })
    await raise()
    expect((await list())[0]!.clearedAt).toEqual(now)
  })

  it('tells of moves, of blindness, and of one hit being enough', async () => {
    const { tenantId, trendId, raise, list, moveTo } = await openTrend([
      { moveOver: 0.05, withinHours: 24 },
      { blind: true },
      { tripwire: 0.25 },
    ])
    await moveTo(0.23, hoursBefore(5))
    await database.db
      .insert(trendBlindSpans)
      .values({ id: newId(now), tenantId, trendId, startedAt: hoursBefore(2), recordedAt: hoursBefore(1) })
    expect(await raise()).toHaveLength(3)
    const byKind = new Map((await list()).map((row) => [row.kind, row.message]))
    expect(byKind.get('move')).toMatch(/^Closure of the strait rose by 12\.\d points within 24 hours, from 10\.0 % to/)
    expect(byKind.get('blind')).toContain(`since ${hoursBefore(2).toISOString()}`)
    expect(byKind.get('tripwire')).toMatch(/one strong hit away from 25\.0 %: incident \(0\.1/)
    await database.db.update(trendBlindSpans).set({ endedAt: now }).where(eq(trendBlindSpans.trendId, trendId))
    await raise(hoursBefore(-30))
    expect(
      (await list())
        .filter((row) => row.clearedAt !== null)
        .map((row) => row.kind)
        .sort(),
    ).toEqual(['blind', 'move'])
  })

  it('tells of an event that goes viral only when it moves the trend', async () => {
    const { raise, list, addEvent, score, tenantId } = await openTrend([{ viral: true }])
    const moving = await addEvent({ title: '[incident 0.8 0.9] ship', owner: 'Alpha', at: hoursBefore(5) })
    const other = await addEvent({ title: 'harvest', owner: 'Alpha', at: hoursBefore(5) })
    await score([moving, other])
    await database.db.update(events).set({ momentumState: 'viral' }).where(eq(events.tenantId, tenantId))
    expect(await raise()).toHaveLength(1)
    expect((await list())[0]).toMatchObject({ kind: 'viral', eventId: moving })
    await database.db.update(events).set({ momentumState: 'declining' }).where(eq(events.id, moving))
    await raise()
    expect((await list())[0]!.clearedAt).toEqual(now)
  })

  it('keeps who saw it first, and answers of its own tenant alone', async () => {
    const { tenantId, raise, moveTo } = await openTrend([{ above: 0.25 }])
    await moveTo(0.3)
    const [id] = await raise()
    await acknowledgeAlert(database.db, { tenantId, id: id!, actor: 'Ada', note: 'on it', now })
    await acknowledgeAlert(database.db, { tenantId, id: id!, actor: 'Ben', now: hoursBefore(-1) })
    const [row] = await listAlerts(database.db, tenantId, { status: 'all', limit: 10 })
    expect(row!.alert).toMatchObject({ acknowledgedBy: 'Ada', note: 'on it' })
    expect(await listAlerts(database.db, tenantId, { status: 'new', limit: 10 })).toEqual([])
    const acknowledged = acknowledgeAlert(database.db, { tenantId: 'main', id: id!, actor: 'Ada', now })
    await expect(acknowledged).rejects.toThrow('There is no alert')
  })
})

describe('what rested on evidence that was taken back', () => {
  it('names the alert after a deletion, followed through growth, and not for growth itself', async () => {
    const { tenantId, trendId, raise, addEvent, addItem, score } = await openTrend([{ above: 0.101 }])
    const event = await addEvent({ title: '[incident 1 1] boarded', owner: 'Alpha', at: hoursBefore(5) })
    await score([event], hoursBefore(4))
    const [alertId] = await raise(hoursBefore(4))
    const [use] = await database.db.select().from(evidenceUses).where(eq(evidenceUses.refId, alertId!))
    expect(use!.evidenceIds).toHaveLength(1)
    await addItem({ title: 'boarding confirmed', owner: 'Beta', at: hoursBefore(4), eventId: event })
    await score([event], hoursBefore(3))
    const listed = () => listRestatedUses(database.db, { tenantId, limit: 10 })
    expect(await listed()).toEqual([])
    const [first] = await database.db
      .select({ id: items.id })
      .from(items)
      .where(and(eq(items.tenantId, tenantId), eq(items.title, '[incident 1 1] boarded')))
    await database.db
      .update(items)
      .set({ deletedAt: hoursBefore(2) })
      .where(eq(items.id, first!.id))
    await database.db
      .update(events)
      .set({ version: sql`${events.version} + 1` })
      .where(eq(events.id, event))
    await score([event], hoursBefore(1))
    const [named] = await listed()
    expect(named).toMatchObject({ kind: 'alert', refId: alertId, trend: 'strait-closure' })
    expect(named!.evidence).toHaveLength(1)
    expect(named!.evidence[0]).toMatchObject({ cause: 'deletion', deltaNow: null })
    expect(named!.evidence[0]!.reason).toContain(first!.id)
    const causes = await database.db
      .select({ cause: trendEvidence.retractionCause })
      .from(trendEvidence)
      .where(and(eq(trendEvidence.trendId, trendId), inArray(trendEvidence.retractionCause, ['growth', 'deletion'])))
    expect(causes.map((row) => row.cause).sort()).toEqual(['deletion', 'growth'])
    expect(await listRestatedUses(database.db, { tenantId: 'main', limit: 10 })).toEqual([])
  })

  it('names alert and export once people merge or split the event under them', async () => {
    for (const change of ['merge', 'split'] as const) {
      const { tenantId, trendId, raise, addEvent, addItem, score } = await openTrend([{ above: 0.101 }])
      const event = await addEvent({ title: 'ship stopped', owner: 'Alpha', at: hoursBefore(6) })
      const boarded = await addItem({
        ...{ title: '[incident 1 1] boarded', owner: 'Beta', at: hoursBefore(5), eventId: event },
      })
      const other = await addEvent({ title: 'calm', owner: 'Gamma', at: hoursBefore(6) })
      await score([event, other], hoursBefore(4))
      const [alertId] = await raise(hoursBefore(4))
      await exportEvidence(database.db, {
        ...{ tenantId, trend: 'strait-closure', actor: 'Ada', now: hoursBefore(3), filter: { status: 'active' } },
      })
      const who = { tenantId, actor: 'Ada', reason: 'r', now: hoursBefore(2), eventId: event }
      const { toEventId } =
        change === 'merge'
          ? await mergeEvents(database.db, { ...who, into: other })
          : await splitEvent(database.db, { ...who, itemIds: [boarded] })
      await score([event, toEventId], hoursBefore(1))
      const named = await listRestatedUses(database.db, { tenantId, limit: 10 })
      expect(named.map(({ kind, refId }) => [kind, refId])).toEqual([
        ['export', null],
        ['alert', alertId],
      ])
      for (const use of named) expect(use.evidence).toMatchObject([{ cause: 'regrouping', eventId: event }])
      const active = await database.db.query.trendEvidence.findMany({
        where: (row, { and, eq, isNull }) => and(eq(row.trendId, trendId), isNull(row.retractedAt)),
      })
      expect(active).toMatchObject([{ eventId: toEventId, signal: 'incident', itemIds: [boarded] }])
    }
  })

  it('names an export after a correction, and hands spreadsheets no formula', async () => {
    const { tenantId, addEvent, score } = await openTrend([])
    const event = await addEvent({ title: '=2*3 [incident 1 1] boarded', owner: 'Alpha', at: hoursBefore(5) })
    await addEvent({ title: 'calm, "quiet"', owner: 'Beta', at: hoursBefore(5) })
    await score([event], hoursBefore(4))
    const take = (signal?: string) =>
      exportEvidence(database.db, {
        ...{ tenantId, trend: 'strait-closure', actor: 'Ada', now: hoursBefore(3) },
        filter: { status: 'active', ...(signal ? { signal } : {}) },
      })
    const rows = await take()
    expect(await take('talks')).toEqual([])
    const [read] = parse(evidenceCsv(rows), { columns: true }) as Record<string, string>[]
    expect(read).toMatchObject({ id: rows[0]!.id, headline: "'=2*3 [incident 1 1] boarded", signal: 'incident' })
    expect(Number(read!.delta)).toBe(rows[0]!.delta)
    expect(read!.effectiveAt).toBe(hoursBefore(5).toISOString())
    const listed = () => listRestatedUses(database.db, { tenantId, limit: 10 })
    expect(await listed()).toEqual([])

    await database.db
      .update(items)
      .set({ title: 'boarded [incident 0.5 1]', revisedAt: hoursBefore(2) })
      .where(and(eq(items.tenantId, tenantId), eq(items.title, '=2*3 [incident 1 1] boarded')))
    await database.db
      .update(events)
      .set({ version: sql`${events.version} + 1` })
      .where(eq(events.id, event))
    await score([event], hoursBefore(1))
    expect(await listed()).toMatchObject([
      { kind: 'export', refId: null, actor: 'Ada', evidence: [{ id: rows[0]!.id, cause: 'correction' }] },
    ])
    const [named] = await listed()
    expect(named!.evidence[0]!.deltaNow).toBeLessThan(named!.evidence[0]!.delta)
  })
})
