import type { EventFacts } from '../../db/schema/index.ts'
import type { Member } from '../member.ts'

const MOST_NAMES = 12

/** Who and where, each with the number of items naming it. */
export function namesOf(members: readonly Member[]): Required<Pick<EventFacts, 'who' | 'where'>> {
  const who = new Map<string, { name: string; kind: 'person' | 'organisation'; items: number }>()
  const where = new Map<string, { name: string; country: string; items: number }>()
  for (const member of members) {
    const seen = new Set<string>()
    for (const entity of member.entities) {
      if (entity.kind === 'place') continue
      const key = `${entity.kind} ${entity.name.toLowerCase()}`
      if (seen.has(key)) continue
      seen.add(key)
      const known = who.get(key)
      if (known) known.items++
      else who.set(key, { name: entity.name, kind: entity.kind, items: 1 })
    }
    for (const place of member.geo) {
      const key = `place ${place.name.toLowerCase()} ${place.country}`
      if (seen.has(key)) continue
      seen.add(key)
      const known = where.get(key)
      if (known) known.items++
      else where.set(key, { name: place.name, country: place.country, items: 1 })
    }
  }
  return { who: most([...who.values()]), where: most([...where.values()]) }
}

/** ISO 3166-1 alpha-2 codes of the places named, by the number of items naming them. */
export function countriesOf(members: readonly Member[]): string[] {
  return byCount(members.map((member) => new Set(member.geo.map((place) => place.country)))).map(([country]) => country)
}

/** Topics that at least a third of the items carry, most common first. */
export function categoriesOf(members: readonly Member[]): string[] {
  return byCount(members.map((member) => new Set(member.topics)))
    .filter(([, count]) => count * 3 >= members.length)
    .map(([topic]) => topic)
}

function byCount(sets: readonly ReadonlySet<string>[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const set of sets) for (const value of set) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}

function most<T extends { name: string; items: number }>(rows: T[]): T[] {
  return rows.sort((a, b) => b.items - a.items || (a.name < b.name ? -1 : 1)).slice(0, MOST_NAMES)
}
