import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { ConfigError } from '../errors.ts'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** A secret as it is stored: AES-256-GCM, the tag behind the ciphertext. */
export interface Sealed {
  keyId: string
  nonce: Buffer
  sealed: Buffer
}

/** The tokens a service gave for a secret. */
export interface Session {
  access: string
  refresh: string
}

/** The keys secrets are sealed under: the first one seals, all of them open. May be empty. */
export class Keyring {
  private readonly keys: readonly { id: string; key: Buffer }[]
  /** What was signed in to with opened secrets. In memory only: a process that starts signs in anew. */
  readonly sessions = new LRUCache<string, Session>({ max: 1_000 })

  /** `keys` hold 32 bytes each. */
  constructor(keys: readonly Buffer[]) {
    this.keys = keys.map((key) => ({ id: keyIdOf(key), key }))
  }

  /** Name of the key that seals: the first 8 hex digits of its SHA-256. Throws ConfigError when there is none. */
  get currentId(): string {
    return this.current().id
  }

  /** Seals `secret` for the row `owner` names: copied to another row it cannot be opened. Throws ConfigError without a key. */
  seal(secret: string, owner: string): Sealed {
    const { id, key } = this.current()
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(owner))
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return { keyId: id, nonce, sealed }
  }

  /** Opens what was sealed for `owner`. Throws ConfigError when the key is missing or the bytes were changed. */
  open({ keyId, nonce, sealed }: Sealed, owner: string): string {
    const key = this.keys.find(({ id }) => id === keyId)?.key
    if (!key)
      throw new ConfigError(
        `it was sealed under the key ${keyId}, which is neither BELLWETHER_SECRET_KEY nor in BELLWETHER_SECRET_KEYS_BEFORE`,
      )
    const decipher = createDecipheriv(algorithm, key, nonce).setAAD(Buffer.from(owner))
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]).toString('utf8')
    } catch (cause) {
      throw new ConfigError('its stored bytes are damaged: add it again', { cause })
    }
  }

  private current(): { id: string; key: Buffer } {
    const [first] = this.keys
    if (first) return first
    throw new ConfigError(
      'BELLWETHER_SECRET_KEY is not set, and credentials are kept encrypted under it. Set it to 32 random bytes, for example the output of "openssl rand -hex 32", for every process.',
    )
  }
}

const keyIdOf = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 8)

/** The 32 bytes a key setting spells, in hexadecimal or base64; undefined when it spells something else. */
export function readKey(text: string): Buffer | undefined {
  const bytes = /^[0-9a-f]{64}$/i.test(text)
    ? Buffer.from(text, 'hex')
    : /^[\w+/-]{43}=?$/.test(text)
      ? Buffer.from(text, 'base64')
      : undefined
  return bytes?.length === 32 ? bytes : undefined
}
