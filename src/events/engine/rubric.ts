// "Opinion | …", "World News | …": at most three words and a bar
const leading = /^\s*[\p{L}\p{N}&’']+(?:\s[\p{L}\p{N}&’']+){0,2}\s*[|｜]\s+/u
const trailing = /\s+[|｜]\s*[^|｜]{2,40}$/u
const labels =
  /^\s*(?:opinion|analysis|comment|editorial|exclusive|breaking|update \d|updated?|live(?: updates?)?|watch|video|photos?|in pictures|explainer|factbox|factcheck|fact check|review|podcast|letters?|newsletter|meinung|kommentar|analyse|opinión|análisis|avis|analyse|leder|kronik|думка|аналіз)\s*[:–—-]\s+/iu

/** A headline without the section or outlet it carries: "Opinion | …", "LIVE: …", "… | The Daily". Never empty unless it was. */
export function withoutRubric(title: string): string {
  const start = title.slice(0, 600)
  const bare = start.replace(leading, '').replace(labels, '')
  const head = bare.replace(trailing, '')
  // what follows a bar is an outlet only while the headline is the longer part
  const kept = head.length >= bare.length / 2 ? head : bare
  return kept.trim() === '' ? title : kept
}
