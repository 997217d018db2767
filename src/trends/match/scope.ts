import { rememberedPer } from '../../remembered.ts'
import type { CompiledDefinition } from './compile.ts'
import { CAUSE_CUES } from './lexicon/modality.ts'
import type { Names } from './names.ts'
import { PhraseBook } from './phrases.ts'
import type { Place, ReadText } from './read-text.ts'
import { loadVocabulary } from './vocabulary.ts'

/** How a text stands to the trend as a whole; the same for all of its indicators. */
export interface Scope {
  topic: number
  named: number
  hit: number
  miss: number
  share: number
  title: number
  foreignShare: number
  foreignTitle: number
  own: number
  ownTitle: number
  explained: Set<number>
}

/** Topic words and names of the trend in the text; remembered as long as the text is. */
export const scopeOf = rememberedPer(readScope)

/** What of the features is the same for all of a trend's indicators. */
export function scopeFeatures(compiled: CompiledDefinition, scope: Scope) {
  return {
    topic: scope.topic,
    named: scope.named,
    adrift: compiled.countries.size === 0 ? Math.max(0, 1 - 2 * scope.named) : 0,
    scopeHit: scope.hit,
    scopeMiss: scope.miss,
    scopeShare: scope.share,
    scopeTitle: scope.title,
    foreignShare: scope.foreignShare,
    foreignTitle: scope.foreignTitle,
    own: scope.own,
    ownTitle: scope.ownTitle,
    unnamed: scope.own === 0 && scope.hit < 0.5 ? 1 : 0,
    core: scope.share > 0 ? 1 : 0,
  }
}

function readScope(read: ReadText, compiled: CompiledDefinition): Scope {
  const explained = new Set<number>()
  let shown = 0
  let total = 0
  for (const unit of compiled.topic) {
    total += unit.weight
    const places = read.keys.get(unit.stem)
    const meaning = places ? undefined : unit.meanings.find((key) => read.keys.has(key))
    const at = places ?? (meaning ? read.keys.get(meaning) : undefined)
    if (!at) continue
    shown += unit.weight * (places ? 1 : 0.7)
    for (const place of at) explained.add(place.at)
  }
  let hit = 0
  for (const key of compiled.scope) {
    const at = read.keys.get(key)
    if (!at) continue
    hit = 1
    for (const place of at) explained.add(place.at)
  }
  let foreign = false
  for (const key of read.countries) {
    if (compiled.countries.has(key)) {
      hit = Math.max(hit, compiled.scope.has(key) ? 1 : 0.6)
    } else if (!isInside(key, compiled)) foreign = true
  }
  const scoped = compiled.countries.size > 0
  return {
    topic: total > 0 ? Math.min(1, shown / Math.min(total, 4)) : 0,
    named: namedOf(compiled, read),
    hit: scoped ? hit : hit * 0.7,
    ...sharesOf(compiled, read),
    ...ownOf(compiled, read),
    miss: scoped && hit === 0 ? (foreign ? 1 : 0.4) : 0,
    explained,
  }
}

/** Share of the name's words that the text shows; a country of the name counts like any other word of it. */
function namedOf(compiled: CompiledDefinition, read: ReadText): number {
  let shown = 0
  let total = 0
  for (const unit of compiled.name) {
    total += unit.weight
    if (read.keys.has(unit.stem)) shown += unit.weight
    else if (unit.meanings.some((key) => read.keys.has(key))) shown += unit.weight * 0.8
  }
  return total > 0 ? shown / total : 0
}

function sharesOf(compiled: CompiledDefinition, read: ReadText) {
  let own = 0
  for (const key of compiled.core) if (read.keys.has(key)) own++
  let foreign = 0
  let titled = 0
  let titledForeign = 0
  const cause = causeAt(read)
  const home = [...compiled.countries].some((key) => (read.keys.get(key)?.[0]?.at ?? cause) < cause)
  for (const key of read.countries) {
    const inside = isInside(key, compiled)
    // A region says only that it is somewhere else, and only with no own country beside it ("Gulf states press Delhi").
    if (key.startsWith('r:') && (home || inside)) continue
    if (!inside) foreign++
    if (!inTitle(read.keys.get(key) ?? [], read)) continue
    titled++
    if (!inside) titledForeign++
  }
  const scoped = compiled.countries.size > 0
  return {
    share: compiled.core.size > 0 ? own / compiled.core.size : 0,
    title: titled > titledForeign ? 1 : 0,
    foreignShare: scoped && read.countries.size > 0 ? foreign / read.countries.size : 0,
    foreignTitle: scoped && titled > 0 ? titledForeign / titled : 0,
  }
}

let causes: PhraseBook | undefined
/** Where a title begins to tell the cause of what it tells; its end when it tells none. */
function causeAt(read: ReadText): number {
  if (!causes) {
    causes = new PhraseBook('word')
    for (const cue of CAUSE_CUES) causes.add(cue, cue)
  }
  if (read.language !== 'en') return read.bodyAt
  const first = causes.find(read.tokens.slice(0, read.bodyAt), true)[0]
  return first ? first.at : read.bodyAt
}

/** Whether a title tells of somewhere else, and names these places, if at all, as the cause only. */
export function happensElsewhere({ keys, around, others }: Names, read: ReadText): boolean {
  // Places the vocabulary does not know may lie in any country.
  if (others.length > 0) return false
  const end = causeAt(read)
  const before = (key: string) => (read.keys.get(key)?.[0]?.at ?? end) < end
  const here = new Set([...keys, ...around])
  return ![...here].some(before) && [...read.countries].some((key) => before(key) && !spans(key, here))
}

function spans(key: string, countries: ReadonlySet<string>): boolean {
  return (
    loadVocabulary()
      .members.get(key)
      ?.some((member) => countries.has(member)) ?? false
  )
}

/** Whether a country, or a region through one of its countries, has to do with the trend. */
function isInside(key: string, compiled: CompiledDefinition): boolean {
  if (compiled.countries.has(key) || compiled.scope.has(key)) return true
  return spans(key, compiled.countries)
}

/** Whether the text, and its title, name what the trend is about. */
function ownOf(compiled: CompiledDefinition, read: ReadText): { own: number; ownTitle: number } {
  let own = 0
  for (const key of compiled.own) {
    const places = read.keys.get(key)
    if (!places) continue
    if (inTitle(places, read)) return { own: 1, ownTitle: 1 }
    own = 1
  }
  return { own, ownTitle: 0 }
}

/** Whether the first of these places, which are in reading order, is in the title. */
export function inTitle(places: readonly Place[], read: ReadText): boolean {
  const first = places[0]
  return first !== undefined && first.at < read.bodyAt
}
