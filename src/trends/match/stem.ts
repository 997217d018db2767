import { createRequire } from 'node:module'

interface SnowballStemmer {
  stem(word: string): string
}
interface Snowball {
  newStemmer(algorithm: string): SnowballStemmer
}

const ALGORITHMS: Record<string, string> = {
  ar: 'arabic',
  hy: 'armenian',
  eu: 'basque',
  ca: 'catalan',
  cs: 'czech',
  da: 'danish',
  nl: 'dutch',
  en: 'english',
  fi: 'finnish',
  fr: 'french',
  de: 'german',
  hu: 'hungarian',
  it: 'italian',
  ga: 'irish',
  nb: 'norwegian',
  nn: 'norwegian',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  es: 'spanish',
  sl: 'slovene',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
}

/** Past forms that suffix stripping cannot undo. */
const IRREGULAR =
  'fell fall fallen fall rose rise risen rise sank sink sunk sink shot shoot held hold won win lost lose sold sell bought buy fought fight struck strike blew blow shut shut quit quit spoke speak met meet sent send left leave flew fly flown fly drew draw withdrew withdraw withdrawn withdraw broke break broken break froze freeze frozen freeze shrank shrink shrunk shrink began begin begun begin grew grow grown grow built build cut cut hit hit led lead fled flee caught catch taken take took take gave give given give overthrew overthrow overthrown overthrow dying die dies die died die stole steal stolen steal laid lay beat beat beaten beat dove dive slid slide slew slay slain slay swollen swell paid pay chose choose chosen choose bound bind thrown throw threw throw ran run overran overrun felt feel spent spend burnt burn arose arise arisen arise drove drive driven drive forbade forbid forbidden forbid'.split(
    ' ',
  )

let snowball: Snowball | undefined
let lemmas: Map<string, string> | undefined
const stemmers = new Map<string, (word: string) => string>()
const CACHE_LIMIT = 50_000

/** The stemmer of a BCP 47 language: lower-case word in, stem out. Languages without one keep their words whole. */
export function stemmerOf(language: string): (word: string) => string {
  const code = language.toLowerCase().split('-')[0] ?? 'en'
  const known = stemmers.get(code)
  if (known) return known
  const made = make(code)
  stemmers.set(code, made)
  return made
}

function make(code: string): (word: string) => string {
  const algorithm = ALGORITHMS[code]
  if (!algorithm) return (word) => word
  snowball ??= createRequire(import.meta.url)('snowball-stemmers') as Snowball
  const stemmer = snowball.newStemmer(algorithm)
  const irregular = code === 'en' ? irregularForms() : undefined
  let cache = new Map<string, string>()
  return (word) => {
    const hit = cache.get(word)
    if (hit !== undefined) return hit
    const stem = stemmer.stem(irregular?.get(word) ?? word)
    if (cache.size >= CACHE_LIMIT) cache = new Map()
    cache.set(word, stem)
    return stem
  }
}

function irregularForms(): Map<string, string> {
  if (!lemmas) {
    lemmas = new Map()
    for (let i = 0; i + 1 < IRREGULAR.length; i += 2) lemmas.set(IRREGULAR[i] as string, IRREGULAR[i + 1] as string)
  }
  return lemmas
}
