import { COUNTRY_WORDS } from '../../src/trends/match/lexicon/geography.ts'

/** Names of a country: itself, its people, its capital and government, places in it. */
const countries = COUNTRY_WORDS.trim()
  .split('\n')
  .map((line) =>
    line
      .slice(line.indexOf(':') + 1)
      .split('|')
      .map((names) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean),
      ),
  )
/** Countries near in the list are near on the map. */
const step = 29

/**
 * The same with every country's names replaced by those of another, a different one for every `copy`; 0 changes nothing. What
 * names no country is moved to one in its `headings`.
 */
export function relocate<T extends object>(value: T, headings: readonly (keyof T)[], copy: number): T {
  if (copy === 0) return value
  let isMoved = false
  const text = JSON.stringify(value).replace(anyName, (name) => {
    isMoved = true
    const { country, kind, at } = placesOf.get(name) as Place
    const to = countries[(country + copy * step) % countries.length] as string[][]
    const names = to[kind]?.length ? (to[kind] as string[]) : (to[0] as string[])
    return names[at % names.length] as string
  })
  const result = JSON.parse(text) as T
  if (isMoved) return result
  const home = countries[(copy * step) % countries.length]?.[0]?.[0]
  return Object.assign(result, Object.fromEntries(headings.map((key) => [key, `${value[key]} in ${home}`])))
}

interface Place {
  country: number
  kind: number
  at: number
}

const placesOf = new Map<string, Place>()
for (const [country, kinds] of countries.entries())
  for (const [kind, names] of kinds.entries())
    for (const [at, name] of names.entries()) placesOf.set(name, { country, kind, at })

const anyName = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[...placesOf.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll('.', String.raw`\.`))
    .join('|')})(?![\\p{L}\\p{N}])`,
  'gu',
)
