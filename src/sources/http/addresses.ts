import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { SourceError } from '../../errors.ts'

/** IANA special-purpose IPv4 blocks: not globally reachable, or never a host. */
const specialIpv4: readonly [network: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]
const specialIpv6: readonly [network: string, bits: number][] = [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]
let blocked: BlockList | undefined

function buildBlockList(): BlockList {
  const list = new BlockList()
  for (const [network, bits] of specialIpv6) list.addSubnet(network, bits, 'ipv6')
  for (const [network, bits] of specialIpv4) {
    list.addSubnet(network, bits, 'ipv4')
    const [a = 0, b = 0, c = 0, d = 0] = network.split('.').map(Number)
    const high = ((a << 8) | b).toString(16)
    const low = ((c << 8) | d).toString(16)
    // The same hosts through IPv4-mapped, NAT64 and 6to4 addresses.
    list.addSubnet(`::ffff:${high}:${low}`, 96 + bits, 'ipv6')
    list.addSubnet(`64:ff9b::${high}:${low}`, 96 + bits, 'ipv6')
    list.addSubnet(`2002:${high}:${low}::`, 16 + bits, 'ipv6')
  }
  return list
}

/** True for an address that is not on the public internet: loopback, private, link-local, metadata, multicast, reserved. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return true
  blocked ??= buildBlockList()
  const plain = address.replace(/%.*$/, '')
  return blocked.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}

/** An address that may not be read; no retry changes that, but the operator may (`allowPrivate` on the source). */
export class RefusedAddressError extends SourceError {
  override name = 'RefusedAddressError'
}

/**
 * Throws RefusedAddressError for a URL that is not http(s) or whose host is a private address literal. The WHATWG URL has
 * already turned decimal, octal and hexadecimal spellings of IPv4 into the usual one. Names are checked when they are resolved.
 */
export function checkAddress(url: URL, allowPrivate: boolean): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new RefusedAddressError(`${url.protocol} addresses are not read, only http and https`)
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw refused(url.hostname)
}

/**
 * A DNS lookup that fails when a name resolves to any private address. The connection is made to exactly the addresses
 * checked here, so a name that answers differently a moment later (DNS rebinding) gains nothing.
 */
export function guardedLookup(resolve: typeof systemLookup = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => {
      const first = found?.[0]
      if (error || !first) return callback(error ?? refused(hostname), '', 4)
      if (found.some(({ address }) => isPrivateAddress(address))) return callback(refused(hostname), '', 4)
      if (options.all) callback(null, found)
      else callback(null, first.address, first.family)
    })
  }
}

function refused(host: string): RefusedAddressError {
  return new RefusedAddressError(
    `${host} is an address of this machine or a private network, which sources may not read`,
  )
}
