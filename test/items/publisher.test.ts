import { describe, expect, it } from 'vitest'
import { publicationOf } from '../../src/items/publisher.ts'

const feed = { sourceName: 'FT home', sourceUrl: 'https://www.ft.com/rss/home', sourceOwner: 'Nikkei' }

describe('publisher and owner', () => {
  it('are outlet and owner of the source for its own items, behind archives too', () => {
    expect(publicationOf({ ...feed, url: 'https://archive.is/newest/https://www.ft.com/content/1' })).toEqual({
      publisher: 'ft.com',
      owner: 'nikkei',
    })
    expect(publicationOf({ ...feed, sourceUrl: 'http://127.0.0.1:8080/ft', url: 'https://www.ft.com/1' })).toEqual({
      publisher: 'ft.com',
      owner: 'nikkei',
    })
  })

  it('of an aggregated item are its outlet, not the aggregator', () => {
    const aggregator = { sourceName: 'Planet', sourceUrl: 'https://planet.example/feed', sourceOwner: 'Planet Ltd' }
    expect(publicationOf({ ...aggregator, url: 'https://www.bbc.co.uk/news/1' })).toEqual({
      publisher: 'bbc.co.uk',
      owner: 'bbc.co.uk',
    })
    expect(publicationOf({ ...aggregator, named: 'Le Monde', url: 'https://planet.example/1' })).toEqual({
      publisher: 'Le Monde',
      owner: 'le monde',
    })
  })

  it('fall back to the source where the address says nothing', () => {
    expect(publicationOf({ sourceName: 'Desk', url: null })).toEqual({ publisher: 'Desk', owner: 'desk' })
    expect(publicationOf({ sourceName: 'Channel X', url: 'https://t.me/channelx/5', sourceOwner: 'State' })).toEqual({
      publisher: 'Channel X',
      owner: 'state',
    })
  })
})
