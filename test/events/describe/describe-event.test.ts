import { describe, expect, test } from 'vitest'
import { describeEvent } from '../../../src/events/describe/describe-event.ts'
import { spreadOf } from '../../../src/events/describe/numbers.ts'
import { quantitiesOf } from '../../../src/events/describe/quantities.ts'
import type { Member } from '../../../src/events/member.ts'
import { hours } from '../../support/stored-items.ts'

let seq = 0
const report = (owner: string, at: number, title: string, text = '', more: Partial<Member> = {}): Member => ({
  itemId: `item-${++seq}`,
  seq,
  revision: 0,
  title,
  text,
  publisher: owner,
  owner,
  sourceId: owner,
  time: hours(at),
  duplicateOf: null,
  language: 'en',
  topics: [],
  entities: [],
  geo: [],
  deleted: false,
  ...more,
})
const told = (text: string, language = 'en') =>
  quantitiesOf(text, language).map(
    ({ what, value, bound }) => `${what}: ${bound === 'exact' ? '' : `${bound} `}${value}`,
  )

describe('figures of a text', () => {
  test.each([
    ['Blast kills at least 12 in Vellmar', ['killed: least 12']],
    ['12 people were killed and 30 others injured on 4 May', ['killed: 12', 'injured: 30']],
    ['Three soldiers killed, 1,200 homes without power', ['soldiers killed: 3', 'home: 1200']],
    ['Death toll rises to 1,204 after quake', ['killed: 1204']],
    ['The death toll of the magnitude 6.8 quake near Velmora rose to 125 people', ['quake: 6.8', 'killed: 125']],
    ['Tariffs of 25% on cars, a 10 percent levy', ['% tariff: 25', '% levy: 10']],
    ['The bank cut its key rate to 4.25% in 2031', ['% rate: 4.25']],
    ['A $3.5 billion aid package, up to 40 jets', ['$ aid: 3500000000', 'jet: most 40']],
    ['A 12-year-old walked 30 minutes at 10:30 to win 3-1', []],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected)
  })

  test('are read the way each language writes them', () => {
    expect(told('Bei dem Unglück wurden mindestens 1.200 Menschen getötet', 'de')).toEqual(['killed: least 1200'])
    expect(told('12 døde og 3,5 millioner kroner tabt', 'da')).toEqual(['killed: 12', 'kroner: 3500000'])
    expect(told('Al menos 14 muertos y 30 heridos', 'es')).toEqual(['killed: least 14', 'injured: 30'])
    expect(told('Au moins 14 morts et 1 200 habitants évacués', 'fr')).toContain('killed: least 14')
    expect(told('Щонайменше 14 людей загинули', 'uk')).toEqual(['killed: least 14'])
  })
})

