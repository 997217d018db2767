import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFeedDate } from '../../../src/sources/index.ts'

describe('feed dates', () => {
  it.each([
    ['2003-12-31T10:14:55Z', '2003-12-31T10:14:55.000Z'],
    ['2003-12-31T10:14:55.25-08:00', '2003-12-31T18:14:55.250Z'],
    ['2003-12-31 10:14', '2003-12-31T10:14:00.000Z'],
    ['20031231T101455Z', '2003-12-31T10:14:55.000Z'],
    ['2003-365', '2003-12-31T00:00:00.000Z'],
    ['2003-12', '2003-12-01T00:00:00.000Z'],
    ['2003', '2003-01-01T00:00:00.000Z'],
    ['Thu, 01 Jan 2004 19:48:21 GMT', '2004-01-01T19:48:21.000Z'],
    ['Thu, 1 Jan 04 19:48 EST', '2004-01-02T00:48:00.000Z'],
    ['01 Jan 2004 19:48:21 +0530', '2004-01-01T14:18:21.000Z'],
    ['Thursday, 01-Jan-04 19:48:21 GMT', '2004-01-01T19:48:21.000Z'],
    ['Thu Jan  1 19:48:21 2004', '2004-01-01T19:48:21.000Z'],
    ['Thu Jan 1 19:48:21 PST 2004', '2004-01-02T03:48:21.000Z'],
    ['January 1, 2004 7:48 PM', '2004-01-01T19:48:00.000Z'],
    ['Thu, 31 Jun 2004 19:48:21 GMT', null],
    ['1. marts 2025 kl. 14.30', '2025-03-01T14:30:00.000Z'],
    ['5 août 2025 08:00 +0200', '2025-08-05T06:00:00.000Z'],
    ['12. Dezember 2024', '2024-12-12T00:00:00.000Z'],
    ['31.12.2003 22:14', '2003-12-31T22:14:00.000Z'],
    ['12/31/2003 10:14 PM', '2003-12-31T22:14:00.000Z'],
    ['2004년 05월 28일 오후 11:31:15', '2004-05-28T14:31:15.000Z'],
    ['1745000000', '2025-04-18T18:13:20.000Z'],
    ['1745000000123', '2025-04-18T18:13:20.123Z'],
    ['2003-12-31T24:00:00Z', '2004-01-01T00:00:00.000Z'],
    ['yesterday', null],
    ['2003-02-30', null],
    ['', null],
    [null, null],
  ])('%s', (text, expected) => {
    expect(parseFeedDate(text)?.toISOString() ?? null).toBe(expected)
  })

  it('reads back every instant in the two common spellings', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
        expect(parseFeedDate(date.toISOString())).toEqual(date)
        const second = Math.floor(date.getTime() / 1000) * 1000
        expect(parseFeedDate(date.toUTCString())?.getTime()).toBe(second)
      }),
    )
  })

  it('never throws and never answers an invalid date', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9A-Za-z:+\-/,. ]{0,40}$/)), (text) => {
        const date = parseFeedDate(text)
        expect(date === null || !Number.isNaN(date.getTime())).toBe(true)
      }),
    )
  })
})
