import { describe, expect, it } from 'vitest'
import { correctionIn } from '../../src/items/correction.ts'

const article = 'The ministry said on Monday that the bridge would stay closed.'

describe('what an item says about its own mistakes', () => {
  it.each([
    ['', `${article}\n\nCorrection: An earlier version misspelled the minister's name.`, 'corrected'],
    ['', `Correction (June 3): the figure is in euros.\n\n${article}`, 'corrected'],
    ['CORRECTED-UPDATE 1-Bridge to stay closed', article, 'corrected'],
    ['', `${article}\n\nThis article was amended on 3 June 2025 to give the right date.`, 'corrected'],
    ['', `${article}\nAn earlier version of this story misstated the year.`, 'corrected'],
    ['', `${article}\n\nRettelse: Broen lukker først tirsdag.`, 'corrected'],
    ['', `Rettelse 3. juni: Broen lukker først tirsdag.\n${article}`, 'corrected'],
    ['', `${article}\n\nKorrektur: Die Brücke bleibt offen.`, 'corrected'],
    ['', `${article}\n\nRectificatif : le pont reste ouvert.`, 'corrected'],
    ['Retraction: Bridge to stay closed', '', 'retracted'],
    ['', `This article has been retracted.\n\n${article}`, 'retracted'],
    ['WITHDRAWN: Bridge to stay closed', article, 'retracted'],
  ])('%s %s', (title, text, kind) => {
    expect(correctionIn(title, text)?.kind).toBe(kind)
  })

  it('keeps the line that says it', () => {
    expect(correctionIn('', `${article}\n\nCorrection: it is closed until May.\n\nMore soon.`)?.said).toBe(
      'Correction: it is closed until May.',
    )
  })

  it.each([
    ['Court orders correction of voter rolls', article],
    ['Markets face a correction', 'Correction territory is ten percent below the peak.'],
    ['Correctional officers strike', 'Corrections officers walked out on Monday - the third day.'],
    ['Journal retracts paper on superconductors', 'The paper was retracted after complaints. The report was clear.'],
    ['Troops withdrawn', 'Withdrawn troops arrived home. The ministry corrected the number later.'],
    ['Bill to be amended', 'The bill was amended. This article of the law was disputed.'],
  ])('news about corrections is none: %s', (title, text) => {
    expect(correctionIn(title, text)).toBeNull()
  })
})
