import type { Db } from '../db/client.ts'
import { type Attribution, type AttributionLine, attribute } from './attribution.ts'
import { asKnownAt, asKnownNow } from './history.ts'
import { listEvidenceLabels } from './list-evidence.ts'
import { loadRecord, type SourcedContribution } from './load-record.ts'

/** What an explanation can be added up by: events, the owners of the leading sources, the signals of indicators. */
export const explainGroupings = ['event', 'source', 'indicator'] as const
export type ExplainGrouping = (typeof explainGroupings)[number]

interface Move {
  deltaLogOdds: number
  deltaProbability: number
}

/** One cause of a move in plain words: an event through an indicator, an override, the definition. */
export interface ExplainedLine extends Move {
  id: string
  kind: 'baseline' | 'evidence' | 'override'
  label: string
  eventId: string | null
  signal: string | null
  owner: string | null
  effectiveAt: Date | null
  jobId: string | null
}

/** Lines added up; `key` is the event's id, the owner or the signal, or the kind of line where there is none. */
export interface ExplainedGroup extends Move {
  key: string
  label: string
  eventId: string | null
  /** Through which indicators. */
  signals: string[]
  lines: number
}

/** The largest causes of a move, and what the others come to: together they are the whole move. */
export interface Shown<T> {
  shown: T[]
  rest: Move & { count: number }
}

export interface Explanation extends Omit<Attribution, 'lines'> {
  lines: Shown<ExplainedLine>
  /** Undefined unless asked for. */
  groups: Shown<ExplainedGroup> | undefined
}

type Line = AttributionLine<SourcedContribution>

/**
 * What moved a trend between two instants, without remainder: its largest `limit` lines and groups, and what the others come to.
 * As known today; with `asSeen` each end as it was known then, so that evidence that came late or was taken back is a cause of its own.
 */
export async function explainTrend(
  db: Db,
  trendId: string,
  given: { from: Date; to: Date; asSeen?: boolean | undefined; by?: ExplainGrouping | undefined; limit: number },
): Promise<Explanation> {
  const { from, to, asSeen = false, by, limit } = given
  const record = await loadRecord(db, trendId, { activeOnly: !asSeen })
  const known = (at: Date) => (asSeen ? asKnownAt(record, at) : asKnownNow(record))
  const split = attribute<SourcedContribution>({ at: from, history: known(from) }, { at: to, history: known(to) })
  const lines = largest(split.lines, limit)
  const groups = by && largest(groupLines(split.lines, by), limit)
  const named = [...lines.shown, ...(groups?.shown ?? []).map((group) => group.largest)]
  const evidenceIds = [...new Set(named.filter((line) => line.kind === 'evidence').map((line) => line.id))]
  const labels = new Map((await listEvidenceLabels(db, evidenceIds)).map((row) => [row.id, row]))
  const labelOf = (line: Line) => labelled(line, labels.get(line.id)?.headline ?? null)
  return {
    from: split.from,
    to: split.to,
    lines: {
      rest: lines.rest,
      shown: lines.shown.map((line) => ({
        id: line.id,
        kind: line.kind,
        label: labelOf(line),
        eventId: line.contribution?.eventId ?? null,
        signal: line.contribution?.signal ?? null,
        owner: line.contribution?.owner ?? null,
        effectiveAt: line.contribution?.effectiveAt ?? null,
        jobId: labels.get(line.id)?.jobId ?? null,
        deltaLogOdds: line.deltaLogOdds,
        deltaProbability: line.deltaProbability,
      })),
    },
    groups: groups && {
      rest: groups.rest,
      shown: groups.shown.map(({ largest: line, signals, ...group }) => ({
        ...group,
        label: by === 'event' || group.key === line.kind ? labelOf(line) : group.key,
        eventId: by === 'event' ? (line.contribution?.eventId ?? null) : null,
        signals: [...signals].sort(),
      })),
    },
  }
}

function largest<T extends Move>(moves: readonly T[], limit: number): Shown<T> {
  const rest = { count: Math.max(0, moves.length - limit), deltaLogOdds: 0, deltaProbability: 0 }
  for (const move of moves.slice(limit)) {
    rest.deltaLogOdds += move.deltaLogOdds
    rest.deltaProbability += move.deltaProbability
  }
  return { shown: moves.slice(0, limit), rest }
}

function labelled({ kind, contribution }: Line, headline: string | null): string {
  if (kind === 'baseline') return 'the definition changed its baseline'
  if (kind === 'override') return `${contribution?.author ?? ''}: ${contribution?.reason ?? ''}`
  return headline ?? 'an event that no longer exists'
}

interface LineGroup extends Move {
  key: string
  signals: Set<string>
  lines: number
  /** The line that moved most of those in the group. */
  largest: Line
}

const keyOf = {
  event: (line) => line.contribution?.eventId,
  source: (line) => line.contribution?.owner,
  indicator: (line) => line.contribution?.signal,
} as const satisfies Record<ExplainGrouping, (line: Line) => string | null | undefined>

/** Lines, largest first, added up by what they have in common, largest sum first. */
function groupLines(lines: readonly Line[], by: ExplainGrouping): LineGroup[] {
  const groups = new Map<string, LineGroup>()
  for (const line of lines) {
    // Overrides are causes of their own in a list of events, and one kind of source and indicator.
    const key = keyOf[by](line) ?? (by === 'event' ? line.id : line.kind)
    const group = groups.get(key) ?? {
      key,
      signals: new Set(),
      lines: 0,
      deltaLogOdds: 0,
      deltaProbability: 0,
      largest: line,
    }
    group.lines += 1
    group.deltaLogOdds += line.deltaLogOdds
    group.deltaProbability += line.deltaProbability
    if (line.contribution?.signal) group.signals.add(line.contribution.signal)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => Math.abs(b.deltaLogOdds) - Math.abs(a.deltaLogOdds))
}
