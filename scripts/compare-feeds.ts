import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Parser } from 'htmlparser2'
import { reportFeed } from './commands/feeds.ts'

const [expectedPath, ...flags] = process.argv.slice(2)
if (!expectedPath) {
  console.error('usage: compare-feeds EXPECTED.ndjson [--show]\n  the feed files are looked for beside it, in files/')
  process.exit(2)
}

type Fields = Record<string, string | null>
interface Expected {
  file: string
  feed: Fields
  entries: Fields[]
}

/** Per field: cells where either side has a value, cells that agree, and cells that are empty on both sides. */
const tally = new Map<string, { agree: number; differ: number; empty: number }>()
let shown = 0

function count(file: string, field: string, expected: string | null, ours: string | null): void {
  const row = tally.get(field) ?? { agree: 0, differ: 0, empty: 0 }
  tally.set(field, row)
  if (!expected && !ours) row.empty++
  else if (same(field, expected, ours)) row.agree++
  else {
    row.differ++
    if (flags.includes('--show')) console.log(JSON.stringify({ n: ++shown, file, field, expected, ours }))
  }
}

function same(field: string, expected: string | null, ours: string | null): boolean {
  if (expected === ours) return true
  if (!expected || !ours) return false
  if (/published|updated/.test(field)) return Date.parse(expected) === Date.parse(ours)
  return /title|summary|content/.test(field) && sameMarkup(expected) === sameMarkup(ours)
}

/**
 * Markup as a browser reads it, however it is spelled: names in lower case, attributes in order and quoted, references resolved,
 * elements that end by themselves ended.
 */
function sameMarkup(html: string): string {
  const parts: string[] = []
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const sorted = Object.entries(attributes).map(([key, value]) => `${key}=${JSON.stringify(value || key)}`)
        parts.push(`<${name} ${sorted.sort().join(' ')}>`)
      },
      onclosetag: (name) => parts.push(`</${name}>`),
      ontext: (text) => parts.push(text),
    },
    { recognizeSelfClosing: true },
  )
  parser.end(html)
  return parts.join('')
}

const lines = (await readFile(expectedPath, 'utf8')).split('\n').filter(Boolean)
for (const line of lines) {
  const expected = JSON.parse(line) as Expected
  const ours = await reportFeed(join(dirname(expectedPath), 'files', expected.file))
  for (const field of ['title', 'link', 'language'] as const) {
    count(expected.file, `feed ${field}`, expected.feed[field] ?? null, ours.feed[field])
  }
  for (let i = 0; i < Math.max(expected.entries.length, ours.entries.length); i++) {
    const names = Object.keys(expected.entries[i] ?? ours.entries[i] ?? {})
    for (const name of names) {
      count(
        expected.file,
        `entry ${name}`,
        expected.entries[i]?.[name] ?? null,
        (ours.entries[i] as Fields)?.[name] ?? null,
      )
    }
  }
}

const total = { agree: 0, differ: 0, empty: 0 }
console.log('field             agree  differ  of values  both empty')
for (const [field, row] of [...tally, ['all', total] as const]) {
  const share = (100 * row.agree) / Math.max(1, row.agree + row.differ)
  console.log(
    `${field.padEnd(16)}${String(row.agree).padStart(7)}${String(row.differ).padStart(8)}${`${share.toFixed(1)} %`.padStart(11)}${String(row.empty).padStart(12)}`,
  )
  if (field === 'all') continue
  total.agree += row.agree
  total.differ += row.differ
  total.empty += row.empty
}
const cells = total.agree + total.differ + total.empty
console.log(`agreement over all ${cells} fields: ${((100 * (cells - total.differ)) / cells).toFixed(2)} %`)
