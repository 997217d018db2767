import { TOPIC_WORDS } from './lexicon/topic-words.ts'

export interface Topic {
  topic: string
  /** 0..1 */
  confidence: number
}

/** Word or phrase → the topics it speaks for, with weights. */
export interface TopicLexicon {
  exact: ReadonlyMap<string, readonly [topic: string, weight: number][]>
  /** Stems by their first three letters. */
  stems: ReadonlyMap<string, readonly [stem: string, topic: string, weight: number][]>
  /** First words of the two-word phrases among them. */
  phraseStarts: ReadonlySet<string>
}

const STRONG = 2
const MAX_WORDS = 400
const MAX_TOPICS = 3
const ENOUGH = 2
/** A word of the title counts as much as three of the body. */
const TITLE_FACTOR = 3
const STEM_KEY = 3

/** Compiles the topic word lists. */
export function buildTopicLexicon(): TopicLexicon {
  const exact = new Map<string, [string, number][]>()
  const stems = new Map<string, [string, string, number][]>()
  const phraseStarts = new Set<string>()
  for (const [topic, list] of Object.entries(TOPIC_WORDS)) {
    for (const entry of new Set(list.split(/\s+/))) {
      const weight = entry.startsWith('+') ? STRONG : 1
      const word = entry.replace(/^\+/, '').replaceAll('_', ' ')
      const space = word.indexOf(' ')
      if (space > 0) phraseStarts.add(word.slice(0, space))
      if (word.endsWith('*')) push(stems, word.slice(0, STEM_KEY), [word.slice(0, -1), topic, weight])
      else push(exact, word, [topic, weight])
    }
  }
  return { exact, stems, phraseStarts }
}

/** What an item is about: at most three topics, surest first; none when too little speaks for any. */
export function topicsOf(titleWords: readonly string[], bodyWords: readonly string[], lexicon: TopicLexicon): Topic[] {
  const scores = new Map<string, number>()
  const seen = new Set<string>()
  score(titleWords, TITLE_FACTOR / 2, lexicon, scores, seen)
  score(bodyWords.slice(0, MAX_WORDS), 1, lexicon, scores, seen)
  const ranked = [...scores].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const best = ranked[0]?.[1] ?? 0
  return ranked
    .filter(([, points]) => points >= ENOUGH && points >= best / 3)
    .slice(0, MAX_TOPICS)
    .map(([topic, points]) => ({ topic, confidence: round(points / (points + 3)) }))
}

/** Adds the points of each distinct word or two-word phrase once. */
function score(
  words: readonly string[],
  factor: number,
  lexicon: TopicLexicon,
  scores: Map<string, number>,
  seen: Set<string>,
): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    scoreTerm(word, factor, lexicon, scores, seen)
    if (i + 1 < words.length && lexicon.phraseStarts.has(word))
      scoreTerm(`${word} ${words[i + 1]}`, factor, lexicon, scores, seen)
  }
}

function scoreTerm(
  term: string,
  factor: number,
  { exact, stems }: TopicLexicon,
  scores: Map<string, number>,
  seen: Set<string>,
): void {
  if (seen.has(term)) return
  seen.add(term)
  for (const [topic, weight] of exact.get(term) ?? []) add(scores, topic, weight * factor)
  for (const [stem, topic, weight] of stems.get(term.slice(0, STEM_KEY)) ?? []) {
    if (term.startsWith(stem) && (stem.includes(' ') || !term.includes(' '))) add(scores, topic, weight * factor)
  }
}

const add = (scores: Map<string, number>, topic: string, points: number) =>
  scores.set(topic, (scores.get(topic) ?? 0) + points)
const round = (value: number) => Math.round(value * 100) / 100

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
