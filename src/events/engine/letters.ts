/** Character classes a token scanner needs. */
export const SEPARATOR = 0
export const WORD = 1
/** Scripts written without spaces: every character is a token of its own, paired with its neighbour. */
export const IDEOGRAPH = 2

const letterOrNumber = /[\p{L}\p{N}\p{M}]/u

let table: Uint8Array | undefined

/** Class of every UTF-16 code unit (65,536 bytes), built on first use; surrogates, so emoji too, are separators. */
export function characterClasses(): Uint8Array {
  if (table) return table
  const classes = new Uint8Array(65_536)
  for (let unit = 0; unit < 65_536; unit++) {
    if (unit >= 0xd800 && unit <= 0xdfff) continue
    if (!letterOrNumber.test(String.fromCharCode(unit))) continue
    classes[unit] = isIdeograph(unit) ? IDEOGRAPH : WORD
  }
  table = classes
  return classes
}

/** Han, kana, Thai, Lao, Khmer, Burmese: no spaces between words. */
function isIdeograph(unit: number): boolean {
  return (
    (unit >= 0x3040 && unit <= 0x30ff) ||
    (unit >= 0x3400 && unit <= 0x9fff) ||
    (unit >= 0xf900 && unit <= 0xfaff) ||
    (unit >= 0x0e00 && unit <= 0x0eff) ||
    (unit >= 0x1000 && unit <= 0x109f) ||
    (unit >= 0x1780 && unit <= 0x17ff)
  )
}
