import { createHash, randomBytes } from 'node:crypto'

/** A new secret: 32 random bytes, URL-safe. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What is kept of a secret: its SHA-256, hexadecimal. Enough because secrets are random and long; passwords would need more. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')