describe('an event', () => {
  test('gives every figure with its spread, one value per owner and the item that says it', () => {
    const members = [
      report('a', 1, 'Dockers strike: 400 workers walk out'),
      report('b', 2, '450 workers join Vellmar strike'),
      report('a', 3, 'Strike grows: 500 workers out'),
      report('c', 4, '480 workers on strike', '', { duplicateOf: 'item-x' }),
      report('d', 4, 'Union counts 600 workers'),
    ]
    const { facts, epistemicState } = describeEvent(members)
    const [workers] = facts.numbers ?? []
    expect(workers).toMatchObject({ what: 'worker' })
    expect(workers?.values.map(({ value, itemId }) => [value, itemId])).toEqual([
      [500, members[2]!.itemId],
      [450, members[1]!.itemId],
      [600, members[4]!.itemId],
    ])
    expect(spreadOf(workers!.values)).toEqual({ min: 450, median: 500, max: 600 })
    expect(epistemicState).toBe('confirmed')
  })

  test.each([
    [
      'a toll that grows',
      [
        ['a', 1, 'Quake kills 3'],
        ['b', 4, 'Quake kills 30'],
        ['c', 9, 'Quake kills 120'],
      ],
      'confirmed',
    ],
    [
      'a toll that an owner corrects',
      [
        ['a', 1, 'Quake kills 30'],
        ['b', 4, 'Quake kills 12'],
        ['a', 6, 'Quake kills 12'],
        ['c', 6, '12 dead'],
      ],
      'confirmed',
    ],
    [
      'a lower bound',
      [
        ['a', 1, 'Quake kills 30'],
        ['b', 9, 'Quake kills at least 12'],
        ['c', 9, '30 dead in quake'],
      ],
      'confirmed',
    ],
    [
      'tolls of different things',
      [
        ['a', 1, 'Strike kills 30'],
        ['b', 9, 'Strike kills 3 soldiers'],
        ['c', 9, '30 dead'],
      ],
      'confirmed',
    ],
    [
      'a toll said to be far lower hours later',
      [
        ['a', 1, 'Quake kills 30'],
        ['b', 9, 'Quake kills 12'],
        ['c', 9, '12 dead'],
      ],
      'contested',
    ],
    [
      'tolls far apart at the same time',
      [
        ['a', 1, 'Raid kills 300'],
        ['b', 2, 'Raid kills 14'],
        ['c', 2, '14 dead'],
      ],
      'contested',
    ],
  ] as const)('%s: %s', (_, rows, state) => {
    const members = rows.map(([owner, at, title]) => report(owner, at, title))
    const described = describeEvent(members)
    expect(described.epistemicState).toBe(state)
    expect(described.contradictions > 0).toBe(state === 'contested')
    expect((described.facts.disputes ?? []).length > 0).toBe(state === 'contested')
  })

  test('is contested when one owner states what another denies, and says who', () => {
    const members = [
      report('a', 1, 'Ostran navy fires missiles at Vellmar tanker', 'The navy fired missiles at a tanker.'),
      report('b', 2, 'Ostra denies firing missiles at the tanker'),
      report('c', 3, 'Tanker ablaze off Vellmar', 'A tanker is burning off Vellmar.'),
    ]
    const { epistemicState, facts } = describeEvent(members)
    expect(epistemicState).toBe('contested')
    expect(facts.disputes).toEqual([
      {
        kind: 'claim',
        what: 'Ostra denies firing missiles at the tanker',
        sides: [
          { says: 'states it', itemIds: [members[0]!.itemId] },
          { says: 'denies it', itemIds: [members[1]!.itemId] },
        ],
      },
    ])
  })

  test('says once what one outlet denies in headline and text, and names each owner once', () => {
    const members = [
      report('a', 1, 'Ferry Aurora collides with cargo ship off Vellmar'),
      report('a', 2, 'Inquiry opened: ferry Aurora collided with cargo ship'),
      report(
        'b',
        3,
        'Owner denies ferry Aurora collided with cargo ship',
        'He denied it collided with the cargo ship.',
      ),
    ]
    expect(describeEvent(members).facts.disputes).toMatchObject([
      { sides: [{ itemIds: [members[0]!.itemId] }, { itemIds: [members[2]!.itemId] }] },
    ])
  })

  test('is not contested by a denial of something nobody here states', () => {
    const members = ['a', 'b', 'c'].map((owner, i) =>
      report(
        owner,
        i,
        i === 1 ? 'Minister denies wrongdoing over contracts, resigns' : 'Transport minister resigns in Vellmar',
      ),
    )
    expect(describeEvent(members).epistemicState).toBe('confirmed')
  })

  test('names who was first and by how much, and the developments that others took up', () => {
    const members = [
      report('b', 2, 'Dockers strike halts Vellmar port'),
      report('a', 1, 'Strike at Vellmar port over night pay'),
      report('copy', 0.5, 'Strike at Vellmar port over night pay', '', { duplicateOf: 'item-x' }),
      report('c', 9, 'Vellmar port: army moves containers, minister Brandt threatens injunction'),
      report('d', 12, 'Army trucks clear Vellmar containers as Brandt seeks injunction'),
    ]
    const { facts } = describeEvent(members)
    expect(facts.firstReport).toMatchObject({ itemId: members[1]!.itemId, owner: 'a', aheadMinutes: 60 })
    expect(facts.timeline?.map(({ itemId }) => itemId)).toEqual([members[1]!.itemId, members[3]!.itemId])
    expect(facts.timeline?.[1]?.adds).toEqual(expect.arrayContaining(['army', 'containers', 'brandt', 'injunction']))
  })
})
