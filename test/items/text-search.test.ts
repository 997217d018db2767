import { beforeAll, describe, expect, it } from 'vitest'
import { eventShards } from '../../src/db/schema/index.ts'
import { listItems, normalizeItems, saveItems } from '../../src/items/index.ts'
import { saveSource } from '../../src/sources/index.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const now = new Date('2031-05-04T12:00:00Z')

const texts = {
  da: [
    'Færgerne sejlede ikke mandag',
    'Rederierne aflyste alle afgange, fordi havnene var lukket på grund af stormen i nat.',
  ],
  de: [
    'Die Häfen wurden am Montag geschlossen',
    'Mehrere Schiffe warteten vor den Küsten, weil die Behörden wegen des Sturms keine Einfahrten erlaubten.',
  ],
  es: [
    'Los puertos cerraron por la tormenta',
    'Las autoridades cancelaron todas las salidas y los pasajeros esperaban noticias de los buques.',
  ],
  fr: [
    'Les ports ont été fermés lundi',
    'Les autorités ont annulé tous les départs et les passagers attendaient des nouvelles des navires.',
  ],
  uk: [
    'Порти закрили через шторм у понеділок',
    'Влада скасувала всі рейси, а пасажири чекали на новини про кораблі біля узбережжя.',
  ],
}

beforeAll(async () => {
  const { id: sourceId } = await saveSource(database.db, 'main', { connector: 'push', name: 'Wire' }, now)
  const entries = Object.entries(texts).map(([language, [title, text]]) => ({
    externalId: language,
    title: title ?? '',
    text: text ?? '',
    publishedAt: now,
  }))
  const { ids } = await saveItems(database.db, { tenantId: 'main', sourceId, entries, now })
  await normalizeItems(database.db, { tenantId: 'main', itemIds: ids.map(String), now, lockMs: 30_000 })
  const shards = Object.keys(texts).map((language) => ({ language, updatedAt: now }))
  await database.db.insert(eventShards).values(shards)
})

describe('words find items of every language at once', () => {
  it.each([
    ['færge havn', 'da', 'in another form of Danish words'],
    ['FÆRGERNES', 'da', 'in capitals and the genitive'],
    ['hafen schiff', 'de', 'in the singular of German nouns with an umlaut'],
    ['cerrar puerto', 'es', 'in the infinitive of a Spanish verb'],
    ['fermer port', 'fr', 'in the infinitive of a French verb'],
    ['пасажири кораблі', 'uk', 'as they stand, where the database has no stems'],
    ['"havnene var lukket"', 'da', 'as a phrase'],
    ['stormen -færger', 'none', 'unless a word of it is excluded, in any form'],
    ['stormen -"lukkede havne"', 'da', 'when the excluded phrase is not in it'],
    ['mandag montag', 'none', 'only when all of them are in one item'],
  ])('%s → %s: %s', async (words, language) => {
    const found = await listItems(database.db, 'main', { words, limit: 10 })
    expect(found.map((item) => item.externalId)).toEqual(language === 'none' ? [] : [language])
    for (const item of found) expect(item.language).toBe(item.externalId)
  })
})
