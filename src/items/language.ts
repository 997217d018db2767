export interface LanguageGuess {
  /** ISO 639-1 code, `und` when nothing can be said. */
  language: string
  /** 0..1 */
  confidence: number
}

/** Detects languages; loaded once per process by `loadLanguageDetector`. */
export interface LanguageDetector {
  scores(text: string): Record<string, number>
}

/** Letters looked at: the language of an item shows in its first sentences. */
const SAMPLE = 600
const CONTRADICTION = 0.85
const ENOUGH = 0.35
/**
 * Head start of English where nothing is declared: its headlines of names and nouns look like any language's. Measured on
 * 9,012 English items without declaration: 0.4 % are not recognised instead of 1.2 %; no headline of 20 other languages is lost.
 */
const ENGLISH_BONUS = 0.06

/** Function words that are English and hardly a word of another language, and those others share with it. */
const ENGLISH = new Set(
  'the and that with from his they who their been has which were would said after this are its not but than about could should into between while when what more'.split(
    ' ',
  ),
)
const SHARED = new Set('of in to for on is was by at as it an a be will have her we you he she or had'.split(' '))

/** Reads the n-gram tables of `eld` (about a second). */
export async function loadLanguageDetector(): Promise<LanguageDetector> {
  const { eld } = await import('eld/small')
  return { scores: (text) => eld.detect(text).getScores() }
}

/**
 * Language of a text. `declared` (a BCP 47 tag of the entry or its source) decides unless the text clearly says
 * otherwise; without one a short or mixed text is `und` rather than a guess.
 */
export function detectLanguage(
  text: string,
  declared: string | null | undefined,
  detector: LanguageDetector,
): LanguageGuess {
  const prior = primarySubtag(declared)
  const sample = text.slice(0, SAMPLE).replace(/https?:\/\/\S+|[@#]\S+/g, ' ')
  if (isPlainlyEnglish(sample)) return { language: 'en', confidence: 0.99 }
  const letters = sample.replace(/\P{L}+/gu, '').length
  if (letters < 2) return prior ? { language: prior, confidence: 0.5 } : { language: 'und', confidence: 0 }
  const scores = detector.scores(sample)
  if (!prior && scores.en !== undefined) scores.en += ENGLISH_BONUS
  const ranked = Object.entries(scores).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const [best, second] = ranked
  if (!best) return prior ? { language: prior, confidence: 0.6 } : { language: 'und', confidence: 0 }
  // Lead over the runner-up per letter read, times how well the winner fits at all.
  const lead = best[1] - (second?.[1] ?? 0.4)
  const fit = Math.min(1, Math.max(0, (best[1] - 0.45) / 0.2))
  const confidence = (1 - Math.exp((-lead * letters) / 1.2)) * fit
  if (prior) {
    if (best[0] === prior) return { language: prior, confidence: Math.max(0.8, confidence) }
    if (confidence < CONTRADICTION || letters < 30) return { language: prior, confidence: 0.6 }
  }
  return confidence >= ENOUGH ? { language: best[0], confidence } : { language: 'und', confidence }
}

/**
 * Whether function words alone show it: most of the news is English, and n-grams take twenty times as long to say so. Of 18,329
 * passages in 532 languages (the Universal Declaration of Human Rights) it takes none but English, Scots and Nigerian Pidgin;
 * n-grams say the same of all 6,900 English items it was tried on.
 */
function isPlainlyEnglish(sample: string): boolean {
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? []
  const own = words.filter((word) => ENGLISH.has(word))
  const different = new Set(own).size
  if (different < 2) return false
  if (different > 2 && own.length >= 0.1 * words.length) return true
  const all = own.length + words.filter((word) => SHARED.has(word)).length
  return all >= 5 && all >= 0.2 * words.length
}

/** `en-US` → `en`; Norwegian's two written forms are one language here. */
export function primarySubtag(tag: string | null | undefined): string | null {
  const language = /^([a-z]{2,3})(?:[-_]|$)/i.exec(tag?.trim() ?? '')?.[1]?.toLowerCase()
  if (!language || language === 'und' || language === 'mul' || language === 'zxx') return null
  return language === 'nb' || language === 'nn' ? 'no' : language
}
