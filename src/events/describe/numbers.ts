import type { EventFacts } from '../../db/schema/index.ts'
import type { Member } from '../member.ts'

type Figures = NonNullable<EventFacts['numbers']>

// "1,200 people", "3.5 million barrels", "25% tariff", "25 percent"
const figure =
  /(?<![\p{L}\p{N}.,$€£-])([$€£]?)(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:\s?(million|billion|trillion|m|bn|k))?(\s?%|\spercent|\sper cent)?\s+(\p{L}[\p{L}-]{2,})/giu
const scale: Record<string, number> = { k: 1e3, m: 1e6, million: 1e6, bn: 1e9, billion: 1e9, trillion: 1e12 }
const calendar =
  /^(january|february|march|april|may|june|july|august|september|october|november|december|years?|days?|weeks?|months?|hours?|minutes?|and|the|for|from|that|with|year-old|years-old|percent)$/i
const MOST = 8

/** Figures that at least two items give for the same thing, with every value and who gave it. Titles and leads are read. */
export function numbersOf(members: readonly Member[]): Figures {
  const found = new Map<string, { value: number; itemId: string }[]>()
  for (const member of members) {
    if (member.duplicateOf !== null || member.deleted) continue
    const seen = new Set<string>()
    for (const match of `${member.title}. ${member.text.slice(0, 500)}`.matchAll(figure)) {
      const [, currency, digits, magnitude, percent, noun] = match
      if (!digits || !noun || calendar.test(noun)) continue
      const value = Number(digits.replaceAll(',', '')) * (magnitude ? (scale[magnitude.toLowerCase()] ?? 1) : 1)
      if (!currency && !percent && !magnitude && value >= 1_900 && value <= 2_100) continue
      const what = `${currency}${percent ? '% ' : ''}${noun.toLowerCase()}`.trim()
      if (seen.has(what)) continue
      seen.add(what)
      found.set(what, [...(found.get(what) ?? []), { value, itemId: member.itemId }])
    }
  }
  return [...found]
    .filter(([, values]) => values.length > 1)
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST)
    .map(([what, values]) => ({ what, values: values.slice(0, 50) }))
}
