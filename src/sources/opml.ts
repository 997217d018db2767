import { generateOpml, parseOpml } from 'feedsmith'
import { InputError, messageOf } from '../errors.ts'
import type { NewSource } from './new-source.ts'
import type { SourceRow } from './queries.ts'

/** Attributes of ours on an outline; other readers ignore them. */
const extra = [
  'owner',
  'tier',
  'reporting',
  'country',
  'credibility',
  'isActive',
  'intervalSeconds',
  'minIntervalSeconds',
  'maxIntervalSeconds',
] as const
const maxDepth = 20

interface Outline extends Partial<Record<(typeof extra)[number], string>> {
  text?: string | undefined
  title?: string | undefined
  type?: string | undefined
  xmlUrl?: string | undefined
  language?: string | undefined
  outlines?: Outline[] | undefined
}

/** The feeds an OPML 1.0/2.0 document lists, at any depth, each address once. Throws InputError when it is no OPML. */
export function readOpml(text: string): NewSource[] {
  let document: { body?: { outlines?: Outline[] } }
  try {
    document = parseOpml(text, { extraOutlineAttributes: [...extra] }) as { body?: { outlines?: Outline[] } }
  } catch (error) {
    throw new InputError(`this is no OPML document: ${messageOf(error)}`)
  }
  const found = new Map<string, NewSource>()
  collect(document.body?.outlines ?? [], found, 0)
  return [...found.values()]
}

function collect(outlines: readonly Outline[], into: Map<string, NewSource>, depth: number): void {
  for (const outline of outlines) {
    const url = outline.xmlUrl?.trim()
    if (url && !into.has(url)) into.set(url, sourceOf(outline, url))
    if (depth < maxDepth) collect(outline.outlines ?? [], into, depth + 1)
  }
}

function sourceOf(outline: Outline, url: string): NewSource {
  return {
    connector: 'rss',
    url,
    name: (outline.title ?? outline.text)?.trim().slice(0, 200) || null,
    owner: outline.owner ?? null,
    // Checked when the source is saved: the document may say anything.
    tier: (outline.tier ?? null) as NewSource['tier'],
    reporting: (outline.reporting ?? null) as NewSource['reporting'],
    language: outline.language ?? null,
    country: outline.country ?? null,
    credibilityScore: numberOf(outline.credibility),
    intervalSeconds: numberOf(outline.intervalSeconds),
    minIntervalSeconds: numberOf(outline.minIntervalSeconds),
    maxIntervalSeconds: numberOf(outline.maxIntervalSeconds),
    isActive: outline.isActive?.trim().toLowerCase() !== 'false',
  }
}

function numberOf(text: string | undefined): number | null {
  const number = Number.parseFloat(text ?? '')
  return Number.isNaN(number) ? null : number
}

/**
 * The sources of the `rss` connector as an OPML 2.0 document that this and any other reader can import. Their `config` stays behind:
 * it may hold secrets.
 */
export function writeOpml(sources: readonly SourceRow[], now: Date): string {
  const outlines = sources
    .filter((source) => source.connector === 'rss' && source.url)
    .map((source) => ({
      text: source.name,
      title: source.name,
      type: 'rss',
      xmlUrl: source.url as string,
      ...(source.language && { language: source.language }),
      ...(source.owner && { owner: source.owner }),
      tier: source.tier,
      reporting: source.reporting,
      ...(source.country && { country: source.country }),
      credibility: String(source.credibilityScore),
      isActive: String(source.isActive),
      ...secondsOf(source),
    }))
  if (outlines.length === 0) return emptyOpml(now)
  return generateOpml(
    { head: { title: 'Bellwether sources', dateCreated: now }, body: { outlines } },
    { extraOutlineAttributes: [...extra] },
  )
}

function secondsOf(source: SourceRow): Partial<Record<(typeof extra)[number], string>> {
  const { intervalSeconds, minIntervalSeconds, maxIntervalSeconds } = source
  const known = Object.entries({ intervalSeconds, minIntervalSeconds, maxIntervalSeconds }).filter(
    ([, s]) => s !== null,
  )
  return Object.fromEntries(known.map(([name, seconds]) => [name, String(seconds)]))
}

/** The generator refuses a document without outlines. */
function emptyOpml(now: Date): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
  <head>
    <title>Bellwether sources</title>
    <dateCreated>${now.toUTCString()}</dateCreated>
  </head>
  <body/>
</opml>
`
}
