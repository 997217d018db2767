import { createRequire } from 'node:module'
import { createTokens, scanTokens } from './tokens.ts'

const require = createRequire(import.meta.url)
const loaded = new Map<string, ReadonlySet<number>>()

/** English function words and newsroom filler. Published lists also hold "fire", "us" or "microsoft", which news is about. */
const english = `a about above after again against ago all almost already also although always am among an and any are around as at away be
because been before being below between both but by came can cannot come could did do does doing don done down during each either else
even ever every few for from further get gets give given go goes going gone got had has have having he her here hers herself him himself his how
however i if in into is it its itself just know let like ll make makes made many may me might more most much must my myself near never no nor
not now of off often on once one only onto or other our ours out over own per put rather re really s said same say says she should
since so some still such t take takes taken than that the their theirs them themselves then there these they thing this those though
through thus to today together too toward under until up upon us use used ve very via want was way we well went were what when where
whether which while who whom whose why will with within without would yet you your yours isn wasn aren doesn didn hasn haven couldn wouldn shouldn
told according report reports reported reporting news video photo photos image caption copyright continue reading main story monday tuesday
wednesday thursday friday saturday sunday mr mrs ms year years day days week weeks month months time new`

/** Hashed stop words of a language (its primary subtag decides); empty when none are known. Loaded on first use. */
export function stopTerms(language: string): ReadonlySet<number> {
  const primary = language.toLowerCase().split('-')[0] ?? ''
  const known = loaded.get(primary)
  if (known) return known
  const words = primary === 'en' ? english : (listsOf(primary)?.join(' ') ?? '')
  const tokens = scanTokens(words, words.length, primary || 'und', createTokens())
  const terms: ReadonlySet<number> = new Set(tokens.ids.subarray(0, tokens.length))
  loaded.set(primary, terms)
  return terms
}

function listsOf(language: string): string[] | undefined {
  const lists = require('stopwords-iso') as Record<string, string[]>
  return Object.hasOwn(lists, language) ? lists[language] : undefined
}
