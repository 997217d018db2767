import { analyseItem, type ItemAnalysis, loadAnalysers, type Unanalysed } from '../../src/items/analyse-item.ts'
import { cleanLine, cleanText } from '../../src/items/clean-text.ts'
import { contentHash } from '../../src/items/content-hash.ts'
import { namedEntities } from '../../src/items/entities.ts'
import { fingerprints } from '../../src/items/fingerprints.ts'
import { detectLanguage } from '../../src/items/language.ts'
import { allWords, comparedWords, likenessWords } from '../../src/items/likeness-words.ts'
import { sentimentOf } from '../../src/items/sentiment.ts'
import { simhash } from '../../src/items/simhash.ts'
import { topicsOf } from '../../src/items/topics.ts'
import type { BenchDocument } from './documents.ts'
import { rate } from './rates.ts'

export interface LanguageWork {
  /** All of it, one core, no database. */
  itemsPerSecond: number
  /** Microseconds an item spends in each part. */
  microsecondsPerItem: Record<string, number>
}

/** Times the language work of `normalize` on one core, as a whole and in its parts. */
export async function measureLanguageWork(documents: readonly BenchDocument[]): Promise<LanguageWork> {
  const analysers = await loadAnalysers()
  const items = documents.map(unanalysed)
  const whole = () => items.map((item) => analyseItem(item, analysers))
  whole() // compiled by now
  const startedAt = performance.now()
  const analyses = whole()
  const itemsPerSecond = rate(items.length, performance.now() - startedAt)

  const { detector, names, valence, topics } = analysers
  const words = analyses.map((a) => ({ title: likenessWords(a.title), text: likenessWords(a.text) }))
  const parts: Record<string, (i: number, a: ItemAnalysis) => unknown> = {
    clean: (i) => [cleanLine(items[i]?.title ?? ''), cleanText(items[i]?.text ?? '')],
    language: (_, a) => detectLanguage(`${a.title}\n${a.text}`, null, detector),
    words: (_, a) => comparedWords(a.title, likenessWords(a.text)),
    names: (_, a) => namedEntities(a.title, a.text.slice(0, 3_000), a.language, names),
    topics: (i) => topicsOf(words[i]?.title ?? [], words[i]?.text ?? [], topics),
    sentiment: (i) => sentimentOf(words[i]?.text ?? [], valence),
    hashes: (i, a) => [contentHash(words[i]?.title ?? [], allWords(a.text, words[i]?.text ?? [])), simhash(a.words)],
    fingerprints: (_, a) => fingerprints(a.words),
  }
  const microsecondsPerItem = Object.fromEntries(
    Object.entries(parts).map(([part, run]) => {
      for (const [i, analysis] of analyses.slice(0, 200).entries()) run(i, analysis)
      const from = performance.now()
      for (const [i, analysis] of analyses.entries()) run(i, analysis)
      return [part, Math.round(((performance.now() - from) * 1000) / analyses.length)]
    }),
  )
  return { itemsPerSecond, microsecondsPerItem }
}

function unanalysed({ id, title, text, publishedAt }: BenchDocument): Unanalysed {
  const at = new Date(publishedAt)
  return {
    title,
    text,
    url: `https://bench.example/${id}`,
    publisher: null,
    language: null,
    publishedAt: at,
    updatedAt: null,
    fetchedAt: at,
    source: { name: 'bench', url: null, owner: null, language: null },
  }
}
