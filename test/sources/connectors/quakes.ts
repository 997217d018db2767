import { z } from 'zod'
import { answerJson, entriesOf } from '../../../src/sources/connectors/answer-json.ts'
import { definePagedConnector, pagedSettings } from '../../../src/sources/connectors/read-pages.ts'

const pageSize = 200
const config = z.strictObject({
  ...pagedSettings,
  minMagnitude: z.number().min(0).max(10).default(5),
  server: z.url().default('https://earthquake.usgs.gov'),
})
const quake = z.object({
  id: z.string(),
  properties: z.object({ mag: z.number(), place: z.string(), time: z.number(), updated: z.number(), url: z.url() }),
})

/** Earthquakes from the event service of a geological survey. */
export const quakes = definePagedConnector({
  name: 'quakes',
  config,
  intervalSeconds: 300,
  gapSeconds: 1,
  order: 'newest-first',
  overlapMinutes: 120,

  async page({ config: { server, minMagnitude }, cursor, web }) {
    const offset = Number(cursor ?? 1)
    const query = `format=geojson&minmagnitude=${minMagnitude}&limit=${pageSize}&offset=${offset}`
    const answer = await web.ask({ url: `${server}/fdsnws/event/1/query?${query}` })
    const { features } = answerJson(answer, z.object({ features: z.array(z.unknown()) }))
    const read = entriesOf(features, quake, ({ id, properties: { mag, place, time, updated, url } }) => ({
      externalId: id,
      title: `Magnitude ${mag} earthquake, ${place}`,
      text: '',
      url,
      publishedAt: new Date(time),
      updatedAt: new Date(updated),
    }))
    return { ...read, next: features.length < pageSize ? null : String(offset + pageSize) }
  },
})
