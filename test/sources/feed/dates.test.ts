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
    ['2003-12-31T10', '2003-12-31T10:00:00.000Z'],
    ['2003-1-9T1:2:3Z', '2003-01-09T01:02:03.000Z'],
    ['2003-9', '2003-09-01T00:00:00.000Z'],
    ['03-12-31', '2003-12-31T00:00:00.000Z'],
    ['031231', '2003-12-31T00:00:00.000Z'],
    ['03-335', '2003-12-01T00:00:00.000Z'],
    ['03335', '2003-12-01T00:00:00.000Z'],
    ['-0312', '2003-12-01T00:00:00.000Z'],
    ['-03-12', '2003-12-01T00:00:00.000Z'],
    ['1-1-1', null],
    ['2003-W52-3', '2003-12-24T00:00:00.000Z'],
    ['2020W537', '2021-01-03T00:00:00.000Z'],
    ['20060915081953', '2006-09-15T08:19:53.000Z'],
    ['200609150819', '2006-09-15T08:19:00.000Z'],
    ['2006-09-15T08:19:53-04:00[America/New_York]', '2006-09-15T12:19:53.000Z'],
    ['2006-09-15T08:19:53Z junk', '2006-09-15T08:19:53.000Z'],
    ['Fri, 2006/09/15 08:19:53 EDT', '2006-09-15T12:19:53.000Z'],
    ['15/Sep/2006:08:19:53 -0400', '2006-09-15T12:19:53.000Z'],
    ['Fri, 15 Sept 2006 8:9:7 GMT+1', '2006-09-15T07:09:07.000Z'],
    ['2004-július-13T9:15-05:00', '2004-07-13T14:15:00.000Z'],
    ['2004-05-28 오후 11:31:15', '2004-05-28T14:31:15.000Z'],
    ['Σάβ, 1 Μάι 2004 12:00:00 +0200', '2004-05-01T10:00:00.000Z'],
    ['śr., 5 maja 2004 10:00', '2004-05-05T10:00:00.000Z'],
    ['5 junk 2004', null],
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

  it('reads every day by its ISO week and by its number in the year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
        const date = new Date(days * 86_400_000)
        const weekday = date.getUTCDay() || 7
        const thursday = new Date(date.getTime() + (4 - weekday) * 86_400_000)
        const dayOfYear = (at: Date) =>
          Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000) + 1
        const week = `${Math.ceil(dayOfYear(thursday) / 7)}`.padStart(2, '0')
        expect(parseFeedDate(`${thursday.getUTCFullYear()}-W${week}-${weekday}`)).toEqual(date)
        expect(parseFeedDate(`${date.getUTCFullYear()}-${`${dayOfYear(date)}`.padStart(3, '0')}`)).toEqual(date)
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
