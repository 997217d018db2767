const S = 115
const E = 101
const D = 100
const I = 105
const N = 110
const G = 103
const Y = 121
const U = 117

/**
 * Shortens an English word (lower-case code units in `word[0..length)`) to a stem in place and returns its length.
 * A light suffix stripper: plural, -ed, -ing, final -e; written for matching, not for display.
 */
export function stemEnglish(word: Uint16Array, length: number): number {
  let end = length
  if (end > 3 && word[end - 1] === S && word[end - 2] !== S && word[end - 2] !== U && word[end - 2] !== I) {
    if (end > 4 && word[end - 2] === E && word[end - 3] === I) {
      word[end - 3] = Y
      end -= 2
    } else end -= 1
  }
  if (end > 5 && word[end - 1] === G && word[end - 2] === N && word[end - 3] === I) end = undouble(word, end - 3)
  else if (end > 4 && word[end - 1] === D && word[end - 2] === E) {
    if (word[end - 3] === I) {
      word[end - 3] = Y
      end -= 2
    } else end = undouble(word, end - 2)
  }
  if (end > 4 && word[end - 1] === E) end -= 1
  return end
}

function undouble(word: Uint16Array, length: number): number {
  const last = word[length - 1]
  return length > 4 && last === word[length - 2] && last !== S && last !== 108 ? length - 1 : length
}

/** Length of the prefix that stands for a word of another inflected language (characters). */
export const PREFIX_STEM = 7
