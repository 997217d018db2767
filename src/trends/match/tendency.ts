import type { ReadText } from './read-text.ts'

/** Subject and polarity stand this close to belong together ("jobless claims fell"). */
const REACH = 4

/** Subjects that mean the opposite of another: more unemployment is fewer jobs. */
const MIRRORED: Record<string, string> = { 'c:unemployment': 'c:jobs', 'c:layoff': 'c:jobs' }

/** What a run of words says is going which way, as `c:inflation|p:level-`; mirrored subjects are turned round. */
export function tendenciesOf(read: Pick<ReadText, 'keys' | 'tokens'>): Set<string> {
  const changes: { key: string; at: number; length: number }[] = []
  for (const [key, places] of read.keys)
    if (key.startsWith('p:')) for (const place of places) changes.push({ key, ...place })
  const found = new Set<string>()
  if (changes.length === 0) return found
  for (const [subject, places] of read.keys) {
    if (!subject.startsWith('c:')) continue
    for (const place of places)
      for (const change of changes) {
        // A word that is subject and change in one ("layoffs") says nothing about itself.
        if (change.at < place.at + place.length && place.at < change.at + change.length) continue
        const gap = change.at > place.at ? change.at - place.at - place.length : place.at - change.at - change.length
        const here = read.tokens[place.at]
        const there = read.tokens[change.at]
        if (gap >= REACH || here?.sentence !== there?.sentence || here?.field !== there?.field) continue
        const longer = changes.some(
          (other) =>
            other !== change &&
            other.length > change.length &&
            other.at <= change.at &&
            change.at < other.at + other.length + 1,
        )
        if (longer) continue
        const mirrored = change.key.startsWith('p:level') ? MIRRORED[subject] : undefined
        found.add(mirrored ? `${mirrored}|${flip(change.key)}` : `${subject}|${change.key}`)
      }
  }
  return found
}

/** The same subject going the other way. */
export function flip(key: string): string {
  return key.endsWith('+') ? `${key.slice(0, -1)}-` : `${key.slice(0, -1)}+`
}
