/** A source's own word that an item was put right or taken back. */
export interface Correction {
  kind: 'corrected' | 'retracted'
  /** Its sentence or line, at most 300 characters. */
  said: string
}

const CORRECTED_LABEL =
  'corrections?(?: (?:&|and) clarifications?)?|corrected|clarifications?|clarified|corrigendum|erratum|errata|rettelse|rettet|berigtigelse|præcisering|rättelse|oikaisu|korrektur|korrigiert|berichtigung|richtigstellung|correctif|rectificatif|rectification|correction apportée|corrección|fe de erratas|fe de errores|correzione|rectificación|rettifica|errata corrige|correctie|rectificatie|correção|errata|sprostowanie|исправление|поправка'
const RETRACTED_LABEL =
  'mandatory kill|retractions?|retracted|withdrawn|rétractation|retractación|rückzug|zurückgezogen|trukket tilbage|tilbagetrukket|опровержение'
/** At the start of a line, then a colon or dash, perhaps after a date in brackets: "Correction (June 3): …", "CORRECTED-UPDATE 1-…". */
const labelled = (words: string) =>
  new RegExp(
    `^[\\p{P}\\p{S}\\s]{0,5}(?:${words})(?:\\s*\\([^()\\n]{1,40}\\)|\\s+appended|[, ]+\\d{1,2}[. ][^\\n:]{0,20})?\\s*[-:–—]`,
    'imu',
  )
const LABELS: readonly [Correction['kind'], RegExp][] = [
  ['retracted', labelled(RETRACTED_LABEL)],
  ['corrected', labelled(CORRECTED_LABEL)],
  // As the wires do it, above the text: "(Corrects spelling of name in paragraph 3)".
  ['corrected', /^\s*\((?:(?:re-?files|recasts|re-?sends) to correct|corrects|rettet|korrigerer)\b[^()\n]{3,200}\)/imu],
]
const PIECE = 'article|story|post|report|piece|column|version|headline|item|dispatch'
const MISTOOK = 'misstated|misidentified|misspelled|misquoted|incorrectly|erroneously|inaccurately|mistakenly|wrongly'
const EARLIER = '(?:earlier|previous|prior|original|initial)'
const SAID = 'said|stated|gave|reported|suggested|described|named|listed|attributed|referred|quoted|contained|omitted'
/**
 * What an article says of itself, and words one of which it then holds: looking for those first spares nearly every text the rest.
 * One that speaks of others ("CNN retracted its story") must not be taken for it.
 */
const SENTENCES: readonly [Correction['kind'], words: readonly string[], RegExp][] = [
  [
    'retracted',
    ['retracted', 'withdrawn', 'taken down', 'tilbage', 'afpubliceret'],
    new RegExp(
      `\\b(?:this|the) (?:${PIECE}) (?:was|has been|is) (?:since )?(?:fully )?(?:retracted|withdrawn|taken down)\\b|\\bwe (?:have )?(?:retracted|withdrawn) (?:this|the) (?:${PIECE})\\b|(?:artiklen|denne artikel) er (?:blevet |siden )?(?:trukket tilbage|tilbagetrukket|afpubliceret)`,
      'iu',
    ),
  ],
  [
    'corrected',
    [
      'correct',
      'amended',
      'version',
      'misstated',
      'misidentified',
      'misspelled',
      'misquoted',
      'mistakenly',
      'erroneously',
      'inaccurately',
      'wrongly',
    ],
    new RegExp(
      `\\b(?:this|the) (?:${PIECE}) (?:was|is|has(?: since)? been) (?:[^.\\n]{0,60}\\bto correct|(?:since )?(?:corrected|amended))\\b|\\bthis (?:${PIECE}) (?:\\w+ )?(?:${MISTOOK})\\b|\\ban? ${EARLIER} version (?:of th(?:is|e) (?:${PIECE})\\b[^.\\n]{0,80}\\b(?:${SAID}|${MISTOOK}|corrected)|(?:${SAID}|${MISTOOK}))\\b`,
      'iu',
    ),
  ],
  [
    'corrected',
    [
      'version',
      'udgave',
      'rettet',
      'korrigeret',
      'præciseret',
      'versjon',
      'fassung',
      'korrigiert',
      'berichtigt',
      'corrigé',
      'versión',
      'versie',
    ],
    /\b(?:en tidligere (?:version|udgave) af (?:denne|artikl)|(?:artiklen|denne artikel) er (?:blevet |siden )?(?:rettet|korrigeret|præciseret)|en tidligere versjon av (?:denne|artik|saken)|en tidigare version av (?:den här|denna|artikeln|texten)|in einer (?:früheren|ersten|vorherigen|ursprünglichen) (?:version|fassung)|dieser (?:artikel|text|beitrag) wurde (?:nachträglich )?(?:korrigiert|berichtigt)|une (?:première|précédente) version de (?:cet article|ce texte)|cet article a été corrigé|una versión (?:anterior|previa) de est[ea]|in een eerdere versie van (?:dit|deze))/iu,
  ],
]
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
  for (const part of edges) {
    const lower = part.toLowerCase()
    for (const [kind, words, pattern] of SENTENCES) {
      const match = words.some((word) => lower.includes(word)) ? pattern.exec(part) : null
      if (match) return { kind, said: lineAt(part, match.index) }
    }
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
