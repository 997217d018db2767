import type { ItemDetail } from '../../../src/http/contract.ts'
import { formatDateTime, words } from '../format.ts'
import { ExternalLink } from './external-link.tsx'

const problems: Record<string, string> = {
  missing: 'the source gave none that can be read',
  epoch: 'the source said 1970',
  future: 'the source said a time to come',
  implausible: 'the source said a time before the web',
  reused: 'the source put a new date on an old address',
  shared: 'every entry of its feed bore the same date',
}
const origins: Record<string, string> = {
  source: 'as the source says',
  page: 'taken from the article page',
  updated: 'taken from when it says it was updated',
  url: 'taken from its address',
  fetched: 'taken from when it was read',
}
const share = (confidence: number): string => `${Math.round(confidence * 100)} %`

/** What `normalize` found in an item, each with how sure it is, and how the item came here. */
export function ItemFindings({ item }: { item: ItemDetail }) {
  const { findings, entities, geo } = item
  const named = (kind: string) =>
    entities.filter((entity) => entity.kind === kind).map((entity) => `${entity.name} (${share(entity.confidence)})`)
  const places = geo.map((place) => `${place.name}, ${place.country} (${share(place.confidence)})`)
  const { views, likes, shares, comments } = item.engagement
  const counts = Object.entries({ views, likes, shares, comments }).filter(([, count]) => count !== null)
  const rows: [string, string | false | null][] = [
    ['People', named('person').join(' · ')],
    ['Organisations', named('organisation').join(' · ')],
    ['Places', places.join(' · ')],
    ['Topics', findings.topics.map(({ topic, confidence }) => `${words(topic)} (${share(confidence)})`).join(' · ')],
    [
      'Tone',
      findings.sentiment &&
        `${findings.sentiment.value > 0.05 ? 'good news' : findings.sentiment.value < -0.05 ? 'bad news' : 'neutral'}, ${findings.sentiment.value.toFixed(2)} (${share(findings.sentiment.confidence)})`,
    ],
    [
      'Language',
      item.language &&
        `${item.language}${item.languageConfidence === null ? '' : ` (${share(item.languageConfidence)})`}`,
    ],
    ['Date', dateOf(item)],
    [
      'Text',
      findings.text && `the ${findings.text.from === 'page' ? 'article page’s' : 'feed’s'}: ${findings.text.why}`,
    ],
    ['Owner', item.owner],
    ['Counts', counts.map(([what, count]) => `${count?.toLocaleString()} ${what}`).join(' · ')],
    ['Read', `${formatDateTime(item.fetchedAt)} by the connector ${item.connector}`],
    ['Its own id', item.externalId],
  ]
  return (
    <section>
      <h2>What was found in it</h2>
      <dl className="facts">
        {rows.map(([name, value]) =>
          value ? (
            <div key={name} className="fact">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
        {item.canonicalUrl && item.canonicalUrl !== item.url ? (
          <div className="fact">
            <dt>Address</dt>
            <dd>
              <ExternalLink href={item.canonicalUrl}>{item.canonicalUrl}</ExternalLink>
            </dd>
          </div>
        ) : null}
      </dl>
    </section>
  )
}

/** How the date came about, when it is not simply the source's. */
function dateOf({ publishedAt, findings: { date } }: ItemDetail): string | null {
  if (!date || !publishedAt) return null
  const given = date.given ? ` (${date.given.slice(0, 16).replace('T', ' ')})` : ''
  return `${formatDateTime(publishedAt)}, ${origins[date.from] ?? date.from}, because ${problems[date.problem] ?? date.problem}${given}; ${share(date.confidence)} sure`
}
