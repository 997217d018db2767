import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from 'vitest'
import {
  checkAddress,
  guardedLookup,
  isPrivateAddress,
  RefusedAddressError,
} from '../../../src/sources/http/addresses.ts'

describe('private addresses', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.0.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '2002:c0a8:1::',
    '2001::1',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'not-an-address',
  ])('%s is refused', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  })

  it.each([
    '8.8.8.8',
    '93.184.216.34',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2a00:1450:4001::1',
  ])('%s is read', (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  })
})

describe('addresses as they are written', () => {
  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::ffff:127.0.0.1]:8080/',
    'http://169.254.169.254/latest/meta-data/',
    'http://user:pass@10.0.0.1/',
    'http://①②⑦.⓪.⓪.①/',
    'https://192.168.1.1/feed',
    'file:///etc/passwd',
    'ftp://example.org/feed',
    'gopher://example.org/',
  ])('%s is refused', (url) => {
    expect(() => checkAddress(new URL(url), false)).toThrow(RefusedAddressError)
  })

  it('a private literal is read when its source says so, another protocol never', () => {
    expect(() => checkAddress(new URL('http://127.0.0.1/'), true)).not.toThrow()
    expect(() => checkAddress(new URL('file:///etc/passwd'), true)).toThrow(RefusedAddressError)
  })
})

describe('names', () => {
  const answering = (...addresses: LookupAddress[]) =>
    guardedLookup(((_host: string, _options: unknown, done: (error: null, found: LookupAddress[]) => void) =>
      done(null, addresses)) as never)
  const lookup = (resolve: ReturnType<typeof guardedLookup>, all: boolean) =>
    new Promise((done, fail) =>
      resolve('feeds.example', { all }, (error, address) => (error ? fail(error) : done(address))),
    )

  it('are refused when any of their addresses is private', async () => {
    const mixed = answering({ address: '93.184.216.34', family: 4 }, { address: '::1', family: 6 })
    await expect(lookup(mixed, true)).rejects.toThrow(RefusedAddressError)
    await expect(lookup(mixed, false)).rejects.toThrow(RefusedAddressError)
  })

  it('are handed on with exactly the addresses that were checked', async () => {
    const found = { address: '93.184.216.34', family: 4 }
    await expect(lookup(answering(found), true)).resolves.toEqual([found])
    await expect(lookup(answering(found), false)).resolves.toBe('93.184.216.34')
  })

  it('are refused when they have no address', async () => {
    await expect(lookup(answering(), true)).rejects.toThrow(RefusedAddressError)
  })
})
