import { FIRST_NAMES, NOT_CITIES, NOT_NAMES } from './lexicon/name-words.ts'
import { type NameContext, surface } from './name-context.ts'

const LOCATIVES = new Set(
  'in at near from outside around across of to toward towards i på ved fra à en bei aus nach'.split(' '),
)
/** Believed without support from the rest of the item. */
const MIN_CERTAIN_CITY = 500_000

/** A city of the gazetteer; answers the length of its name in tokens, 0 for none. */
export function city(context: NameContext, i: number, run: number): number {
  const { tokens, titleCase, index, out } = context
  for (let length = Math.min(run, 3); length > 0; length--) {
    const written = surface(context, i, length)
    // A dateline: "WASHINGTON — …"
    const dateline = !titleCase && tokens[i]!.opening && /^\p{Lu}[\p{Lu} ]{3,}$/u.test(written)
    const name = dateline ? written.replace(/(?<=\p{L})\p{L}+/gu, (rest) => rest.toLowerCase()) : written
    const found = index.cities.get(name)
    const best = found?.[0]
    if (!best || (length === 1 && (NOT_NAMES.has(name) || NOT_CITIES.has(name)))) continue
    // Inside a longer run of capitals it is part of another name ("Boston Consulting"), unless everything is capitalised.
    if (!titleCase && run > length && !tokens[i + length]!.opening) return 0
    if (!titleCase && tokens[i]!.joined && tokens[i - 1]?.capitalised && !tokens[i - 1]!.opening) return 0
    const located = dateline || LOCATIVES.has(tokens[i - 1]?.text.toLowerCase() ?? '')
    const givenName = length === 1 && FIRST_NAMES.has(name)
    const certain =
      best.population >= MIN_CERTAIN_CITY && !givenName && (!tokens[i]!.opening || best.capital || length > 1)
    out.push({
      kind: 'city',
      name,
      country: best.country,
      confidence: located ? 0.9 : certain ? 0.85 : 0.5,
      ...(certain || (located && !titleCase && best.population >= 100_000) ? {} : { weak: true }),
    })
    return length
  }
  return 0
}
