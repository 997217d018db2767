import type { EventRow, ItemOfEvent, LineageRow, listEvidenceOfEvent, RelatedEvent } from '../../src/events/index.ts'
import { spreadOf } from '../../src/events/index.ts'
import { table } from '../workspace.ts'

/** Everything `events show` knows of an event. */
export type ToldEvent = EventRow & {
  items: ItemOfEvent[]
  lineage: LineageRow[]
  evidence: Awaited<ReturnType<typeof listEvidenceOfEvent>>
  related: RelatedEvent[]
  toldIn: EventRow[]
}

const minute = (at: Date | string | null): string => (at ? new Date(at).toISOString().slice(0, 16) : '')

/** An event as plain text: what happened, who says what, how it came about. */
export function eventText(event: ToldEvent): string {
  const { who = [], where = [], numbers = [], disputes = [], firstReport, timeline = [] } = event.facts
  const outlets = new Map(event.items.map((item) => [item.id, item.publisher ?? item.sourceName]))
  const outlet = (itemId: string) => outlets.get(itemId) ?? itemId
  return [
    event.headline,
    event.canonicalSummary,
    `${event.itemCount} items, ${event.independentSourceCount} independent owners, ${event.epistemicState}, ${event.momentumState}, ${event.activityState}, version ${event.version}`,
    `${minute(event.firstSeenAt)} to ${minute(event.lastUpdatedAt)}  ${event.countries.join(' ')}  ${event.categories.join(', ')}`,
    event.mergedInto ? `part of event ${event.mergedInto}` : '',
    who.length > 0 ? `who: ${who.map(({ name }) => name).join(', ')}` : '',
    where.length > 0 ? `where: ${where.map(({ name, country }) => `${name} (${country})`).join(', ')}` : '',
    ...event.toldIn.map((row) => `also told in ${row.language}: ${row.id} ${row.headline.slice(0, 90)}`),
    firstReport
      ? `first: ${firstReport.publisher ?? outlet(firstReport.itemId)} at ${minute(firstReport.at)}${ahead(firstReport.aheadMinutes)}`
      : '',
    ...numbers.map(({ what, values, contested }) => {
      const { min, median, max } = spreadOf(values)
      const said = values.map(({ value, itemId }) => `${value} ${outlet(itemId)}`).join(', ')
      return `${what}: ${min === max ? min : `${min}–${max}, middle ${median}`}${contested ? ', contested' : ''} (${said})`
    }),
    ...disputes.map(
      ({ what, sides }) =>
        `disputed: ${what} (${sides.map(({ says, itemIds }) => `${says}: ${itemIds.map(outlet).join(', ')}`).join('; ')})`,
    ),
    ...timeline.map(
      ({ at, headline, adds }) => `${minute(at)} ${headline}${adds.length > 0 ? ` [${adds.join(', ')}]` : ''}`,
    ),
    table(
      event.items.map((item) => [
        minute(item.publishedAt),
        item.publisher ?? item.sourceName,
        item.score.toFixed(2),
        item.duplicateOf ? 'copy' : '',
        item.id,
        item.title.slice(0, 90),
        item.url,
      ]),
    ),
    ...event.related.map((row) => `related: ${row.id} ${row.headline.slice(0, 90)} (${row.shared.join(', ')})`),
    ...event.evidence.map((row) => `moves ${row.trendSlug} by ${row.delta} (${row.signal})`),
    ...event.lineage.map(
      (row) =>
        `${row.id} ${row.kind} ${row.fromEventId} → ${row.toEventId}: ${row.reason} (${row.actor}, ${minute(row.at)})${row.undoneAt ? `, undone by ${row.undoneBy}: ${row.undoReason}` : ''}`,
    ),
  ]
    .filter((line) => line !== '')
    .join('\n')
}

const ahead = (minutes: number | null): string =>
  minutes === null ? ', nobody else yet' : `, ${minutes} min before the next owner`
