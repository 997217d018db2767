import { canonicalUrl, urlDomain } from './canonical-url.ts'
import { chooseText, type PageText, type TextChoice } from './choose-text.ts'
import { cleanLine, cleanText } from './clean-text.ts'
import { contentHash } from './content-hash.ts'
import { type Correction, correctionIn } from './correction.ts'
import { type Entity, namedEntities, type Place } from './entities.ts'
import { detectLanguage, type LanguageDetector, loadLanguageDetector, primarySubtag } from './language.ts'
import { allWords, comparedWords, likenessWords } from './likeness-words.ts'
import { loadNameIndex, type NameIndex } from './name-index.ts'
import { type RepairedDate, repairPublishedAt } from './published-at.ts'
import { type Publication, publicationOf } from './publisher.ts'
import { loadValence, type Sentiment, sentimentOf, type ValenceLexicon } from './sentiment.ts'
import { simhash } from './simhash.ts'
import { buildTopicLexicon, type Topic, type TopicLexicon, topicsOf } from './topics.ts'

/** Dictionaries and detectors of the language work. */
export interface Analysers {
  detector: LanguageDetector
  names: NameIndex
  valence: ValenceLexicon
  topics: TopicLexicon
}

/** An item as stored on arrival, with what its source says about itself. */
export interface Unanalysed {
  title: string
  text: string
  url: string | null
  publisher: string | null
  language: string | null
  publishedAt: Date | null
  updatedAt: Date | null
  dateIsShared?: boolean
  fetchedAt: Date
  /** Where its source says it plays. */
  places?: readonly Place[]
  /** Where `text` comes from, and the article page where one was read. */
  textFrom?: 'entry' | 'page'
  page?: ItemPage | null
  source: { name: string; url: string | null; owner: string | null; language: string | null }
}

/** What an article page tells about its item. */
export interface ItemPage extends PageText {
  canonicalUrl: string | null
  author: string | null
  publishedAt: Date | null
  language: string | null
}

export interface ItemAnalysis extends Publication {
  title: string
  text: string
  canonicalUrl: string | null
  /** From the page, for where the entry names none. */
  author: string | null
  /** How the text was chosen, when there was a choice. */
  choice: TextChoice | null
  date: RepairedDate
  language: string
  languageConfidence: number
  contentHash: string
  simhash: bigint | null
  /** What it is compared by with others. */
  words: string[]
  sentiment: Sentiment | null
  topics: Topic[]
  entities: Entity[]
  places: Place[]
  /** What it says about its own mistakes. */
  correction: Correction | null
  /** Set when the item says nothing that could be news; the reason. */
  noise: string | null
  /** 0..1: how much of this is sure enough to build on. */
  confidence: number
}

/** Names and topics are looked for this far into a text: news says what matters first. */
const LEAD = 3_000
const THREE_LETTERS = /^(?:\P{L}*\p{L}){3}/u

let loading: Promise<Analysers> | undefined

/** The dictionaries, read on first use and kept for the life of the process (about two seconds, 200 MB). */
export function loadAnalysers(): Promise<Analysers> {
  loading ??= Promise.all([loadLanguageDetector(), loadNameIndex(), loadValence()])
    .then(([detector, names, valence]) => ({ detector, names, valence, topics: buildTopicLexicon() }))
    .catch((error: unknown) => {
      // A failed read must not poison every later job of this process.
      loading = undefined
      throw error
    })
  return loading
}

/** All language work on one item. Pure: same input, same output. */
export function analyseItem(item: Unanalysed, { detector, names, valence, topics }: Analysers): ItemAnalysis {
  const title = cleanLine(item.title)
  const page = item.page ?? null
  const entryText = cleanText(item.text)
  const { text, choice } = page
    ? chooseText({ title, text: entryText, from: item.textFrom ?? 'entry' }, page)
    : { text: entryText, choice: null }
  const lead = text.slice(0, LEAD)
  const { language, confidence: languageConfidence } = detectLanguage(
    `${title}\n${lead}`,
    primarySubtag(item.language) ?? primarySubtag(page?.language) ?? item.source.language,
    detector,
  )
  const titleWords = likenessWords(title)
  const textWords = likenessWords(text)
  const words = comparedWords(title, textWords)
  const { entities, places } = namedEntities(title, lead, language, names)
  const declared = item.places ?? []
  const found = topicsOf(titleWords, textWords, topics)
  const date = repairPublishedAt({ ...item, pagePublishedAt: page?.publishedAt ?? null })
  return {
    title,
    text,
    canonicalUrl: canonicalOf(item.url, page),
    author: page?.author ?? null,
    choice,
    ...publicationOf({
      named: item.publisher,
      url: item.url,
      sourceName: item.source.name,
      sourceUrl: item.source.url,
      sourceOwner: item.source.owner,
    }),
    date,
    language,
    languageConfidence: round(languageConfidence),
    contentHash: contentHash(titleWords, allWords(text, textWords)),
    simhash: simhash(words),
    words,
    sentiment:
      language === 'en' || language === 'und' ? (sentimentOf([...titleWords, ...textWords], valence) ?? null) : null,
    topics: found,
    entities,
    correction: correctionIn(title, text),
    places: [...declared, ...places.filter((place) => !declared.some((own) => own.name === place.name))],
    noise: noiseReason(title, text),
    confidence: round(
      (languageConfidence + date.confidence + (found[0]?.confidence ?? 0) + (entities.length > 0 ? 1 : 0.3)) / 4,
    ),
  }
}

/** The page's own canonical address where it stays with the same outlet; some name their home page or another's. */
function canonicalOf(url: string | null, page: ItemPage | null): string | null {
  const own = canonicalUrl(url)
  const named = page?.canonicalUrl
  if (!named || page.wall === 'consent' || new URL(named).pathname === '/') return own
  return urlDomain(named) === urlDomain(own) || urlDomain(named) === urlDomain(page.url) ? named : own
}

function noiseReason(title: string, text: string): string | null {
  return THREE_LETTERS.test(`${title}${text}`.slice(0, 500)) ? null : 'no words in title or text'
}

const round = (value: number): number => Math.round(value * 1000) / 1000
