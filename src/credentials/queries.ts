import { and, asc, eq, ne, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { apiCredentials, sources } from '../db/schema/index.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import type { Keyring } from './keyring.ts'
import { type NewCredential, readCredential } from './new-credential.ts'

/** A credential without its secret. */
export interface Credential {
  name: string
  hosts: string[]
  /** The key it is sealed under. */
  keyId: string
  createdAt: Date
  updatedAt: Date
}

/** What a credential opens to. */
export interface OpenCredential {
  secret: string
  hosts: readonly string[]
}

const shown = {
  name: apiCredentials.name,
  hosts: apiCredentials.hosts,
  keyId: apiCredentials.keyId,
  createdAt: apiCredentials.createdAt,
  updatedAt: apiCredentials.updatedAt,
}

/** Adds a credential, or gives the one of that name a new secret and new hosts. Throws InputError, ConfigError without a key. */
export async function saveCredential(
  db: Db,
  keyring: Keyring,
  { tenantId, now, ...input }: NewCredential & { tenantId: string; now: Date },
): Promise<Credential> {
  const { name, secret, hosts } = readCredential(input)
  const fresh = { ...keyring.seal(secret, ownerOf(tenantId, name)), hosts, updatedAt: now }
  const [row] = await db
    .insert(apiCredentials)
    .values({ id: newId(now), tenantId, name, createdAt: now, ...fresh })
    .onConflictDoUpdate({ target: [apiCredentials.tenantId, apiCredentials.name], set: fresh })
    .returning(shown)
  return row as Credential
}

/** A tenant's credentials by name, with the sources that use each. */
export async function listCredentials(db: Db, tenantId: string): Promise<(Credential & { usedBy: string[] })[]> {
  const rows = await db
    .select(shown)
    .from(apiCredentials)
    .where(eq(apiCredentials.tenantId, tenantId))
    .orderBy(asc(apiCredentials.name))
  return Promise.all(rows.map(async (row) => ({ ...row, usedBy: await usersOf(db, tenantId, row.name) })))
}

/** Takes a credential away for good. Throws NotFoundError, ConflictError while sources use it. */
export async function removeCredential(db: Db, tenantId: string, name: string): Promise<void> {
  const users = await usersOf(db, tenantId, name)
  if (users.length > 0) throw new ConflictError(`the credential ${name} is used by ${users.join(', ')}`)
  const removed = await db.delete(apiCredentials).where(named(tenantId, name)).returning({ id: apiCredentials.id })
  if (removed.length === 0) throw new NotFoundError(`there is no credential ${name}`)
}

/** Seals everything not yet under the current key anew under it; answers how many. Throws ConfigError, naming the one that cannot be opened. */
export async function rotateCredentials(db: Db, keyring: Keyring, tenantId: string): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(apiCredentials)
      .where(and(eq(apiCredentials.tenantId, tenantId), ne(apiCredentials.keyId, keyring.currentId)))
      .for('update')
    for (const row of rows) {
      const owner = ownerOf(tenantId, row.name)
      await tx
        .update(apiCredentials)
        .set(keyring.seal(opened(keyring, row, owner), owner))
        .where(eq(apiCredentials.id, row.id))
    }
    return rows.length
  })
}

/** The secret of that name and where it may be sent. Throws NotFoundError; ConfigError when it cannot be opened. */
export async function getCredential(db: Db, keyring: Keyring, tenantId: string, name: string): Promise<OpenCredential> {
  const [row] = await db.select().from(apiCredentials).where(named(tenantId, name))
  if (!row) throw new NotFoundError(`there is no credential ${name}`)
  return { secret: opened(keyring, row, ownerOf(tenantId, name)), hosts: row.hosts }
}

function opened(keyring: Keyring, row: typeof apiCredentials.$inferSelect, owner: string): string {
  try {
    return keyring.open(row, owner)
  } catch (error) {
    if (error instanceof Error) error.message = `the credential ${row.name} cannot be used: ${error.message}`
    throw error
  }
}

const named = (tenantId: string, name: string) =>
  and(eq(apiCredentials.tenantId, tenantId), eq(apiCredentials.name, name))

const ownerOf = (tenantId: string, name: string): string => `${tenantId}/${name}`

async function usersOf(db: Db, tenantId: string, name: string): Promise<string[]> {
  const uses = sql`jsonb_path_exists(${sources.config}, '$.**.credential ? (@ == $name)', jsonb_build_object('name', ${name}::text))`
  const rows = await db
    .select({ name: sources.name })
    .from(sources)
    .where(and(eq(sources.tenantId, tenantId), uses))
    .orderBy(asc(sources.name))
  return rows.map((row) => row.name)
}
