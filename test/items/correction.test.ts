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
    ['', `(Corrects day to Monday from Tuesday in paragraph 2)\n${article}`, 'corrected'],
    ['', `${article}\nThis story was updated on 5 June to correct the spelling of a name.`, 'corrected'],
    ['', `${article}\nAn earlier version of this article said that the bridge was open. It is not.`, 'corrected'],
    ['', `Editors’ Note: June 3: An earlier version incorrectly named the minister.\n${article}`, 'corrected'],
    ['', `Corrections & Clarifications: the figure is in euros.\n${article}`, 'corrected'],
    ['', `${article}\nI en tidligere version af denne artikel stod der, at broen var åben.`, 'corrected'],
    ['', `${article}\nArtiklen er rettet, så det fremgår, at broen er lukket.`, 'corrected'],
    ['', `${article}\nIn einer früheren Version dieses Artikels hieß es, die Brücke sei offen.`, 'corrected'],
    ['', `${article}\nDans une première version de cet article, le pont était ouvert.`, 'corrected'],
    ['MANDATORY KILL: Bridge to stay closed', article, 'retracted'],
    ['', `Artiklen er trukket tilbage.\n${article}`, 'retracted'],
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
    ['CNN withdraws report', 'The network has retracted its story about the bridge. A new version said less.'],
    ['How newsrooms work', 'This article explains how errors are corrected by editors.'],
    ['Bill to be amended', 'The bill was amended. This article of the law was disputed.'],
  ])('news about corrections is none: %s', (title, text) => {
    expect(correctionIn(title, text)).toBeNull()
  })
})
