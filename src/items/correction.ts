/** A source's own word that an item was put right or taken back. */
export interface Correction {
  kind: 'corrected' | 'retracted'
  /** Its sentence or line, at most 300 characters. */
  said: string
}

const CORRECTED_LABEL =
  'corrections?|corrected|clarifications?|clarified|corrigendum|erratum|errata|rettelse|rettet|berigtigelse|præcisering|rättelse|oikaisu|korrektur|korrigiert|berichtigung|richtigstellung|correctif|rectificatif|rectification|correction apportée|corrección|fe de erratas|rectificación|rettifica|errata corrige|correctie|rectificatie|correção|errata|sprostowanie|исправление|поправка'
const RETRACTED_LABEL =
  'retractions?|retracted|withdrawn|rétractation|retractación|rückzug|zurückgezogen|trukket tilbage|tilbagetrukket|опровержение'
/** At the start of a line, then a colon or dash, perhaps after a date in brackets: "Correction (June 3): …", "CORRECTED-UPDATE 1-…". */
const labelled = (words: string) =>
  new RegExp(
    `^[\\p{P}\\p{S}\\s]{0,5}(?:${words})(?:\\s*\\([^()\\n]{1,40}\\)|\\s+appended|[, ]+\\d{1,2}[. ][^\\n:]{0,20})?\\s*[-:–—]`,
    'imu',
  )
const LABELS: readonly [Correction['kind'], RegExp][] = [
  ['retracted', labelled(RETRACTED_LABEL)],
  ['corrected', labelled(CORRECTED_LABEL)],
]
const PIECE = 'article|story|post|report|piece|column|version|headline|item|dispatch'
const SENTENCES: readonly [Correction['kind'], RegExp][] = [
  [
    'retracted',
    new RegExp(
      `\\b(?:this|the) (?:${PIECE}) (?:was|has been|is) (?:since )?(?:fully )?(?:retracted|withdrawn|taken down)\\b|\\bwe (?:have )?(?:retracted|withdrawn) (?:this|the) (?:${PIECE})\\b`,
      'iu',
    ),
  ],
  [
    'corrected',
    new RegExp(
      `\\b(?:this|an earlier version of this|a previous version of this) (?:${PIECE})\\b[^.\\n]{0,80}\\b(?:corrected|amended|misstated|misidentified|misspelled|incorrectly|erroneously|inaccurately|updated to correct)\\b`,
      'iu',
    ),
  ],
]
/** Looked for first: hardly a text has one of these words, and what is to be told from them takes long to look for. */
const HINT =
  /retracted|withdrawn|taken down|correct|amended|misstated|misidentified|misspelled|erroneously|inaccurately/i
/** Notes of this kind stand above or below the article, never in the middle of a long one. */
const EDGE = 1_500

/** The correction or retraction an item's clean text declares about itself; null when it declares none. */
export function correctionIn(title: string, text: string): Correction | null {
  const edges = text.length <= 2 * EDGE ? [text] : [text.slice(0, EDGE), text.slice(-EDGE)]
  for (const part of [title, ...edges])
    for (const [kind, pattern] of LABELS) {
      const match = pattern.exec(part)
      if (match) return { kind, said: lineAt(part, match.index) }
    }
  for (const part of edges.filter((edge) => HINT.test(edge)))
    for (const [kind, pattern] of SENTENCES) {
      const match = pattern.exec(part)
      if (match) return { kind, said: lineAt(part, match.index) }
    }
  return null
}

function lineAt(text: string, index: number): string {
  const start = text.lastIndexOf('\n', index) + 1
  const from = text[index] === '\n' ? index + 1 : start
  const end = text.indexOf('\n', from)
  return text
    .slice(from, end === -1 ? undefined : end)
    .trim()
    .slice(0, 300)
}
