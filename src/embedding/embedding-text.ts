import { createHash } from 'node:crypto'

const squeeze = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/** Cuts at the last sentence end in the second half, else at the last space, so no word is embedded in pieces. */
function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  const head = text.slice(0, maxChars)
  const sentence = Math.max(head.lastIndexOf('. '), head.lastIndexOf('! '), head.lastIndexOf('? '))
  if (sentence >= maxChars / 2) return head.slice(0, sentence + 1)
  const space = head.lastIndexOf(' ')
  // A surrogate pair cut in half would become a replacement character.
  return space > 0 ? head.slice(0, space) : head.replace(/[\uD800-\uDBFF]$/, '')
}

/**
 * The text that stands for an item or event: title and lead together (headlines alone embed poorly), the title not repeated
 * when the text opens with it. At most `maxChars` characters. Undefined when there is nothing to embed.
 */
export function embeddingText(parts: { title: string; text: string }, maxChars: number): string | undefined {
  const title = squeeze(parts.title)
  const body = squeeze(parts.text)
  const opensWithTitle = title !== '' && body.toLowerCase().startsWith(title.toLowerCase())
  const whole = opensWithTitle || title === '' ? body : body === '' ? title : `${title}\n${body}`
  // Punctuation or emoji alone carry no meaning a text model could place.
  return /[\p{L}\p{N}]/u.test(whole) ? cut(whole, maxChars) : undefined
}

/** SHA-256 (hex) of the exact text embedded: equal hash under the same model means equal vector. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
