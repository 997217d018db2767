import type { Db } from '../db/client.ts'
import { type Attribution, attribute } from './attribution.ts'
import { asKnownAt, asKnownNow } from './history.ts'
import { listEvidenceLabels } from './list-evidence.ts'
import { loadRecord, type SourcedContribution } from './load-record.ts'

/** One cause of a move in plain words: an event through an indicator, an override, the definition. */
export interface ExplainedLine {
  id: string
  kind: 'baseline' | 'evidence' | 'override'
  label: string
  eventId: string | null
  signal: string | null
  owner: string | null
  effectiveAt: Date | null
  jobId: string | null
  deltaLogOdds: number
  deltaProbability: number
}

export interface Explanation extends Omit<Attribution, 'lines'> {
  lines: ExplainedLine[]
}

/**
 * What moved a trend between two instants, without remainder. As known today; with `asSeen` each end as it was known then,
 * so that evidence that came late or was retracted shows as a cause of its own.
 */
export async function explainTrend(
  db: Db,
  trendId: string,
  { from, to, asSeen = false }: { from: Date; to: Date; asSeen?: boolean },
): Promise<Explanation> {
  const record = await loadRecord(db, trendId, { activeOnly: !asSeen })
  const known = (at: Date) => (asSeen ? asKnownAt(record, at) : asKnownNow(record))
  const split = attribute<SourcedContribution>({ at: from, history: known(from) }, { at: to, history: known(to) })
  const evidenceIds = split.lines.filter((line) => line.kind === 'evidence').map((line) => line.id)
  const labels = new Map((await listEvidenceLabels(db, evidenceIds)).map((row) => [row.id, row]))
  const lines = split.lines.map(({ id, kind, contribution, deltaLogOdds, deltaProbability }): ExplainedLine => {
    const label = labels.get(id)
    return {
      id,
      kind,
      label: labelOf(kind, contribution, label?.headline ?? null),
      eventId: contribution?.eventId ?? null,
      signal: contribution?.signal ?? null,
      owner: contribution?.owner ?? null,
      effectiveAt: contribution?.effectiveAt ?? null,
      jobId: label?.jobId ?? null,
      deltaLogOdds,
      deltaProbability,
    }
  })
  return { from: split.from, to: split.to, lines }
}

function labelOf(
  kind: ExplainedLine['kind'],
  contribution: SourcedContribution | null,
  headline: string | null,
): string {
  if (kind === 'baseline') return 'the definition changed its baseline'
  if (kind === 'override') return `${contribution?.author ?? ''}: ${contribution?.reason ?? ''}`
  return headline ?? 'an event that no longer exists'
}

export type ExplainGrouping = 'event' | 'owner' | 'signal'

/** The lines of an explanation added up by event, owner or signal, largest move first; the sums stay without remainder. */
export function groupLines(lines: readonly ExplainedLine[], by: ExplainGrouping) {
  const groups = new Map<
    string,
    { key: string; label: string; lines: number; deltaLogOdds: number; deltaProbability: number }
  >()
  for (const line of lines) {
    const key = (by === 'event' ? line.eventId : line[by]) ?? line.kind
    const label = by === 'event' ? line.label : key
    const group = groups.get(key) ?? { key, label, lines: 0, deltaLogOdds: 0, deltaProbability: 0 }
    group.lines += 1
    group.deltaLogOdds += line.deltaLogOdds
    group.deltaProbability += line.deltaProbability
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => Math.abs(b.deltaLogOdds) - Math.abs(a.deltaLogOdds))
}
