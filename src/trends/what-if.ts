import type { Db } from '../db/client.ts'
import { InputError } from '../errors.ts'
import { type Incoherence, incoherences } from './coherence.ts'
import { type TrendDefinition, trendDefinition } from './definition.ts'
import { getTrendRow, listDefinitions, type TrendRow } from './find-trend.ts'
import { asKnownNow, type Contribution, definitionAt, type TrendHistory } from './history.ts'
import { listTrendRows } from './list-trends.ts'
import { loadRecord, type SourcedContribution } from './load-record.ts'
import { displayProbability } from './log-odds.ts'
import { daysSinceSeen, type HypotheticalHit, type Simulation, simulate } from './simulate.ts'
import { type Tripwire, tripwire } from './tripwire.ts'
import { dayMs, logOddsAt } from './value.ts'
import { logOddsOf } from './value-sql.ts'

interface Outlook {
  trend: TrendRow
  definition: TrendDefinition
  history: TrendHistory<SourcedContribution>
}

/** A trend as known now, with the definition in force at `now`. Throws NotFoundError. */
async function loadOutlook(db: Db, { tenantId, trend, now }: Asked): Promise<Outlook> {
  const row = await getTrendRow(db, tenantId, trend)
  const [record, versions] = await Promise.all([
    loadRecord(db, row.id, { activeOnly: true }),
    listDefinitions(db, row.id),
  ])
  const definition = trendDefinition.parse(definitionAt(versions, now).definition)
  return { trend: row, definition, history: asKnownNow(record) }
}

interface Asked {
  tenantId: string
  /** Slug or id. */
  trend: string
  now: Date
}

const mostDays = 730

/** The daily curve of a trend over the next `days`, with and without hypothetical hits. Throws NotFoundError, InputError. */
export async function simulateTrend(
  db: Db,
  { hits, days, ...asked }: Asked & { hits: readonly HypotheticalHit[]; days: number },
): Promise<Simulation> {
  if (!(days >= 1 && days <= mostDays))
    throw new InputError(`A simulation reaches at most ${mostDays} days ahead`, [
      { field: 'days', message: `is not between 1 and ${mostDays}` },
    ])
  const { history, definition } = await loadOutlook(db, asked)
  const until = new Date(asked.now.getTime() + days * dayMs)
  return simulate({ history, definition, hits, from: asked.now, until, stepHours: 24 })
}

/** The smallest sets of strong hits that carry a trend across a probability, from where it stands now. Throws NotFoundError. */
export async function tripwireOf(
  db: Db,
  { threshold, side, ...asked }: Asked & { threshold: number; side: 'above' | 'below' },
): Promise<Tripwire & { probability: number }> {
  const { history, definition } = await loadOutlook(db, asked)
  const logOdds = logOddsAt(history, asked.now)
  const seen = seenSignals(definition, history.contributions, asked.now)
  const found = tripwire({ definition, logOdds, threshold, side, daysSinceSeen: seen })
  return { ...found, probability: displayProbability(logOdds) }
}

function seenSignals(
  definition: TrendDefinition,
  contributions: readonly (Contribution & { signal: string | null })[],
  now: Date,
): Map<string, number> {
  return new Map(
    definition.indicators.flatMap(({ signal }) => {
      const days = daysSinceSeen(contributions, signal, now)
      return days === undefined ? [] : [[signal, days] as const]
    }),
  )
}

/** Where the values of active trends contradict what their definitions say of each other at `now`. */
export async function listIncoherences(db: Db, tenantId: string, now: Date): Promise<Incoherence[]> {
  const rows = (await listTrendRows(db, tenantId)).filter(({ trend }) => trend.isActive)
  const trendIds = rows.map(({ trend }) => trend.id)
  const values = await logOddsOf(db, { trendIds, at: now })
  return incoherences(
    rows.map(({ trend, definition }) => {
      const { excludes, implies } = trendDefinition.parse(definition.definition)
      return { slug: trend.slug, logOdds: values.get(trend.id) ?? definition.baselineLogOdds, excludes, implies }
    }),
  )
}
