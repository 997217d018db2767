import { likenessWords } from './likeness-words.ts'

/** The article page of an item, as far as it was read. `text` is clean. */
export interface PageText {
  url: string
  title: string | null
  text: string
  wall: 'paywall' | 'consent' | null
}

/** Which text an item goes by, and why. */
export interface TextChoice {
  from: 'entry' | 'page'
  why: string
  /** Characters of the text that was not taken. */
  otherCharacters: number
}

/** A page must bring this much more than the feed before it is preferred. */
const LONGER = 1.1
const MORE_CHARACTERS = 80
/** A page's newer text that is shorter than half of the older one has lost the article, not shortened it. */
const SHRUNK = 0.5
/** Share of the words of title and first sentences that must be on the page. */
const SAME_SUBJECT = 0.4
const LEAD_CHARACTERS = 600

/**
 * The better of a feed's text and the article page's: the page's when it is about the same thing and clearly longer. Where the
 * text in hand came from the page already, a newer reading of the page replaces it unless most of it is gone.
 */
export function chooseText(
  entry: { title: string; text: string; from: 'entry' | 'page' },
  page: PageText,
): { text: string; choice: TextChoice } {
  const entryLength = entry.text.length
  const pageLength = page.text.length
  const keep = (why: string) => ({
    text: entry.text,
    choice: { from: entry.from, why, otherCharacters: pageLength },
  })
  const take = (why: string) => ({
    text: page.text,
    choice: { from: 'page' as const, why, otherCharacters: entry.from === 'page' ? 0 : entryLength },
  })
  if (page.wall === 'consent') return keep('the page asks for consent instead of showing the article')
  if (pageLength === 0) return keep('the page shows no article')
  if (entry.from === 'page') {
    return pageLength < entryLength * SHRUNK
      ? keep('most of the article has gone from the page since')
      : take('the page as read last')
  }
  if (pageLength < entryLength * LONGER + MORE_CHARACTERS) {
    return keep(page.wall === 'paywall' ? 'the page shows no more to those who do not pay' : 'the feed has as much')
  }
  if (!aboutTheSame(entry, page)) return keep('the page is about something else')
  return take(page.wall === 'paywall' ? 'the page shows more, though not all, before its paywall' : 'the page has more')
}

function aboutTheSame(entry: { title: string; text: string }, page: PageText): boolean {
  const wanted = new Set(units(`${entry.title} ${entry.text.slice(0, LEAD_CHARACTERS)}`))
  if (wanted.size === 0) return true
  const there = new Set(units(`${page.title ?? ''} ${page.text}`))
  let found = 0
  for (const unit of wanted) if (there.has(unit)) found++
  return found / wanted.size >= SAME_SUBJECT
}

/** Longer words; pairs of characters where words are not set apart. */
function units(text: string): string[] {
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(text)) {
    const letters = text.replace(/[^\p{L}\p{N}]+/gu, '')
    return Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letters.slice(i, i + 2))
  }
  return likenessWords(text).filter((word) => word.length > 3)
}
