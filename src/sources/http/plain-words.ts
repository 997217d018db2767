import { messageOf, SourceError } from '../../errors.ts'
import { RefusedAddressError } from './addresses.ts'

/** Transport failures by their error code; what is already a SourceError stays. */
export function inPlainWords(error: unknown): Error {
  if (error instanceof SourceError) return error
  const cause = error instanceof Error && error.cause instanceof RefusedAddressError ? error.cause : undefined
  if (cause) return cause
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new SourceError(transportWords[code] ?? `it could not be read: ${messageOf(error)}`, { cause: error })
}

const transportWords: Record<string, string> = {
  ENOTFOUND: 'its name does not exist in the DNS',
  EAI_AGAIN: 'its name could not be looked up just now',
  ECONNREFUSED: 'nothing accepts connections at this address',
  ECONNRESET: 'it broke off the connection',
  EHOSTUNREACH: 'there is no way to this address',
  ENETUNREACH: 'there is no network to this address',
  UND_ERR_CONNECT_TIMEOUT: 'it could not be connected to in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it stopped sending in the middle of its answer',
  UND_ERR_SOCKET: 'it broke off the connection',
  UND_ERR_HEADERS_OVERFLOW: 'its headers are too large',
  Z_DATA_ERROR: 'its compressed answer is damaged',
  Z_BUF_ERROR: 'its compressed answer ends too early',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate belongs to another name',
}
