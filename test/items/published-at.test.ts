import { describe, expect, it } from 'vitest'
import { dateInUrl, repairPublishedAt } from '../../src/items/published-at.ts'

const fetchedAt = new Date('2025-06-01T12:00:00Z')
const repair = (publishedAt: Date | null, more: { updatedAt?: Date; url?: string } = {}) =>
  repairPublishedAt({ publishedAt, fetchedAt, ...more })

describe('publication time', () => {
  it('is taken as given when it is possible, minutes ahead included', () => {
    const at = new Date('2025-06-01T12:20:00Z')
    expect(repair(at)).toEqual({ at, from: 'source', confidence: 1 })
  })

  it.each([
    ['missing', null],
    ['missing', new Date(Number.NaN)],
    ['epoch', new Date(0)],
    ['implausible', new Date('1900-01-01T00:00:00Z')],
    ['future', new Date('2025-06-03T00:00:00Z')],
  ] as const)('that is %s becomes the time of reading, with the reason', (problem, at) => {
    expect(repair(at)).toMatchObject({ at: fetchedAt, from: 'fetched', problem })
  })

  it('is looked for in the update time first, then in the address', () => {
    const updatedAt = new Date('2025-05-30T00:00:00Z')
    const url = 'https://x.example/2025/05/20/story'
    expect(repair(null, { updatedAt, url })).toMatchObject({ at: updatedAt, from: 'updated' })
    expect(repair(null, { updatedAt: new Date(0), url })).toMatchObject({
      at: new Date('2025-05-20T12:00:00Z'),
      from: 'url',
    })
    expect(repair(null, { url: 'https://x.example/2025/06/01/story' }).at).toEqual(fetchedAt)
  })

  it('is that of the address when an old article comes under a new date', () => {
    const url = 'https://x.example/2024/02/11/story'
    const given = new Date('2025-06-01T09:00:00Z')
    expect(repair(given, { url })).toMatchObject({
      problem: 'reused',
      from: 'url',
      at: new Date('2024-02-11T12:00:00Z'),
    })
    expect(repair(given, { url: 'https://x.example/2025/05/28/story' })).toMatchObject({ from: 'source', at: given })
  })

  it('that all entries of a feed share is kept with the reason, unless page or address know better', () => {
    const given = new Date('2025-06-01T11:59:00Z')
    const shared = (more: { url?: string; pagePublishedAt?: Date; updatedAt?: Date } = {}) =>
      repairPublishedAt({ publishedAt: given, fetchedAt, dateIsShared: true, ...more })
    const reason = { problem: 'shared', given: given.toISOString() }
    expect(shared({ updatedAt: new Date('2025-05-30') })).toEqual({
      at: given,
      ...reason,
      from: 'source',
      confidence: 0.6,
    })
    expect(shared({ url: 'https://x.example/2025/06/01/story' })).toMatchObject({ at: given, from: 'source' })
    expect(shared({ url: 'https://x.example/2025/05/28/story' })).toMatchObject({
      at: new Date('2025-05-28T12:00:00Z'),
      ...reason,
      from: 'url',
    })
    const pagePublishedAt = new Date('2025-05-29T08:30:00Z')
    expect(shared({ pagePublishedAt })).toMatchObject({ at: pagePublishedAt, ...reason, from: 'page' })
  })

  it('is read only from real dates in addresses', () => {
    expect(dateInUrl('https://x.example/2025-02-30-x')).toBeUndefined()
    expect(dateInUrl('https://x.example/story-20250520/')).toEqual(new Date('2025-05-20T12:00:00Z'))
    expect(dateInUrl('https://x.example/id/20251399')).toBeUndefined()
  })
})
