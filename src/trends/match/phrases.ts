import type { Token } from './tokens.ts'
import { tokenize } from './tokens.ts'

/** A phrase found in a text: what it stands for, and which tokens it covers. */
export interface PhraseHit {
  key: string
  at: number
  length: number
}

interface Entry {
  key: string
  words: string[]
  /** The token at this place must be written in capitals (`US`, `WHO`, `Fed`). */
  capitals: ('all' | 'first' | 'any')[]
}

/** A set of phrases looked up by their first word. `by` says what is compared: stems for words, words for names. */
export class PhraseBook {
  private readonly entries = new Map<string, Entry[]>()
  private readonly by: 'stem' | 'word'

  constructor(by: 'stem' | 'word') {
    this.by = by
  }

  add(phrase: string, key: string): void {
    const tokens = tokenize(phrase, 'text', 'en')
    const first = tokens[0]
    if (!first) return
    const entry: Entry = {
      key,
      words: tokens.map((token) => token[this.by]),
      capitals: tokens.map((token) => (this.by === 'word' ? capitalsOf(token.raw) : 'any')),
    }
    const list = this.entries.get(first[this.by])
    if (!list) this.entries.set(first[this.by], [entry])
    // "vote" and "votes" are one stem: what is there already would only be found twice.
    else if (!list.some((other) => isSame(other, entry))) list.push(entry)
  }

  /** What its phrases begin with, as they are compared. */
  firstWords(): Iterable<string> {
    return this.entries.keys()
  }

  /** Every phrase in `tokens`. With `longestOnly`, names inside longer names are left out ("Sudan" in "South Sudan"). */
  find(tokens: readonly Token[], longestOnly: boolean): PhraseHit[] {
    const hits: PhraseHit[] = []
    let covered = 0
    for (let at = 0; at < tokens.length; at++) {
      const entries = this.entries.get((tokens[at] as Token)[this.by])
      if (!entries || (longestOnly && at < covered)) continue
      if (!longestOnly) {
        for (const entry of entries)
          if (this.fits(entry, tokens, at)) hits.push({ key: entry.key, at, length: entry.words.length })
        continue
      }
      let longest = 0
      const here: PhraseHit[] = []
      for (const entry of entries) {
        if (!this.fits(entry, tokens, at)) continue
        here.push({ key: entry.key, at, length: entry.words.length })
        longest = Math.max(longest, entry.words.length)
      }
      for (const hit of here) if (hit.length === longest) hits.push(hit)
      if (here.length > 0) covered = at + longest
    }
    return hits
  }

  private fits(entry: Entry, tokens: readonly Token[], at: number): boolean {
    // The first word is what the entry was found by.
    if (entry.words.length === 1 && entry.capitals[0] === 'any') return true
    const field = tokens[at]?.field
    for (let i = 0; i < entry.words.length; i++) {
      const token = tokens[at + i]
      if (!token || token.field !== field || token[this.by] !== entry.words[i]) return false
      const capitals = entry.capitals[i]
      if (capitals === 'all' && token.raw !== token.raw.toUpperCase()) return false
      if (capitals === 'first' && token.raw[0] === token.raw[0]?.toLowerCase()) return false
    }
    return true
  }
}

function isSame(a: Entry, b: Entry): boolean {
  return (
    a.key === b.key &&
    a.words.length === b.words.length &&
    a.words.every((word, i) => word === b.words[i] && a.capitals[i] === b.capitals[i])
  )
}

function capitalsOf(raw: string): 'all' | 'first' | 'any' {
  if (raw.length <= 6 && /\p{Lu}/u.test(raw) && raw === raw.toUpperCase()) return 'all'
  return /^\p{Lu}/u.test(raw) ? 'first' : 'any'
}
