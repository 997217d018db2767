import type { NameMention } from './name-context.ts'
import type { NameIndex } from './name-index.ts'
import { nameMentions } from './name-mentions.ts'

export interface Entity {
  kind: 'person' | 'organisation' | 'place'
  name: string
  /** ISO 3166-1 alpha-2 */
  country?: string
  mentions: number
  /** 0..1 */
  confidence: number
}

export interface Place {
  name: string
  country: string
  lat?: number
  lon?: number
  confidence: number
}

const MAX_ENTITIES = 40
const GEORGIA_COUNTRY = /Tbilisi|Georgian|Caucasus|Abkhazia|Ossetia|Ivanishvili|Saakashvili/
const GEORGIA_STATE =
  /Atlanta|Savannah|\bGov\.|[Gg]overnor|Kemp\b|Raffensperger|\bcounty\b|\bstate\b|Republican|Democrat|U\.S\.|\bUS\b/

/**
 * People, organisations and places named in an item, most named first, and where on the map it plays. A surname counts
 * towards the full name elsewhere in the item; a doubtful city counts only when its country is named too.
 */
export function namedEntities(
  title: string,
  body: string,
  language: string,
  index: NameIndex,
): { entities: Entity[]; places: Place[] } {
  const whole = `${title}\n${body}`
  const mentions = [...nameMentions(title, language, index), ...nameMentions(body, language, index)]
  const countries = new Set(mentions.flatMap((m) => (m.country && m.kind !== 'city' ? [m.country] : [])))
  const fullNames = surnames(mentions)
  const entities = new Map<string, Entity>()
  const places = new Map<string, Place>()
  for (const mention of mentions) {
    if (mention.kind === 'person' || mention.kind === 'organisation') {
      const name =
        mention.kind === 'person'
          ? (mention.weak && fullNames.get(lastWord(mention.name))) || mention.name
          : mention.name
      count(entities, { kind: mention.kind, name, confidence: mention.confidence, ...countryOf(mention) })
    } else {
      const place = placeOf(mention, whole, countries, index)
      if (!place) continue
      count(entities, {
        kind: 'place',
        name: place.name,
        confidence: place.confidence,
        ...(place.country ? { country: place.country } : {}),
      })
      if (place.country) addPlace(places, { ...place, country: place.country })
    }
  }
  for (const surname of looseSurnames(whole, fullNames)) {
    const entity = entities.get(`person ${surname.name}`)
    if (entity) entity.mentions = Math.max(entity.mentions, surname.mentions)
  }
  const byMentions = [...entities.values()].sort(
    (a, b) => b.mentions - a.mentions || b.confidence - a.confidence || (a.name < b.name ? -1 : 1),
  )
  return {
    entities: byMentions.slice(0, MAX_ENTITIES),
    places: [...places.values()].sort((a, b) => b.confidence - a.confidence || (a.name < b.name ? -1 : 1)),
  }
}

const lastWord = (name: string): string => name.split(' ').at(-1)!
const countryOf = (mention: NameMention): { country?: string } => (mention.country ? { country: mention.country } : {})

/** Surname → full name, for people named in full in this item. */
function surnames(mentions: readonly NameMention[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const mention of mentions) {
    if (
      mention.kind === 'person' &&
      !mention.weak &&
      mention.name.includes(' ') &&
      !names.has(lastWord(mention.name))
    ) {
      names.set(lastWord(mention.name), mention.name)
    }
  }
  return names
}

/** How often each surname of a fully named person occurs in all. */
function looseSurnames(text: string, fullNames: ReadonlyMap<string, string>): { name: string; mentions: number }[] {
  return [...fullNames].map(([surname, name]) => ({ name, mentions: text.split(surname).length - 1 }))
}

function count(entities: Map<string, Entity>, found: Omit<Entity, 'mentions'>): void {
  const key = `${found.kind} ${found.name}`
  const entity = entities.get(key)
  if (!entity) entities.set(key, { ...found, mentions: 1 })
  else {
    entity.mentions++
    entity.confidence = Math.max(entity.confidence, found.confidence)
  }
}

function addPlace(places: Map<string, Place>, place: Place): void {
  const key = `${place.country} ${place.name}`
  const other = places.get(key)
  // Each further mention halves the doubt that is left.
  if (!other) places.set(key, place)
  else other.confidence = Math.min(0.99, 1 - (1 - Math.max(other.confidence, place.confidence)) / 1.5)
}

function placeOf(
  mention: NameMention,
  whole: string,
  countries: ReadonlySet<string>,
  index: NameIndex,
): (Omit<Place, 'country'> & { country?: string }) | undefined {
  const { confidence } = mention
  if (mention.kind === 'region') return { name: mention.name, confidence }
  if (mention.kind === 'state') return { name: mention.name, confidence, ...partOf(mention, index) }
  if (mention.kind === 'ambiguous-country') {
    if (mention.name !== 'Georgia')
      return { ...capital(mention.country, index), name: mention.name, confidence: 0.7, ...countryOf(mention) }
    if (GEORGIA_COUNTRY.test(whole)) return { ...capital('GE', index), name: 'Georgia', country: 'GE', confidence: 0.9 }
    return GEORGIA_STATE.test(whole)
      ? { name: 'Georgia (US)', country: 'US', confidence: 0.75 }
      : { ...capital('GE', index), name: 'Georgia', country: 'GE', confidence: 0.5 }
  }
  if (mention.kind !== 'city')
    return { ...capital(mention.country, index), name: mention.name, confidence, ...countryOf(mention) }
  const candidates = index.cities.get(mention.name) ?? []
  const supported = candidates.find((city) => countries.has(city.country))
  // "London" stays London, England, when Canada is named: only a city of comparable size is preferred for its country.
  const best = candidates[0]
  const chosen = supported && best && supported.population >= best.population / 8 ? supported : best
  if (!chosen || (mention.weak && chosen !== supported)) return undefined
  return {
    name: chosen.name,
    country: chosen.country,
    lat: chosen.lat,
    lon: chosen.lon,
    confidence: chosen === supported ? Math.min(0.95, confidence + 0.1) : confidence,
  }
}

/** A state or region lies where its city of the same name does, if there is one, else nowhere in particular. */
function partOf(mention: NameMention, index: NameIndex): { country?: string; lat?: number; lon?: number } {
  const city = index.cities.get(mention.name)?.find(({ country }) => country === mention.country)
  return { ...countryOf(mention), ...(city ? { lat: city.lat, lon: city.lon } : {}) }
}

function capital(code: string | undefined, index: NameIndex): { lat?: number; lon?: number } {
  return (code && index.capitals.get(code)) || {}
}
